"""A wrong setting stops the start with its name, a doubtful one warns;
no message holds a secret.
"""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from tests.similarco_site.commands import LONG_KEY, PUBLIC, SECRET, check, python, refusal

BAD_VALUES = [
    ("DEBUG", "yes"),
    ("DEBUG", "1"),
    ("LOGIN_REQUIRED", "ture"),
    ("AML_TIMEOUT", "0"),
    ("AML_TIMEOUT", "abc"),
    ("AML_TIMEOUT", "-1"),
    ("AML_TIMEOUT", "nan"),
    ("AML_TIMEOUT", "99999999"),
    ("AML_PAGE_WAIT", "0.0"),
    ("RATE_LIMIT", "lots"),
    ("RATE_LIMIT", "30"),
    ("RATE_LIMIT", "30/w"),
    ("WRONG_KEY_LIMIT", "20"),
    ("HSTS_SUBDOMAINS", "yes"),
    ("HSTS_PRELOAD", "true"),
    ("PORT", "x"),
    ("PORT", "0"),
    ("PORT", "99999"),
    ("SITE_URL", "similarco.example"),
    ("SITE_URL", "ftp://similarco.example"),
    ("SITE_URL", "https://"),
    ("TRUSTED_PROXIES", "-1"),
    ("TRUSTED_PROXIES", "true"),
    ("TITLE_MAX_LENGTH", "1"),
    ("CATEGORY_MAX_LENGTH", "0"),
    ("TEXT_MAX_LENGTH", "0"),
    ("TEXT_MAX_LENGTH", "1e3"),
    ("IMPORT_TEXT_MAX_LENGTH", "many"),
    ("IMPORT_TEXT_MAX_LENGTH", "500001"),
    ("DATABASE_URL", "mysql://user@127.0.0.1/site"),
    ("DATABASE_URL", "nonsense"),
    ("CACHE_URL", "nonsense"),
    ("SIGN_UP", "invited"),
    ("OPEN_KEPT_DAYS", "-1"),
    ("OPEN_KEPT_DAYS", "a month"),
    ("SIGN_UP_LIMIT", "10"),
    ("EMAIL_URL", "mail.example"),
    ("EMAIL_URL", "smtp://"),
    ("EMAIL_URL", "imap://mail.example"),
]


@pytest.mark.parametrize(("name", "value"), BAD_VALUES)
def test_a_wrong_value_is_refused_by_its_name(checkout: Path, name: str, value: str) -> None:
    printed = refusal(checkout, **{name: value})

    error = printed.strip().splitlines()[-1]
    assert error.startswith(f"django.core.exceptions.ImproperlyConfigured: {name} ")


SECRET_VALUES = [
    ("AML_URL", SECRET),
    ("AML_URL", f"ftp://host/{SECRET}"),
    ("AML_URL", f"https://host:{SECRET}/"),
    ("AML_URL", f"http://[::1/{SECRET}"),
    ("URL", SECRET),
    ("AML_API_KEY", f"{SECRET}\nX-Other: header"),
    ("AML_API_KEY", f"{SECRET}ü"),
    ("API_KEY", f"{SECRET}\x07"),
    ("DATABASE_URL", f"mysql://user:{SECRET}@host/site"),
    ("DATABASE_URL", f"postgres://user:{SECRET}/x@host/site"),
    ("DATABASE_URL", f"postgres://user:{SECRET}@host:port/site"),
    ("CACHE_URL", f"nonsense://:{SECRET}@host/0"),
    ("EMAIL_URL", f"smtp://user:{SECRET}@"),
    ("EMAIL_URL", f"smtp://user:{SECRET}@host:port"),
]


@pytest.mark.parametrize(("name", "value"), SECRET_VALUES)
def test_a_wrong_value_that_may_hold_a_secret_is_not_printed(
    checkout: Path, caplog: pytest.LogCaptureFixture, name: str, value: str
) -> None:
    address = {"AML_URL": "https://scoring.example/"} if "KEY" in name else {}

    printed = refusal(checkout, **address, **{name: value})

    assert name.removeprefix("AML_") in printed.strip().splitlines()[-1]
    assert SECRET not in printed + caplog.text


def test_a_public_site_without_a_secret_key_is_refused(checkout: Path) -> None:
    printed = refusal(checkout, SITE_URL=PUBLIC)

    assert printed.strip().endswith(
        "SECRET_KEY must be set, to 50 random characters or more, when SITE_URL is public."
    )
    assert not (checkout / "var" / "secret_key").exists()


def test_the_web_server_and_the_worker_do_not_start_with_a_wrong_value(checkout: Path) -> None:
    for arguments in (
        ["-c", "import similarco_site.wsgi"],
        ["manage.py", "worker", "--until-empty"],
    ):
        done = python(checkout, *arguments, LOGIN_REQUIRED="ture")

        assert done.returncode != 0
        assert "LOGIN_REQUIRED must be true or false, not 'ture'." in done.stderr


# Checks


def test_a_fresh_checkout_has_no_issues(checkout: Path) -> None:
    done = check(checkout, "--fail-level", "WARNING")

    assert (done.returncode, done.stdout) == (
        0,
        "System check identified no issues (0 silenced).\n",
    )


def test_a_public_site_has_no_issues_before_its_deployment(checkout: Path) -> None:
    done = check(
        checkout, "--deploy", "--fail-level", "WARNING", SITE_URL=PUBLIC, SECRET_KEY=LONG_KEY
    )

    assert done.returncode == 0, done.stderr
    # That HSTS leaves hosts below this one alone is the default here
    assert done.stdout == "System check identified no issues (2 silenced).\n"


def test_a_key_without_an_address_is_a_warning(settings: Any) -> None:
    settings.AML_API_KEY = SECRET

    with pytest.raises(SystemCheckError) as failed:
        call_command("check", fail_level="WARNING")

    assert "(scoring.W001) AML_API_KEY is set but AML_URL is not." in str(failed.value)
    assert SECRET not in str(failed.value)


@pytest.mark.parametrize(
    ("url", "warned"),
    [
        ("http://scoring.example/", True),
        ("HTTP://scoring.example/", True),
        ("https://scoring.example/", False),
        ("http://127.0.0.1:9000/", False),
        ("http://[::1]:9000/", False),
    ],
)
def test_a_key_that_would_travel_in_the_clear_is_a_warning(
    settings: Any, url: str, warned: bool
) -> None:
    from scoring.site import checks

    settings.AML_URL, settings.AML_API_KEY = url, SECRET

    found = checks.remote_endpoint(None)

    assert [message.id for message in found] == (["scoring.W002"] if warned else [])
    assert SECRET not in str(found)


def test_the_warning_is_part_of_the_check_command(settings: Any) -> None:
    settings.AML_URL, settings.AML_API_KEY = "http://scoring.example/", SECRET
    printed, complaints = StringIO(), StringIO()

    call_command("check", stdout=printed, stderr=complaints)

    warning = "(scoring.W002) AML_URL is not https: the key travels in the clear."
    assert warning in complaints.getvalue()
    assert SECRET not in printed.getvalue() + complaints.getvalue()
