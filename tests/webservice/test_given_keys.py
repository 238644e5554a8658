"""A key of one's own comes from the standard input, opens one service alone,
and is neither kept nor printed.
"""

import io
from typing import Any

import pytest

from scoring.models import ModelVersion, WebService
from scoring.webservice import keys as webservice_keys
from tests.versions.small_site import refused, run
from tests.webservice.calls import BANK, Service, execute, made, post, rows_of, table

pytestmark = pytest.mark.django_db
OLD_KEY = "0ld/Key+of+the+studio0123456789=="
WHICH = ["primary", "secondary"]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What stands on the standard input."""
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def accepts(service: Service, key: str) -> bool:
    return execute(service, table(BANK), authorization=f"Bearer {key}").status == 200


def rows() -> list[dict[str, Any]]:
    return list(WebService.objects.order_by("pk").values())


# One key, one service


@pytest.mark.parametrize("which", WHICH)
def test_a_key_of_another_service_makes_no_second_one(
    service: Service, typed: Any, which: str
) -> None:
    key = getattr(service, which)
    typed(key)

    said = refused("webservice", "--workspace", "second", "--key-stdin")

    assert service.stored.service in said
    assert "--new-key" in said
    assert key not in said
    assert WebService.objects.count() == 1
    assert accepts(service, key)


def test_a_key_is_looked_for_in_all_services(service: Service) -> None:
    keys = [key for each in (service, made(), made()) for key in each[1:]]

    for key in keys:
        with pytest.raises(webservice_keys.WebServiceError, match="already"):
            webservice_keys.create_service(key=key)
    assert WebService.objects.count() == 3


def test_a_key_that_was_replaced_is_free_again(service: Service, typed: Any) -> None:
    run("webservice", "--new-key", "primary")
    typed(service.primary)

    run("webservice", "--workspace", "second", "--key-stdin")

    stored = WebService.objects.get(workspace="second")
    assert accepts(Service(stored, service.primary, ""), service.primary)
    assert not accepts(service, service.primary)


def test_what_is_wrong_with_the_address_is_said_before_what_is_wrong_with_the_key(
    service: Service,
) -> None:
    stored = service.stored
    with pytest.raises(webservice_keys.WebServiceError, match="at /workspaces/"):
        webservice_keys.create_service(stored.workspace, stored.service, service.primary)
    with pytest.raises(webservice_keys.WebServiceError, match="workspace id"):
        webservice_keys.create_service("a/b", "", service.primary)


def test_a_key_in_other_letters_is_another_key(service: Service) -> None:
    assert accepts(made(key=service.primary.swapcase()), service.primary.swapcase())


# Replacing a key by a given one


@pytest.mark.parametrize("which", WHICH)
def test_a_given_key_replaces_the_named_one_and_the_other_goes_on(
    service: Service, typed: Any, which: str
) -> None:
    replaced, kept = (service.primary, service.secondary)[:: 1 if which == "primary" else -1]
    before = rows()[0]
    typed(f"{OLD_KEY}\n")

    answer = run("webservice", "--new-key", which, "--key-stdin")

    assert answer.out[0].split(None, 1) == [which, "as given"]
    assert OLD_KEY not in str(answer)
    assert [accepts(service, key) for key in (OLD_KEY, kept, replaced)] == [True, True, False]
    assert (
        post(
            "/score", {"input_data": [{"Text": BANK}]}, {"authorization": f"Bearer {OLD_KEY}"}
        ).status
        == 200
    )
    changed = {column for column, value in rows()[0].items() if value != before[column]}
    assert changed == {f"{which}_key_hash", f"{which}_key_made_at"}


WRONG = {
    "": "No key came",
    "\n": "No key came",
    "hunter2hunter2!\n": "15 characters",
    "Schlüssel-eines-alten-Programms": "no header can carry",
    "two words of a long key": "no header can carry",
    "a key\x00of sixteen ones": "no header can carry",
}


@pytest.mark.parametrize("which", WHICH)
@pytest.mark.parametrize("text", WRONG)
def test_a_given_key_that_cannot_be_changes_nothing(
    service: Service, typed: Any, which: str, text: str
) -> None:
    before = rows()
    typed(text)

    said = refused("webservice", "--new-key", which, "--key-stdin")

    assert WRONG[text] in said
    assert not text.strip() or text.strip() not in said
    assert rows() == before


@pytest.mark.parametrize("which", WHICH)
def test_a_given_key_that_opens_a_service_already_changes_nothing(
    service: Service, typed: Any, which: str
) -> None:
    second, before = made(), rows()

    for key in (second.primary, second.secondary, service.primary, service.secondary):
        typed(key)
        said = refused(
            "webservice", "--new-key", which, "--key-stdin", "--service", service.stored.service
        )
        assert "already" in said
        assert key not in said

    assert rows()[0] == before[0]


def test_a_given_key_of_no_service_is_refused(version: ModelVersion, typed: Any) -> None:
    typed(OLD_KEY)

    assert "--service" in refused("webservice", "--new-key", "primary", "--key-stdin")
    assert not WebService.objects.exists()


# Together with a move


def test_a_key_that_no_option_uses_is_refused(
    service: Service, other: ModelVersion, typed: Any
) -> None:
    before = rows()
    typed(OLD_KEY)

    said = refused("webservice", "--key-stdin", "--to-version", str(other.pk))

    assert "--key-stdin goes with" in said
    assert OLD_KEY not in said
    assert rows() == before


def test_one_call_may_move_a_service_and_change_its_key(
    service: Service, other: ModelVersion, typed: Any
) -> None:
    typed(OLD_KEY)

    answer = run(
        "webservice", "--key-stdin", "--new-key", "secondary", "--to-version", str(other.pk)
    )

    assert f"version {other.pk}" in str(answer)
    assert rows()[0]["version_id"] == other.pk
    assert rows_of(execute(service, table(BANK), authorization=f"Bearer {OLD_KEY}"))


def test_a_move_that_fails_leaves_the_key(service: Service, typed: Any) -> None:
    before = rows()
    typed(OLD_KEY)

    assert "no trained version" in refused(
        "webservice", "--key-stdin", "--new-key", "primary", "--to-version", "999"
    )
    assert rows() == before
