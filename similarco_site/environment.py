"""Typed readers of settings from the environment.

A wrong value is an error that names the setting.
"""

import contextlib
import os
import re
import secrets
import stat
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

SQLITE = "similarco_site.sqlite"
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
# They say what is sent and where, so no key fits in
OTHER_HEADERS = (
    *("accept", "accept-encoding", "connection", "content-length", "content-type", "host"),
    "transfer-encoding",
)


def text_setting(name: str, default: str = "") -> str:
    """The text of a setting, without white space at its ends."""
    # Not through environ.Env, which takes a value that begins with a dollar for the name of another
    return os.environ.get(name, default).strip()


def true_or_false(name: str, default: str) -> bool:
    """In any letter case; the default where the value is empty."""
    value = text_setting(name, default).lower() or default
    if value not in ("true", "false"):
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")
    return value == "true"


def whole_number(
    name: str,
    default: int,
    least: int,
    most: int = 10**9,
) -> int:
    value = text_setting(name) or str(default)
    is_whole = value.isascii() and value.isdigit()
    # Python refuses to read thousands of digits, and no setting may have twelve
    if not is_whole or not least <= int(value[:12]) <= most:
        raise ImproperlyConfigured(
            f"{name} must be a whole number from {least} to {most}, not {value!r}."
        )
    return int(value)


def seconds(name: str, default: float) -> float:
    """A number above 0, of four digits at most before the point."""
    value = text_setting(name) or str(default)
    if not re.fullmatch(r"\d{1,4}(\.\d+)?", value) or float(value) <= 0:
        raise ImproperlyConfigured(f"{name} must be a number of seconds above 0, not {value!r}.")
    return float(value)


def web_address(name: str, value: str) -> str:
    """The value, when it is an address with a host."""
    try:
        parts = urlsplit(value)
        has_host = parts.scheme in ("http", "https") and bool(parts.hostname)
        # A port that is no number is refused only here, where it is read
        is_usable = has_host and (parts.port is None or parts.port >= 0)
    except ValueError:
        is_usable = False
    if not is_usable:
        # Without the value itself: an address may carry a key
        raise ImproperlyConfigured(f"{name} must be a whole address such as https://host/path.")
    return value


def rate(name: str, default: str) -> tuple[int, int]:
    """Hits and the seconds of their window; 0 hits turn the limit off."""
    value = text_setting(name, default) or default
    if value == "0":
        return 0, 60
    match = re.fullmatch(r"([1-9]\d{0,6})/([smhd])", value)
    if not match:
        raise ImproperlyConfigured(
            f"{name} must be 0 or a rate such as 30/m (s, m, h or d), not {value!r}."
        )
    hits, unit = match.groups()
    return int(hits), SECONDS[unit]


def listed(name: str) -> list[str]:
    """The items between commas, without the empty ones."""
    items = [item.strip() for item in text_setting(name).split(",")]
    return [item for item in items if item]


def host_names(name: str) -> list[str]:
    """Hosts as `host` or `host:port`, in small letters."""
    hosts = [host.lower() for host in listed(name)]
    for host in hosts:
        if not re.fullmatch(r"[a-z0-9_.-]+(:[1-9]\d{0,4})?", host):
            raise ImproperlyConfigured(
                f"{name} must be host names with commas, without https:// or paths; not {host!r}."
            )
    return hosts


def header_name(name: str, default: str) -> str:
    """A header for a key; the value is kept out of the message, as the key may stand beside it."""
    value = text_setting(name) or default
    if not re.fullmatch(r"[A-Za-z0-9_-]+", value) or value.lower() in OTHER_HEADERS:
        raise ImproperlyConfigured(
            f"{name} must be the name of the header for a key, and no more: such as x-api-key."
        )
    return value


def one_of(name: str, allowed: tuple[str, ...]) -> str:
    """One of the allowed words; the first without a value."""
    value = text_setting(name).lower() or allowed[0]
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def readable_file(name: str, needed: bool) -> str:
    """The path of a file, empty where it is not needed."""
    path = text_setting(name)
    is_readable = os.access(path, os.R_OK) and Path(path).is_file()
    if needed and not is_readable:
        raise ImproperlyConfigured(f"{name} must be the path of a file that can be read.")
    return path


def owned_folder(folder: Path) -> None:
    """Make a folder that only its owner can enter; so too one of an earlier version, with what is
    in it.
    """
    folder.mkdir(exist_ok=True)
    # On such a disk nobody has other rights to take away, and pages are read on
    if os.statvfs(folder).f_flag & os.ST_RDONLY:
        return
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise ImproperlyConfigured(
            f"{folder} belongs to another account. Run everything under the account that made it, "
            "or give it over with chown -R."
        )
    for inside, folders, files in os.walk(folder.resolve()):
        for name in (".", *folders, *files):
            path = Path(inside, name)
            # Some may be others', and some go meanwhile
            with contextlib.suppress(PermissionError, FileNotFoundError):
                mode = path.lstat().st_mode
                if mode & 0o077 and not stat.S_ISLNK(mode):
                    # Others lose their rights, the owner gains none
                    path.chmod(stat.S_IMODE(mode) & 0o700)


def stored_secret(path: Path) -> str:
    """A key of this machine's own, made once; written whole before it can be read."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        # Of two processes that start at once the first gives the key: a link replaces nothing
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()


def database(url: str) -> dict[str, object]:
    """Django's options for an address that begins with sqlite:/// or postgres://."""
    try:
        options: dict[str, object] = dict(environ.Env.db_url_config(url))
    except (ValueError, KeyError, ImproperlyConfigured):
        # The cause would print the address, and its password
        raise ImproperlyConfigured("DATABASE_URL is not a database address.") from None
    if options.get("ENGINE") == "django.db.backends.sqlite3":
        options["ENGINE"] = SQLITE
        options["OPTIONS"] = {
            # Seconds that a writer waits for its turn; in a request: `patience.py`
            "timeout": 10,
            # The write lock comes with the transaction: what locks rows elsewhere locks all here
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                # Readers go on beside a writer; of each thread 2 MB of pages stay in memory, and
                # all that fits in that of the system. The log goes into the database at 32 MB, not
                # at 4: five hundred rows of a table make that many pages of it, most of which the
                # next ones change again. It has one transaction more at most
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-2000;"
                "PRAGMA wal_autocheckpoint=8000;"
            ),
        }
        # To open it takes as long as the queries of a light page
        options["CONN_MAX_AGE"] = 60
    elif options.get("ENGINE") == "django.db.backends.postgresql":
        options["CONN_MAX_AGE"] = 60
        options["CONN_HEALTH_CHECKS"] = True
    else:
        raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:/// or postgres://.")
    return options


# What Django speaks, and the port where none is given
MAIL_PORTS = {"smtp": 25, "smtps": 587, "smtp+tls": 587, "smtp+ssl": 465}
# For trying it out: what is printed
PRINTED_MAIL = "consolemail"


def mail(name: str) -> dict[str, object]:
    """Django's settings for the address of a mail server, nothing without one.

    No error shows the address, which may hold a password.
    """
    url = text_setting(name)
    if not url:
        return {}
    problem = f"{name} must be an address such as smtp+tls://user:password@host:587."
    try:
        options: dict[str, object] = dict(environ.Env.email_url_config(url))
        scheme = urlsplit(url).scheme
    except (ValueError, KeyError, ImproperlyConfigured):
        raise ImproperlyConfigured(problem) from None
    if scheme in MAIL_PORTS:
        options["EMAIL_PORT"] = options["EMAIL_PORT"] or MAIL_PORTS[scheme]
    is_whole = options["EMAIL_HOST"] if scheme in MAIL_PORTS else scheme == PRINTED_MAIL
    if not is_whole:
        raise ImproperlyConfigured(problem)
    # Seconds, for somebody waits at his browser
    return {"EMAIL_TIMEOUT": 10, **options}


def shared_cache(url: str) -> dict[str, object]:
    """Django's options for the address of a cache; no error shows it, as it may hold a password."""
    try:
        return dict(environ.Env.cache_url_config(url))
    except (ValueError, KeyError, ImproperlyConfigured):
        raise ImproperlyConfigured(
            "CACHE_URL must be an address such as redis://host:6379/0."
        ) from None
