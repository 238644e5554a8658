"""A wrong setting stops the start with its name; no message holds a secret."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

PUBLIC = "https://similarco.example"
LONG_KEY = "kX3-vb91_Qm7Zt0aLw5Rj2Ys8Hd4Ec6Uf" * 2
SECRET = "s3cr3t-part-0f-a-value"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The project as it was cloned: no `.env` and no `var/` of this machine."""
    home = django_settings.BASE_DIR
    shutil.copy(home / "manage.py", tmp_path)
    shutil.copytree(home / "similarco_site", tmp_path / "similarco_site")
    for name in ("scoring", "clustering", "wire", "templates", "static", "data"):
        (tmp_path / name).symlink_to(home / name)
    return tmp_path


def python(checkout: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run Python in a checkout; its environment holds nothing but what is given."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=checkout,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def check(checkout: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return python(checkout, "manage.py", "check", *arguments, **environment)


def values(checkout: Path, *names: str, **environment: str) -> list[Any]:
    """What settings come to be in a given environment."""
    code = f"import json; from similarco_site import settings as s; print(json.dumps([getattr(s, n) for n in {names}]))"
    done = python(checkout, "-c", code, **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


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
    ("DATABASE_URL", "mysql://user@127.0.0.1/site"),
    ("DATABASE_URL", "nonsense"),
    ("CACHE_URL", "nonsense"),
]


@pytest.mark.parametrize(("name", "value"), BAD_VALUES)
def test_a_wrong_value_is_refused_by_its_name(checkout: Path, name: str, value: str) -> None:
    done = check(checkout, **{name: value})

    assert done.returncode != 0
    error = done.stderr.strip().splitlines()[-1]
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
]


@pytest.mark.parametrize(("name", "value"), SECRET_VALUES)
def test_a_wrong_value_that_may_hold_a_secret_is_not_printed(checkout: Path, name: str, value: str) -> None:
    done = check(checkout, **{"AML_URL": "https://scoring.example/"} if "KEY" in name else {}, **{name: value})

    assert done.returncode != 0
    assert name.removeprefix("AML_") in done.stderr.strip().splitlines()[-1]
    assert SECRET not in done.stdout + done.stderr


def test_a_public_site_without_a_secret_key_is_refused(checkout: Path) -> None:
    done = check(checkout, SITE_URL=PUBLIC)

    assert done.returncode != 0
    assert done.stderr.strip().endswith(
        "SECRET_KEY must be set, to 50 random characters or more, when SITE_URL is public."
    )
    assert not (checkout / "var" / "secret_key").exists()


def test_the_web_server_and_the_worker_do_not_start_with_a_wrong_value(checkout: Path) -> None:
    for arguments in (["-c", "import similarco_site.wsgi"], ["manage.py", "worker", "--until-empty"]):
        done = python(checkout, *arguments, LOGIN_REQUIRED="ture")

        assert done.returncode != 0
        assert "LOGIN_REQUIRED must be true or false, not 'ture'." in done.stderr


# What good values come to


def test_an_empty_environment_gives_the_defaults(checkout: Path) -> None:
    expected = {
        "PORT": 8000,
        "SITE_URL": "http://127.0.0.1:8000",
        "SITE_NAME": "SimilarCo",
        "CONTACT_EMAIL": "",
        "DEBUG": False,
        "LOGIN_REQUIRED": False,
        "RATE_LIMIT": [30, 60],
        "TRUSTED_PROXIES": 0,
        "AML_URL": "",
        "AML_API_KEY": "",
        "AML_TIMEOUT": 10,
        "AML_PAGE_WAIT": 3,
        "TITLE_MAX_LENGTH": 30,
        "CATEGORY_MAX_LENGTH": 30,
        "TEXT_MAX_LENGTH": 1000,
        "IMPORT_TEXT_MAX_LENGTH": 100_000,
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]"],
        "SECURE_SSL_REDIRECT": False,
        "SESSION_COOKIE_SECURE": False,
    }
    blank = {name: " " for name in expected if name not in ("ALLOWED_HOSTS",) and not name.startswith("S")}

    assert dict(zip(expected, values(checkout, *expected), strict=True)) == expected
    assert dict(zip(expected, values(checkout, *expected, **blank), strict=True)) == expected


def test_the_database_is_a_file_of_the_checkout(checkout: Path) -> None:
    (databases,) = values(checkout, "DATABASES")

    assert databases["default"]["ENGINE"] == "django.db.backends.sqlite3"
    assert databases["default"]["NAME"] == str(checkout / "var" / "db.sqlite3")


@pytest.mark.parametrize("spelling", ["true", "True", " TRUE "])
def test_true_may_be_spelt_in_any_letter_case(checkout: Path, spelling: str) -> None:
    assert values(checkout, "LOGIN_REQUIRED", "DEBUG", LOGIN_REQUIRED=spelling, DEBUG=spelling) == [True, True]


@pytest.mark.parametrize(
    ("rate", "meant"), [("0", [0, 60]), ("5/s", [5, 1]), ("100/h", [100, 3600]), ("1/d", [1, 86400])]
)
def test_a_rate_is_hits_and_seconds(checkout: Path, rate: str, meant: list[int]) -> None:
    assert values(checkout, "RATE_LIMIT", RATE_LIMIT=rate) == [meant]


def test_the_endpoint_is_read_under_its_original_names(checkout: Path) -> None:
    found = values(checkout, "AML_URL", "AML_API_KEY", URL="https://old.example/score", API_KEY="old+/key==")

    assert found == ["https://old.example/score", "old+/key=="]


def test_the_new_names_of_the_endpoint_come_first(checkout: Path) -> None:
    old = {"URL": "https://old.example/", "API_KEY": "old"}

    found = values(checkout, "AML_URL", "AML_API_KEY", AML_URL="https://new.example/", AML_API_KEY="new", **old)

    assert found == ["https://new.example/", "new"]


def test_a_key_that_begins_with_a_dollar_is_no_reference(checkout: Path) -> None:
    dollar = {"AML_API_KEY": "$PATH", "SECRET_KEY": "$ecret" + LONG_KEY}

    assert values(checkout, "AML_API_KEY", "SECRET_KEY", **dollar) == list(dollar.values())


def test_an_https_site_gets_its_hosts_origins_and_secure_cookies(checkout: Path) -> None:
    names = (
        "ALLOWED_HOSTS",
        "CSRF_TRUSTED_ORIGINS",
        "SECURE_SSL_REDIRECT",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
    )

    found = values(checkout, *names, SITE_URL=f"{PUBLIC}/", SECRET_KEY=LONG_KEY)

    assert found == [["similarco.example", "127.0.0.1", "localhost", "[::1]"], [PUBLIC], True, True, True]


def test_the_letter_case_of_a_scheme_does_not_matter(checkout: Path) -> None:
    names = ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")

    assert values(checkout, *names, SITE_URL="HTTPS://similarco.example", SECRET_KEY=LONG_KEY) == [True, True, True]


def test_hosts_and_origins_can_be_set(checkout: Path) -> None:
    hosts = {"ALLOWED_HOSTS": "a.example, b.example,", "CSRF_TRUSTED_ORIGINS": "https://a.example,https://b.example"}

    found = values(checkout, *hosts, SITE_URL=PUBLIC, SECRET_KEY=LONG_KEY, **hosts)

    assert found == [["a.example", "b.example"], ["https://a.example", "https://b.example"]]


# The file .env


def test_the_env_file_is_read(checkout: Path) -> None:
    (checkout / ".env").write_text(
        "# The endpoint\n"
        "AML_URL=https://scoring.example/execute?api-version=2.0&details=true\n"
        "AML_API_KEY=ab/+c#d==\n"
        "\n"
        'SITE_NAME="Companies & Co"\n'
        "export TEXT_MAX_LENGTH='2000'\r\n"
    )

    assert values(checkout, "AML_URL", "AML_API_KEY", "SITE_NAME", "TEXT_MAX_LENGTH") == [
        "https://scoring.example/execute?api-version=2.0&details=true",
        "ab/+c#d==",
        "Companies & Co",
        2000,
    ]


def test_the_environment_comes_before_the_env_file(checkout: Path) -> None:
    (checkout / ".env").write_text("SITE_NAME=From the file\nPORT=9000\n")

    assert values(checkout, "SITE_NAME", "PORT", SITE_NAME="From outside") == ["From outside", 9000]


def test_an_env_file_that_notepad_saved_is_read_from_its_first_line(checkout: Path) -> None:
    (checkout / ".env").write_bytes(b"\xef\xbb\xbfTEXT_MAX_LENGTH=2000\r\nPORT=9000\r\n")

    assert values(checkout, "TEXT_MAX_LENGTH", "PORT") == [2000, 9000]


def test_a_wrong_value_in_the_env_file_is_refused_by_its_name(checkout: Path) -> None:
    (checkout / ".env").write_text("RATE_LIMIT=lots\n")

    done = check(checkout)

    assert done.returncode != 0
    assert done.stderr.strip().endswith("RATE_LIMIT must be 0 or a rate such as 30/m (s, m, h or d), not 'lots'.")


# Checks


def test_a_fresh_checkout_has_no_issues(checkout: Path) -> None:
    done = check(checkout, "--fail-level", "WARNING")

    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n")


def test_a_public_site_has_no_issues_before_its_deployment(checkout: Path) -> None:
    done = check(checkout, "--deploy", "--fail-level", "WARNING", SITE_URL=PUBLIC, SECRET_KEY=LONG_KEY)

    assert done.returncode == 0, done.stderr
    assert done.stdout == "System check identified no issues (0 silenced).\n"


def test_a_key_without_an_address_is_a_warning(checkout: Path) -> None:
    done = check(checkout, "--fail-level", "WARNING", AML_API_KEY=SECRET)

    assert done.returncode == 1
    assert "(scoring.W001) AML_API_KEY is set but AML_URL is not." in done.stderr
    assert SECRET not in done.stdout + done.stderr


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
def test_a_key_that_would_travel_in_the_clear_is_a_warning(settings: Any, url: str, warned: bool) -> None:
    from scoring import checks

    settings.AML_URL, settings.AML_API_KEY = url, SECRET

    found = checks.remote_endpoint(None)

    assert [message.id for message in found] == (["scoring.W002"] if warned else [])
    assert SECRET not in str(found)


def test_the_warning_is_part_of_the_check_command(checkout: Path) -> None:
    done = check(checkout, AML_URL="http://scoring.example/", AML_API_KEY=SECRET)

    assert done.returncode == 0
    assert "(scoring.W002) AML_URL is not https: the key travels in the clear." in done.stderr
    assert SECRET not in done.stdout + done.stderr
