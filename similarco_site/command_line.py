"""The command line: trouble that is the operator's to end is a sentence, and no traceback."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured
from django.db import Error

from similarco_site.parent import end_with_parent

# As shells say of a program that Ctrl-C has ended
INTERRUPTED = 130


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "similarco_site.settings")
    from django.core.management import execute_from_command_line

    end_with_parent()
    with trouble_in_a_sentence():
        execute_from_command_line(sys.argv)


@contextmanager
def trouble_in_a_sentence() -> Iterator[None]:
    """End with exit code 1 and a sentence where the settings, the system or the database refuse.

    A fault of the program, and all with `--traceback`, is raised as it is.
    """
    try:
        yield
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except (ImproperlyConfigured, OSError, Error) as error:
        reason = reason_of(error)
        if not reason or "--traceback" in sys.argv:
            raise
        sys.exit(reason)


def reason_of(error: ImproperlyConfigured | OSError | Error) -> str:
    """Why a command could not go on; empty for a fault of the program."""
    if isinstance(error, ImproperlyConfigured):
        return str(error)
    if isinstance(error, OSError):
        return f"The system refused it: {error}"
    # It needs settings that can be read, as there are where a database was asked
    from scoring.pages import storage

    trouble = storage.trouble_of(error)
    if trouble:
        said = " ".join(str(error).split())
        return f"{trouble.reason} Run it again once that is mended. The database says: {said}"
    if storage.lacks_tables(error):
        return "The database is not set up for this version yet. Run manage.py prepare first."
    return ""
