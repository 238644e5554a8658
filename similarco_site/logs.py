"""What the site writes to its log, and in how many lines."""

import logging


class RefusalsInOneLine(logging.Filter):
    """A request that was refused is no fault of ours: where it was raised helps nobody."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return True


SETTINGS = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"refusals": {"()": RefusalsInOneLine}},
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
        "axes": {"level": "WARNING"},
        # Its warnings show whole addresses, with the tokens in them
        "urllib3": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
