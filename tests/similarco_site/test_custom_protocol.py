"""AML_CUSTOM is read when the site starts: a bad document stops it with what to change."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.similarco_site.commands import check, python

GOOD: dict[str, Any] = {"request": {"about": "{text}"}, "cluster": "c", "distances": "d"}
ADDRESS = "https://scoring.example/"


def start(checkout: Path, document: str, *command: str) -> Any:
    file = checkout / "custom.json"
    file.write_text(document)
    environment = {"AML_URL": ADDRESS, "AML_PROTOCOL": "custom", "AML_CUSTOM": str(file)}
    return python(checkout, *command, **environment) if command else check(checkout, **environment)


def test_a_good_document_lets_the_site_start(checkout: Path) -> None:
    done = start(checkout, json.dumps(GOOD))

    assert (done.returncode, done.stdout) == (
        0,
        "System check identified no issues (0 silenced).\n",
    ), done.stderr


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
def test_a_bad_document_stops_the_start_with_what_to_change(checkout: Path, name: str) -> None:
    document, reason = BAD[name]

    done = start(checkout, document)

    assert done.returncode != 0
    error = done.stderr.strip().splitlines()[-1]
    assert error.startswith(
        "django.core.exceptions.ImproperlyConfigured: AML_CUSTOM describes no protocol: "
    )
    assert reason in error


def test_the_web_server_and_the_worker_do_not_start_with_a_bad_document(checkout: Path) -> None:
    for command in (["-c", "import similarco_site.wsgi"], ["manage.py", "worker", "--until-empty"]):
        done = start(checkout, "{}", *command)

        assert done.returncode != 0
        assert (
            "AML_CUSTOM describes no protocol: The document lacks the key request." in done.stderr
        )


@pytest.mark.parametrize("path", ["", "nowhere.json", "."])
def test_a_file_that_cannot_be_read_stops_the_start(checkout: Path, path: str) -> None:
    done = check(checkout, AML_URL=ADDRESS, AML_PROTOCOL="custom", AML_CUSTOM=path)

    assert done.returncode != 0
    assert done.stderr.strip().endswith("AML_CUSTOM must be the path of a file that can be read.")


def test_a_document_is_no_matter_to_another_protocol(checkout: Path) -> None:
    done = check(checkout, AML_URL=ADDRESS, AML_CUSTOM="nowhere.json")

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AML_PROTOCOL", "soap"),
        ("AML_COLUMNS", "a,b"),
        ("AML_RESULT_COLUMNS", "a"),
        ("AML_PAGE_CALLS", "0"),
    ],
)
def test_other_wrong_values_of_the_endpoint_are_refused_by_their_name(
    checkout: Path, name: str, value: str
) -> None:
    done = check(checkout, AML_URL=ADDRESS, **{name: value})

    assert done.returncode != 0
    assert (
        done.stderr.strip()
        .splitlines()[-1]
        .startswith(f"django.core.exceptions.ImproperlyConfigured: {name} must")
    )
