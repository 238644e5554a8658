"""Rows scored for programs, counted and not stored."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from scoring.companies.forms import MemberForm
from scoring.endpoint import embedded
from scoring.models import ModelVersion, ServiceUse, WebService
from scoring.pages import storage
from scoring.webservice import limits
from wire import shortened
from wire.service.errors import service_error
from wire.service.requests import COLUMNS

logger = logging.getLogger(__name__)


def one_can_answer(version: str = "") -> bool:
    """Whether there is a service whose model can be read; empty stands for any version.

    Raises:
        ServiceError: no service answers by the version asked for.
    """
    served = ModelVersion.objects.filter(services__isnull=False).distinct()
    asked_for = [each for each in served if version in ("", str(each.pk))]
    if version and not asked_for:
        problem = f"No service answers by version {shortened(version)}."
        raise service_error("WebServiceNotFound", problem)
    return any(map(embedded.is_readable, asked_for))


class Answer(NamedTuple):
    """What a program is told of a row; its vector takes more memory than all of this."""

    cluster: int | None
    distances: tuple[float, ...]


def score(service: WebService, texts: Sequence[str]) -> list[Answer]:
    """Score texts by the service's own version; every text gets its nearest centre.

    Raises:
        ServiceError: the model cannot be read.
    """
    try:
        model = embedded.model(service.version_id)
    except embedded.NoModelError as error:
        logger.error("%s: %s", service, error)
        raise service_error("UnknownError", "The model of this service cannot be read.") from None
    scores: list[Answer] = []
    for start in range(0, len(texts), limits.ROWS_OF_A_TURN):
        rows = texts[start : start + limits.ROWS_OF_A_TURN]
        with limits.turn():
            for score in model.place(rows):
                scores.append(Answer(score.cluster, score.distances))
    with storage.doing_without(f"a call of {service} with {len(texts)} rows"):
        count_use(service, len(texts))
    return scores


def refuse_long_cells(rows: Sequence[Mapping[str, str]]) -> None:
    """Raise ServiceError for a cell over its limit."""
    for place, trouble in long_cells(rows):
        raise service_error("InputParseError", f"Row {place + 1} has {trouble}")


def long_cells(rows: Sequence[Mapping[str, str]]) -> Iterator[tuple[int, str]]:
    """The place of each row with a cell over the limit of the form or of files, and which it is."""
    limits_of_form = MemberForm.limits()
    for place, row in enumerate(rows):
        for column in COLUMNS:
            name = column.lower()
            length = len(row[column])
            most = limits_of_form[name]
            if length > most:
                yield place, f"a {name} of {length:,} characters; {most:,} is the most."


def count_use(service: WebService, rows: int, calls: int = 1) -> None:
    """Note rows, and the call that they came in, under today's date."""
    today = timezone.now().date()
    use_today = ServiceUse.objects.filter(service=service, day=today)
    # Added by the database, so that calls that end together are all counted
    more = {
        "calls": F("calls") + calls,
        "rows": F("rows") + rows,
    }
    with transaction.atomic():
        if use_today.update(**more):
            return
        # The first of the day, unless another one is just as early
        first_use = ServiceUse(service=service, day=today)
        ServiceUse.objects.bulk_create([first_use], ignore_conflicts=True)
        use_today.update(**more)
