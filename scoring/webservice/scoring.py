"""Rows scored for programs, counted and not stored."""

import logging
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from clustering.model import Score
from scoring.endpoint import embedded
from scoring.models import ModelVersion, ServiceUse, WebService
from scoring.webservice import limits
from wire.service.errors import service_error

logger = logging.getLogger(__name__)


def one_can_answer(version: str = "") -> bool:
    """Whether there is a service whose model can be read;
    by one version alone where one is asked for.
    """
    versions = ModelVersion.objects.filter(services__isnull=False).distinct()
    return any(embedded.is_readable(each) for each in versions if version in ("", str(each.pk)))


def score(service: WebService, texts: Sequence[str]) -> list[Score]:
    """Score texts by the service's own version; every text gets its nearest centre.

    Raises:
        ServiceError: the model cannot be read.
    """
    try:
        model = embedded.model(service.version_id)
    except embedded.NoModelError as error:
        logger.error("%s: %s", service, error)
        raise service_error("UnknownError", "The model of this service cannot be read.") from None
    scores: list[Score] = []
    for start in range(0, len(texts), limits.ROWS_OF_A_TURN):
        with limits.turn():
            scores += model.place(texts[start : start + limits.ROWS_OF_A_TURN])
    count(service, len(texts))
    return scores


def count(service: WebService, rows: int, calls: int = 1) -> None:
    """Note rows, and the call that they came in, under today's date."""
    day = timezone.now().date()
    mine = ServiceUse.objects.filter(service=service, day=day)
    with transaction.atomic():
        if not mine.update(calls=F("calls") + calls, rows=F("rows") + rows):
            ServiceUse.objects.bulk_create(
                [ServiceUse(service=service, day=day)], ignore_conflicts=True
            )
            mine.update(calls=F("calls") + calls, rows=F("rows") + rows)
