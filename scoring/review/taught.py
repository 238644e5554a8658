"""What reviewers said of companies, as a next model learns it."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from scoring.kinds.data import described
from scoring.models import (
    Assignment,
    Job,
    KindCorrection,
    ModelVersion,
    PairFeedback,
    ShownClusters,
    model_versions,
)
from scoring.models.collections import OF_THE_SITE
from scoring.models.feedback import FOR_ALL
from scoring.review.progress import SAID


class Taught(NamedTuple):
    """The sector of a company (by its id and its text) as a reviewer said; perhaps its segment."""

    company: int
    text: str
    sector: str
    segment: str


def what_was_taught() -> tuple[Taught, ...]:
    """The word on each company that everybody may see, in order of their ids.

    A model of the site must not tell what stands in private collections. Who says a kind of
    business knows more than who says a cluster.
    """
    version = model_versions.embedded()
    clusters = ShownClusters.of_version(version)
    reviewed = Assignment.objects.visible_to(OF_THE_SITE).filter(version=version, verdict__in=SAID)
    taught = {}
    for company, text, number in reviewed.values_list(
        "submission",
        "submission__text",
        "shown_cluster",
    ):
        cluster = clusters.get(number)
        if cluster and cluster.sector:
            taught[company] = Taught(company, text, cluster.sector, "")
    corrections = KindCorrection.objects.visible_to(OF_THE_SITE).order_by("pk")
    last = {each.submission_id: each for each in corrections.select_related("submission")}
    for company, correction in last.items():
        # An empty sector takes back what was said before
        if correction.sector:
            text = correction.submission.text
            # Of a segment that is joined with another since, the sector is still true
            segment = correction.segment if correction.segment in described() else ""
            taught[company] = Taught(company, text, correction.sector, segment)
    return tuple(taught[company] for company in sorted(taught))


def taught_since(active: ModelVersion, since: datetime) -> int:
    """Companies and pairs that everybody may see on which a reviewer had a word since then."""
    verdicts = Assignment.objects.visible_to(OF_THE_SITE).filter(
        version=active,
        verdict__in=SAID,
        reviews__made_at__gte=since,
    )
    corrections = KindCorrection.objects.visible_to(OF_THE_SITE).filter(made_at__gte=since)
    # Each company once
    of_kinds = corrections.order_by().values("submission")
    said: QuerySet = verdicts.order_by().values("submission").union(of_kinds)
    pairs = PairFeedback.objects.visible_to(OF_THE_SITE).filter(speaker=FOR_ALL, made_at__gte=since)
    return said.count() + pairs.count()


class Lesson(NamedTuple):
    """How many answers no model has learned from yet, and what was made of those before.

    `is_waiting` while the worker makes a version with them; `version` is the last one that it made,
    as long as it can still be chosen. `trouble` is why the last training failed, else empty.
    """

    answers: int
    is_waiting: bool
    version: ModelVersion | None
    trouble: str


def lesson(active: ModelVersion) -> Lesson:
    """What reviewers taught since the active version was trained."""
    answers = taught_since(active, active.created_at)
    if not answers:
        return Lesson(0, is_waiting=False, version=None, trouble="")
    asked = Job.objects.filter(kind=Job.Kind.TRAIN, options__compare=True)
    last = asked.filter(created_at__gte=active.created_at).order_by("-pk").first()
    newer = ModelVersion.objects.filter(
        kind=ModelVersion.Kind.EMBEDDED,
        pk__gt=active.pk,
        calibration__has_any_keys=["lesson", "pairs"],
        activated_at__isnull=True,
    )
    version = newer.order_by("-pk").first()
    is_compared = version is None or version.state == ModelVersion.State.READY
    return Lesson(
        answers=taught_since(active, version.created_at) if version else answers,
        is_waiting=not is_compared or asked.pending().exists(),
        version=version if is_compared else None,
        trouble=last.reason if last and last.status == Job.Status.FAILED else "",
    )
