"""Settings of the site: read from the environment and `.env`; every name is in README's table.

A wrong value stops the start with a message that names it: system checks don't run under gunicorn.
"""

import contextlib
import os
import re
import secrets
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
VAR_DIR.mkdir(exist_ok=True)

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")


def text_setting(name: str, default: str = "") -> str:
    return str(env.str(name, default)).strip()


def true_or_false(name: str, default: str) -> bool:
    value = text_setting(name, default).lower() or default
    if value not in ("true", "false"):
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")
    return value == "true"


def whole_number(name: str, default: int, least: int) -> int:
    value = text_setting(name) or str(default)
    if not value.isascii() or not value.isdigit() or int(value) < least:
        raise ImproperlyConfigured(f"{name} must be a whole number of at least {least}, not {value!r}.")
    return int(value)


def seconds(name: str, default: float) -> float:
    value = text_setting(name) or str(default)
    if not re.fullmatch(r"\d{1,4}(\.\d+)?", value) or float(value) <= 0:
        raise ImproperlyConfigured(f"{name} must be a number of seconds above 0, not {value!r}.")
    return float(value)


def web_address(name: str, value: str) -> str:
    """The value itself is kept out of the message: an address may carry a key."""
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise ImproperlyConfigured(f"{name} must be a whole address such as https://host/path.")
    return value


def rate(name: str, default: str) -> tuple[int, int]:
    """Hits and the seconds of their window; 0 hits turn the limit off."""
    value = text_setting(name, default) or default
    if value == "0":
        return 0, 60
    match = re.fullmatch(r"([1-9]\d{0,6})/([smhd])", value)
    if not match:
        raise ImproperlyConfigured(f"{name} must be 0 or a rate such as 30/m (s, m, h or d), not {value!r}.")
    return int(match[1]), {"s": 1, "m": 60, "h": 3600, "d": 86400}[match[2]]


def listed(name: str) -> list[str]:
    return [item.strip() for item in text_setting(name).split(",") if item.strip()]


def stored_secret(path: Path) -> str:
    """A key of this machine's own, made once; written whole before it can be read."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()


def database(url: str) -> dict[str, object]:
    try:
        found: dict[str, object] = dict(environ.Env.db_url_config(url))
    except (ValueError, KeyError, environ.ImproperlyConfigured) as error:
        raise ImproperlyConfigured("DATABASE_URL is not a database address.") from error
    if found.get("ENGINE") == "django.db.backends.sqlite3":
        found["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
        found["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;",
        }
    elif found.get("ENGINE") == "django.db.backends.postgresql":
        found["CONN_MAX_AGE"] = 60
        found["CONN_HEALTH_CHECKS"] = True
    else:
        raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:/// or postgres://.")
    return found


# Where the site is
PORT = whole_number("PORT", 8000, least=1)
SITE_URL = web_address("SITE_URL", text_setting("SITE_URL") or f"http://127.0.0.1:{PORT}").rstrip("/")
SITE_NAME = text_setting("SITE_NAME") or "SimilarCo"
CONTACT_EMAIL = text_setting("CONTACT_EMAIL")
TRUSTED_PROXIES = whole_number("TRUSTED_PROXIES", 0, least=0)

DEBUG = true_or_false("DEBUG", "false")
LOGIN_REQUIRED = true_or_false("LOGIN_REQUIRED", "false")
RATE_LIMIT = rate("RATE_LIMIT", "30/m")

_site_host = urlsplit(SITE_URL).hostname or ""
_local_hosts = ["127.0.0.1", "localhost", "[::1]"]
_is_local = _site_host in ("127.0.0.1", "localhost", "::1")
_is_https = SITE_URL.startswith("https://")

SECRET_KEY = text_setting("SECRET_KEY")
if not SECRET_KEY:
    if not _is_local:
        raise ImproperlyConfigured("SECRET_KEY must be set, to 50 random characters or more, when SITE_URL is public.")
    SECRET_KEY = stored_secret(VAR_DIR / "secret_key")

ALLOWED_HOSTS = listed("ALLOWED_HOSTS") or ([_site_host] if not _is_local else []) + _local_hosts
CSRF_TRUSTED_ORIGINS = listed("CSRF_TRUSTED_ORIGINS") or [SITE_URL]

# What a company may look like
TITLE_MAX_LENGTH = whole_number("TITLE_MAX_LENGTH", 30, least=2)
CATEGORY_MAX_LENGTH = whole_number("CATEGORY_MAX_LENGTH", 30, least=1)
TEXT_MAX_LENGTH = whole_number("TEXT_MAX_LENGTH", 1000, least=1)
IMPORT_TEXT_MAX_LENGTH = whole_number("IMPORT_TEXT_MAX_LENGTH", 100_000, least=1)

# The remote scoring endpoint; URL and API_KEY are the names of the original app
AML_URL = text_setting("AML_URL") or text_setting("URL")
if AML_URL:
    web_address("AML_URL", AML_URL)
AML_API_KEY = text_setting("AML_API_KEY") or text_setting("API_KEY")
if not (AML_API_KEY.isascii() and AML_API_KEY.isprintable()):
    raise ImproperlyConfigured("AML_API_KEY holds characters that no key has; copy it again.")
AML_TIMEOUT = seconds("AML_TIMEOUT", 10)
AML_PAGE_WAIT = seconds("AML_PAGE_WAIT", 3)

# Storage
DATABASES = {"default": database(text_setting("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if text_setting("CACHE_URL"):
    CACHES = {"default": environ.Env.cache_url_config(text_setting("CACHE_URL"))}

# Wiring
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "scoring",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
if LOGIN_REQUIRED:
    MIDDLEWARE.insert(
        MIDDLEWARE.index("django.contrib.messages.middleware.MessageMiddleware"),
        "django.contrib.auth.middleware.LoginRequiredMiddleware",
    )
ROOT_URLCONF = "similarco_site.urls"
WSGI_APPLICATION = "similarco_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "scoring.context_processors.site",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

# Static files: hashed and compressed once collected; straight from the folders before that and under DEBUG
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
_collected = (STATIC_ROOT / "staticfiles.json").exists() and not DEBUG
_collecting = "collectstatic" in sys.argv
WHITENOISE_USE_FINDERS = not _collected
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _collected or _collecting
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Language and time
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"

# Accounts
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "scoring.visitors.address"
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_ENABLE_ACCESS_FAILURE_LOG = False

# Security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _is_https
CSRF_COOKIE_HTTPONLY = True
if _is_https:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    # Platforms ask for health over plain http from inside
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django": {"handlers": [], "level": "INFO"}, "axes": {"level": "WARNING"}},
}
