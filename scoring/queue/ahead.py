"""Texts of a file, scored before their companies are stored: each row is then written once."""

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress

from django.conf import settings
from django.db import Error

from scoring.endpoint import embedded, versions
from scoring.endpoint.embedded import NoModelError
from scoring.endpoint.scoring import Scored, score
from scoring.models import ModelVersion
from wire import Row

logger = logging.getLogger(__name__)

# What each version says, by its id and the text
Ahead = Mapping[int, Mapping[str, Scored]]


def score_ahead(rows: Sequence[Row]) -> Ahead:
    """What the embedded versions in use say of some rows; a remote endpoint is not asked.

    Where a version cannot score them, they are stored for the worker, which finds out why.
    """
    ahead = {}
    for version in versions.in_use():
        if version.kind != ModelVersion.Kind.EMBEDDED:
            continue
        try:
            scores = score(version, rows, settings.AML_TIMEOUT)
        except Error:
            raise
        except Exception:
            logger.exception("%d rows of a file wait for their score", len(rows))
            continue
        texts = [row.text for row in rows]
        ahead[version.pk] = dict(zip(texts, scores, strict=True))
    return ahead


def expect(many: int) -> None:
    """Prepare for so many rows that are soon to be scored."""
    for version in versions.in_use():
        # A model that cannot be read is told of when it is to score
        with suppress(NoModelError):
            if version.kind == ModelVersion.Kind.EMBEDDED:
                embedded.expect(version.pk, many)


def begin_ahead(rows: Sequence[Row]) -> None:
    """Have other processes score rows that come next, while this one stores those before them."""
    for version in versions.in_use():
        embedded.begin(version.pk, [row.text for row in rows])
