"""Settings of the site: read from the environment and `.env`; every name is in README's table.

A wrong value stops the start with a message that names it: system checks don't run under gunicorn.
"""

import os
import sys
import tomllib
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from similarco_site import logs
from similarco_site.answers import CONTENT_SECURITY_POLICY  # noqa: F401
from similarco_site.environment import (
    SQLITE,
    database,
    header_name,
    host_names,
    listed,
    mail,
    one_of,
    owned_folder,
    rate,
    readable_file,
    seconds,
    shared_cache,
    stored_secret,
    text_setting,
    true_or_false,
    web_address,
    whole_number,
)
from similarco_site.wiring import APPLICATIONS, AROUND_EVERY_PAGE

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
STATIC_ROOT = VAR_DIR / "static"
# What processes of the site write is for the account that they run under, and for nobody else
os.umask(0o077)
owned_folder(VAR_DIR)
STATIC_ROOT.mkdir(exist_ok=True)
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
_project = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
VERSION = _project["project"]["version"]

# Notepad begins a file with a byte-order mark
environ.Env.read_env(BASE_DIR / ".env", encoding="utf-8-sig")

# Where the site is
PORT = whole_number("PORT", 8000, least=1, most=65535)
_given_url = text_setting("SITE_URL") or f"http://127.0.0.1:{PORT}"
SITE_URL = web_address("SITE_URL", _given_url).rstrip("/")
SITE_NAME = text_setting("SITE_NAME") or "SimilarCo"
CONTACT_EMAIL = text_setting("CONTACT_EMAIL")
WORKER_MEMORY = whole_number("WORKER_MEMORY", 2048, least=0)
SCORING_PROCESSES = whole_number("SCORING_PROCESSES", min(os.cpu_count() or 1, 4), least=1, most=64)
INDEX_FOLDER = Path(text_setting("INDEX_FOLDER") or VAR_DIR / "similar").absolute()
WEB_THREADS = whole_number("WEB_THREADS", 40, least=4)
TRUSTED_PROXIES = whole_number("TRUSTED_PROXIES", 0, least=0)
REQUEST_HEAD_SECONDS = seconds("REQUEST_HEAD_SECONDS", 10.0)
REQUEST_BODY_SECONDS = seconds("REQUEST_BODY_SECONDS", 20.0)
CONNECTIONS_PER_ADDRESS = whole_number("CONNECTIONS_PER_ADDRESS", 100, least=0)

DEBUG = true_or_false("DEBUG", "false")
LOGIN_REQUIRED = true_or_false("LOGIN_REQUIRED", "false")
SIGN_UP = one_of("SIGN_UP", ("closed", "open"))
SIGN_UP_LIMIT = rate("SIGN_UP_LIMIT", "10/h")
SENDS_MAIL = bool(text_setting("EMAIL_URL"))
vars().update(mail("EMAIL_URL"))
MOST_COLLECTIONS = whole_number("MOST_COLLECTIONS", 500, least=1, most=10_000)
OPEN_KEPT_DAYS = whole_number("OPEN_KEPT_DAYS", 0, least=0, most=36_500)
RATE_LIMIT = rate("RATE_LIMIT", "30/m")
WRONG_KEY_LIMIT = rate("WRONG_KEY_LIMIT", "20/m")
HSTS_SUBDOMAINS = true_or_false("HSTS_SUBDOMAINS", "false")
HSTS_PRELOAD = true_or_false("HSTS_PRELOAD", "false")
if HSTS_PRELOAD and not HSTS_SUBDOMAINS:
    raise ImproperlyConfigured(
        "HSTS_PRELOAD needs HSTS_SUBDOMAINS=true: browsers preload a host with all below it."
    )

_site = urlsplit(SITE_URL)
_site_host = _site.hostname or ""
_local_hosts = ["127.0.0.1", "localhost", "[::1]"]
_is_local = _site_host in ("127.0.0.1", "localhost", "::1")
_is_https = _site.scheme == "https"

SECRET_KEY = text_setting("SECRET_KEY")
if not SECRET_KEY:
    if not _is_local:
        raise ImproperlyConfigured(
            "SECRET_KEY must be set, to 50 random characters or more, when SITE_URL is public."
        )
    SECRET_KEY = stored_secret(VAR_DIR / "secret_key")

# Whoever has the key is the local owner, on a site that only this machine can reach
HAS_LOCAL_OWNER = _is_local
OWNER_KEY_FILE = VAR_DIR / "owner_key"
# Followed by the key
OWNER_ADDRESS = f"{SITE_URL}/accounts/owner/?key="
if HAS_LOCAL_OWNER:
    stored_secret(OWNER_KEY_FILE)

_own_hosts = _local_hosts if _is_local else [_site_host, *_local_hosts]
_own_origin = f"{_site.scheme}://{_site.netloc}"
DEFAULT_FROM_EMAIL = CONTACT_EMAIL or f"noreply@{_site_host}"
ALLOWED_HOSTS = listed("ALLOWED_HOSTS") or _own_hosts
CSRF_TRUSTED_ORIGINS = listed("CSRF_TRUSTED_ORIGINS") or [_own_origin]

# What a company may look like
TITLE_MAX_LENGTH = whole_number("TITLE_MAX_LENGTH", 30, least=2)
CATEGORY_MAX_LENGTH = whole_number("CATEGORY_MAX_LENGTH", 30, least=1)
TEXT_MAX_LENGTH = whole_number("TEXT_MAX_LENGTH", 1000, least=1)
IMPORT_TEXT_MAX_LENGTH = whole_number("IMPORT_TEXT_MAX_LENGTH", 100_000, least=1, most=500_000)

# What a person may import
IMPORT_MOST_MB = whole_number("IMPORT_MOST_MB", 50, least=1, most=2000)
IMPORT_MOST_UNPACKED_MB = whole_number("IMPORT_MOST_UNPACKED_MB", 500, least=1)
IMPORT_MOST_ROWS = whole_number("IMPORT_MOST_ROWS", 200_000, least=1)
IMPORT_MOST_COLUMNS = whole_number("IMPORT_MOST_COLUMNS", 200, least=2)
IMPORT_MOST_CELLS = whole_number("IMPORT_MOST_CELLS", 5_000_000, least=1)
IMPORT_FILES_OF_A_PERSON = whole_number("IMPORT_FILES_OF_A_PERSON", 100, least=1)
IMPORT_ROWS_OF_A_PERSON = whole_number("IMPORT_ROWS_OF_A_PERSON", 1_000_000, least=1)

# The remote scoring endpoint; URL and API_KEY are the names of the original app
AML_URL = text_setting("AML_URL") or text_setting("URL")
if AML_URL:
    web_address("AML_URL", AML_URL)
AML_API_KEY = text_setting("AML_API_KEY") or text_setting("API_KEY")
if not (AML_API_KEY.isascii() and AML_API_KEY.isprintable()):
    raise ImproperlyConfigured("AML_API_KEY holds characters that no key has; copy it again.")
AML_AUTH_HEADER = header_name("AML_AUTH_HEADER", "Authorization")
AML_PROTOCOLS = (
    *("auto", "classic", "classic-swagger", "designer", "designer-input1"),
    *("mlflow", "mlflow-serve", "open-inference", "custom"),
)
AML_PROTOCOL = one_of("AML_PROTOCOL", AML_PROTOCOLS)
AML_CUSTOM = readable_file("AML_CUSTOM", needed=AML_PROTOCOL == "custom")
AML_COLUMNS = listed("AML_COLUMNS")
if len(AML_COLUMNS) not in (0, 3):
    raise ImproperlyConfigured(
        "AML_COLUMNS must name three columns with commas: of title, category and text."
    )
AML_RESULT_COLUMNS = listed("AML_RESULT_COLUMNS")
if len(AML_RESULT_COLUMNS) > 2:
    raise ImproperlyConfigured(
        "AML_RESULT_COLUMNS must name two with a comma: the cluster's column, and what those of "
        "distances begin with; or the first alone."
    )
AML_INPUT = text_setting("AML_INPUT")
AML_OUTPUT = text_setting("AML_OUTPUT")
AML_TIMEOUT = seconds("AML_TIMEOUT", 10)
AML_PAGE_WAIT = seconds("AML_PAGE_WAIT", 3)
AML_PAGE_CALLS = whole_number("AML_PAGE_CALLS", 4, least=1)
MOST_CLUSTERS = whole_number("MOST_CLUSTERS", 500, least=2, most=10_000)
AML_CIRCUIT_FAILURES = whole_number("AML_CIRCUIT_FAILURES", 5, least=0)

# Other sites from which batch execution may fetch its input
BATCH_INPUT_HOSTS = host_names("BATCH_INPUT_HOSTS")

# Storage
DATABASES = {
    "default": database(text_setting("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == SQLITE:
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if text_setting("CACHE_URL"):
    CACHES = {"default": shared_cache(text_setting("CACHE_URL"))}

# Wiring
INSTALLED_APPS = [*APPLICATIONS]
MIDDLEWARE = [*AROUND_EVERY_PAGE]
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
            "builtins": ["scoring.sharing.head"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "scoring.site.context_processors.site",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Static files: hashed and compressed once they are collected; before that, and under DEBUG, they
# come straight from the folders
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
_collected = (STATIC_ROOT / "staticfiles.json").exists() and not DEBUG
_collecting = "collectstatic" in sys.argv
WHITENOISE_USE_FINDERS = not _collected
_static_storage = "django.contrib.staticfiles.storage.StaticFilesStorage"
if _collected or _collecting:
    _static_storage = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static_storage},
}

# Language and time
LANGUAGE_CODE, TIME_ZONE = "en-gb", "UTC"

# Accounts
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
# Days without a visit
SESSION_COOKIE_AGE = 14 * 24 * 3600
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
if HAS_LOCAL_OWNER:
    # Without it, sessions that began with the key end
    AUTHENTICATION_BACKENDS.append("scoring.accounts.local_owner.LocalOwnerBackend")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}Validator"}
    for name in ("UserAttributeSimilarity", "MinimumLength", "CommonPassword", "NumericPassword")
]
AXES_HANDLER = "scoring.accounts.sign_in.LimitedSignIn"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "scoring.pages.visitors.network"
AXES_LOCKOUT_CALLABLE = "scoring.accounts.sign_in.locked"
AXES_ENABLE_ACCESS_FAILURE_LOG = False

# Security
X_FRAME_OPTIONS = "DENY"
DEFAULT_EXCEPTION_REPORTER = "similarco_site.debug_pages.WithoutSecrets"
DEFAULT_EXCEPTION_REPORTER_FILTER = "similarco_site.debug_pages.WithoutAddresses"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _is_https
CSRF_COOKIE_HTTPONLY = True
if _is_https:
    # Browsers take cookies with this prefix over https and of this very host alone
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS, SECURE_HSTS_PRELOAD = HSTS_SUBDOMAINS, HSTS_PRELOAD
    # Both are for its owner to choose: they bind other hosts, and cannot be taken back soon
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
    # Platforms ask for health over plain http from inside
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if TRUSTED_PROXIES:
    # Without a proxy it would be what a visitor claims
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
FILE_UPLOAD_HANDLERS = ["scoring.pages.uploads.RefuseFiles"]
# Of a form, in which a character has up to 12 bytes; each takes 70 of memory while it is read
DATA_UPLOAD_MAX_MEMORY_SIZE = max(512 * 1024, 12 * TEXT_MAX_LENGTH + 64 * 1024)

LOGGING = logs.SETTINGS
