"""What the site writes to its log, and in how many lines."""

import logging
import re

KEY = re.compile(r"\b(key=)[^&\s]+")


class RefusalsInOneLine(logging.Filter):
    """A request that was refused is no fault of ours: where it was raised helps nobody.

    Django calls some of them errors, as a file in a form that takes none.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
            if record.levelno > logging.WARNING:
                record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


class WithoutKeys(logging.Filter):
    """The lines of `runserver` hold whole addresses, with the keys in them."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                KEY.sub(r"\1…", each) if isinstance(each, str) else each for each in record.args
            )
        return True


SETTINGS = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"refusals": {"()": RefusalsInOneLine}, "keys": {"()": WithoutKeys}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["refusals"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Without its own handlers, which under DEBUG would write each line twice
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": [], "level": "INFO", "filters": ["keys"]},
        "axes": {"level": "WARNING"},
        # Its warnings show whole addresses, with the tokens in them
        "urllib3": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
