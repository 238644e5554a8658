"""Each of two keys opens its service and no other, can be changed without a stop,
and is stored nowhere.
"""

from hashlib import sha256

import pytest
from django.db import connection

from scoring.management.commands import webservice
from scoring.models import ModelVersion, WebService
from scoring.webservice import keys as webservice_keys
from tests.locks import held_by_another
from tests.versions.small_site import refused, run
from tests.webservice.calls import BANK, Service, execute, made, rows_of, table

pytestmark = pytest.mark.django_db


def accepts(service: Service, key: str) -> bool:
    status = execute(service, table(BANK), authorization=f"Bearer {key}").status
    assert status in (200, 401)
    return status == 200


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "bEaReR", "  Bearer", "Bearer  "])
def test_both_keys_open_the_service_in_whatever_case_the_scheme_is_written(
    service: Service, scheme: str
) -> None:
    for key in (service.primary, service.secondary):
        assert rows_of(execute(service, table(BANK), authorization=f"{scheme} {key}"))


def test_the_keys_are_as_those_of_the_studio_and_never_twice_the_same(
    version: ModelVersion,
) -> None:
    keys = [key for _ in range(3) for key in made()[1:]]

    assert len(set(keys)) == 6
    assert {len(key) for key in keys} == {88}


def test_the_key_of_one_service_does_not_open_another(service: Service) -> None:
    second = made()

    assert accepts(second, second.primary)
    assert not accepts(second, service.primary)
    assert not accepts(service, second.secondary)


def test_only_hashes_are_stored(service: Service) -> None:
    row = WebService.objects.values().get()

    assert row["primary_key_hash"] == sha256(service.primary.encode()).hexdigest()
    assert row["secondary_key_hash"] == sha256(service.secondary.encode()).hexdigest()
    with connection.cursor() as cursor:
        for table_name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table_name}"')
            stored = str(cursor.fetchall())
            assert service.primary not in stored
            assert service.secondary not in stored


@pytest.mark.parametrize("which", ["primary", "secondary"])
def test_changing_one_key_leaves_the_other_working(service: Service, which: str) -> None:
    old, kept = (service.primary, service.secondary)[:: 1 if which == "primary" else -1]
    before = dict(WebService.objects.values().get())

    answer = run("webservice", "--new-key", which)

    name, _, new = answer.out[0].partition(" ")
    assert name == which
    assert [accepts(service, key) for key in (new.strip(), kept, old)] == [True, True, False]
    after = WebService.objects.values().get()
    changed = {column for column, value in after.items() if value != before[column]}
    assert changed == {f"{which}_key_hash", f"{which}_key_made_at"}


def test_a_new_key_is_shown_once(service: Service) -> None:
    answer = run("webservice", "--new-key", "primary")

    new = answer.out[0].split()[-1]
    assert "not kept" in "\n".join(answer.out)
    assert new not in "\n".join(run("webservice").out)


def test_a_new_key_waits_for_no_other_which_it_would_end(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webservice, "alone", held_by_another)

    assert "Another one is at work" in refused("webservice", "--new-key", "primary")
    assert accepts(service, service.primary)


def test_a_new_key_of_no_service_is_refused(version: ModelVersion) -> None:
    assert "--service" in refused("webservice", "--new-key", "primary")
    assert not WebService.objects.exists()


def test_a_new_key_of_one_among_many_needs_its_id(service: Service) -> None:
    second = made()

    assert "--service" in refused("webservice", "--new-key", "primary")
    assert "--service" in refused("webservice", "--new-key", "primary", "--service", "nothing")
    assert accepts(service, service.primary)
    run("webservice", "--new-key", "primary", "--service", second.stored.service.upper())
    assert accepts(service, service.primary)
    assert not accepts(second, second.primary)


def test_one_of_two_services_of_the_same_id_is_told_by_its_workspace(version: ModelVersion) -> None:
    first, second = (made(workspace=name, service="scores") for name in ("one", "two"))

    run("webservice", "--new-key", "primary", "--workspace", "two", "--service", "scores")

    assert accepts(first, first.primary)
    assert not accepts(second, second.primary)


def test_a_service_takes_the_key_of_an_old_client_over(version: ModelVersion) -> None:
    service = made(key="the-key-of-an-old-client==")

    assert service.primary == "the-key-of-an-old-client=="
    assert accepts(service, service.primary)
    assert accepts(service, service.secondary)


@pytest.mark.parametrize("key", ["x" * 15, "short", "="])
def test_a_key_that_could_be_guessed_is_refused(version: ModelVersion, key: str) -> None:
    with pytest.raises(webservice_keys.WebServiceError, match="16 is the least"):
        webservice_keys.create_service(key=key)

    assert not WebService.objects.exists()


@pytest.mark.parametrize(
    "key", ["Schlüssel-eines-alten-Programms", "два-ключа-два-ключа", "a key\x00of sixteen ones"]
)
def test_a_key_that_no_header_can_carry_is_refused(version: ModelVersion, key: str) -> None:
    with pytest.raises(webservice_keys.WebServiceError):
        webservice_keys.create_service(key=key)
