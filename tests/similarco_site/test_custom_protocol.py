"""AML_CUSTOM is read when the site starts: a bad document stops it with what to change."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

from tests.similarco_site.commands import python, refusal, values

GOOD: dict[str, Any] = {"request": {"about": "{text}"}, "cluster": "c", "distances": "d"}
ADDRESS = "https://scoring.example/"


def custom(checkout: Path, document: str) -> dict[str, str]:
    """The environment of a site whose protocol is in a file."""
    file = checkout / "custom.json"
    file.write_text(document)
    return {"AML_URL": ADDRESS, "AML_PROTOCOL": "custom", "AML_CUSTOM": str(file)}


def start(settings: Any, checkout: Path, environment: dict[str, str]) -> None:
    """Read the settings, and do what Django does first with them."""
    names = ("AML_URL", "AML_PROTOCOL", "AML_CUSTOM")
    settings.AML_URL, settings.AML_PROTOCOL, settings.AML_CUSTOM = values(
        checkout, *names, **environment
    )
    apps.get_app_config("scoring").ready()


def test_a_good_document_lets_the_site_start(settings: Any, checkout: Path) -> None:
    start(settings, checkout, custom(checkout, json.dumps(GOOD)))


BAD = {
    "no JSON": ("{", "no JSON that can be read"),
    "a list": ("[]", "no JSON object"),
    "no request": (json.dumps({"cluster": "c", "distances": "d"}), "lacks the key request"),
    "an unknown key": (json.dumps({**GOOD, "colour": 1}), "unknown key colour"),
    "a bad expression": (
        json.dumps({**GOOD, "cluster": "a["}),
        "The key cluster is a bad JMESPath expression",
    ),
    "no text": (json.dumps({**GOOD, "request": {"about": "{title}"}}), "has no {text}"),
    "clusters from 2": (json.dumps({**GOOD, "clusters_from": 2}), "clusters_from must be 0 or 1"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_document_stops_the_start_with_what_to_change(
    settings: Any, checkout: Path, name: str
) -> None:
    document, reason = BAD[name]

    with pytest.raises(ImproperlyConfigured) as stopped:
        start(settings, checkout, custom(checkout, document))

    assert str(stopped.value).startswith("AML_CUSTOM describes no protocol: ")
    assert reason in str(stopped.value)


def test_the_web_server_and_the_worker_do_not_start_with_a_bad_document(checkout: Path) -> None:
    for command in (["-c", "import similarco_site.wsgi"], ["manage.py", "worker", "--until-empty"]):
        done = python(checkout, *command, **custom(checkout, "{}"))

        assert done.returncode != 0
        error = done.stderr.strip().splitlines()[-1]
        assert error.endswith(
            "AML_CUSTOM describes no protocol: The document lacks the key request."
        )


@pytest.mark.parametrize("path", ["", "nowhere.json", "."])
def test_a_file_that_cannot_be_read_stops_the_start(checkout: Path, path: str) -> None:
    printed = refusal(checkout, AML_URL=ADDRESS, AML_PROTOCOL="custom", AML_CUSTOM=path)

    assert printed.strip().endswith("AML_CUSTOM must be the path of a file that can be read.")


def test_a_document_is_no_matter_to_another_protocol(settings: Any, checkout: Path) -> None:
    start(settings, checkout, {"AML_URL": ADDRESS, "AML_CUSTOM": "nowhere.json"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AML_PROTOCOL", "soap"),
        ("AML_COLUMNS", "a,b"),
        ("AML_RESULT_COLUMNS", "a,b,c"),
        ("AML_AUTH_HEADER", "x-api-key: secret"),
        ("AML_AUTH_HEADER", "Host"),
        ("AML_PAGE_CALLS", "0"),
    ],
)
def test_other_wrong_values_of_the_endpoint_are_refused_by_their_name(
    checkout: Path, name: str, value: str
) -> None:
    printed = refusal(checkout, AML_URL=ADDRESS, **{name: value})

    error = printed.strip().splitlines()[-1]
    assert error.startswith(f"django.core.exceptions.ImproperlyConfigured: {name} must")
