"""What good settings come to, from the environment and from the file .env."""

from pathlib import Path

import pytest

from tests.similarco_site.commands import LONG_KEY, PUBLIC, refusal, values


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
    blank = {
        name: " "
        for name in expected
        if name not in ("ALLOWED_HOSTS",) and not name.startswith("S")
    }

    assert dict(zip(expected, values(checkout, *expected), strict=True)) == expected
    assert dict(zip(expected, values(checkout, *expected, **blank), strict=True)) == expected


def test_the_database_is_a_file_of_the_checkout(checkout: Path) -> None:
    (databases,) = values(checkout, "DATABASES")

    assert databases["default"]["ENGINE"] == "similarco_site.sqlite"
    assert databases["default"]["NAME"] == str(checkout / "var" / "db.sqlite3")


@pytest.mark.parametrize("spelling", ["true", "True", " TRUE "])
def test_true_may_be_spelt_in_any_letter_case(checkout: Path, spelling: str) -> None:
    assert values(checkout, "LOGIN_REQUIRED", "DEBUG", LOGIN_REQUIRED=spelling, DEBUG=spelling) == [
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("rate", "meant"),
    [("0", [0, 60]), ("5/s", [5, 1]), ("100/h", [100, 3600]), ("1/d", [1, 86400])],
)
def test_a_rate_is_hits_and_seconds(checkout: Path, rate: str, meant: list[int]) -> None:
    assert values(checkout, "RATE_LIMIT", RATE_LIMIT=rate) == [meant]


def test_the_endpoint_is_read_under_its_original_names(checkout: Path) -> None:
    found = values(
        checkout, "AML_URL", "AML_API_KEY", URL="https://old.example/score", API_KEY="old+/key=="
    )

    assert found == ["https://old.example/score", "old+/key=="]


def test_the_new_names_of_the_endpoint_come_first(checkout: Path) -> None:
    old = {"URL": "https://old.example/", "API_KEY": "old"}

    found = values(
        checkout, "AML_URL", "AML_API_KEY", AML_URL="https://new.example/", AML_API_KEY="new", **old
    )

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

    assert found == [
        ["similarco.example", "127.0.0.1", "localhost", "[::1]"],
        [PUBLIC],
        True,
        True,
        True,
    ]


def test_the_letter_case_of_a_scheme_does_not_matter(checkout: Path) -> None:
    names = ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")

    assert values(checkout, *names, SITE_URL="HTTPS://similarco.example", SECRET_KEY=LONG_KEY) == [
        True,
        True,
        True,
    ]


def test_hosts_and_origins_can_be_set(checkout: Path) -> None:
    hosts = {
        "ALLOWED_HOSTS": "a.example, b.example,",
        "CSRF_TRUSTED_ORIGINS": "https://a.example,https://b.example",
    }

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

    printed = refusal(checkout)

    assert printed.strip().endswith(
        "RATE_LIMIT must be 0 or a rate such as 30/m (s, m, h or d), not 'lots'."
    )


def test_only_a_site_that_this_machine_alone_can_reach_has_a_local_owner(checkout: Path) -> None:
    names = ("HAS_LOCAL_OWNER", "AUTHENTICATION_BACKENDS")
    key_file = checkout / "var" / "owner_key"

    of_public, public_backends = values(checkout, *names, SITE_URL=PUBLIC, SECRET_KEY=LONG_KEY)
    assert not of_public
    assert not key_file.exists()
    of_local, local_backends = values(checkout, *names, SITE_URL="http://localhost:9000")

    assert of_local
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert len(key_file.read_text()) > 40
    assert set(local_backends) - set(public_backends) == {
        "scoring.accounts.local_owner.LocalOwnerBackend"
    }


def test_mail_goes_out_by_an_address(checkout: Path) -> None:
    names = ["SENDS_MAIL", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS"]

    assert values(checkout, "SENDS_MAIL", "SIGN_UP", "SIGN_UP_LIMIT") == [
        False,
        "closed",
        [10, 3600],
    ]
    found = values(checkout, *names, EMAIL_URL="smtp+tls://site:p%40ss@mail.example")

    assert found == [True, "mail.example", 587, "p@ss", True]
