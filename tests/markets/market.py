"""A collection of forty companies of eight trades, and its division by the worker."""

from django.contrib.auth.models import User

from scoring.companies import submissions
from scoring.kinds.data import described
from scoring.markets.changing.asking import divide_later
from scoring.markets.divisions import divisions_of
from scoring.models import Collection, Job, ModelVersion, Placement, Submission
from scoring.models.submissions import fingerprint
from scoring.worker import jobs
from tests.conftest import work
from tests.kinds.site import SEGMENTS

TEXTS = [(name, text) for name in SEGMENTS for text in described()[name].texts]


def collection_of(name: str = "ann") -> Collection:
    owner, _ = User.objects.get_or_create(username=name)
    return Collection.objects.create(name="Spring list", owner=owner)


def put(collection: Collection, *texts: str, title: str = "Company") -> list[Submission]:
    """Companies of a file, with what the model says of them."""
    companies = [
        Submission(
            collection=collection,
            title=f"{title} {number}",
            text=text,
            source=Submission.Source.IMPORT,
            fingerprint=fingerprint(f"{title} {number}", "", text),
        )
        for number, text in enumerate(texts)
    ]
    submissions.store(companies)
    work()
    return companies


def market() -> Collection:
    collection = collection_of()
    put(collection, *(text for _, text in TEXTS))
    return collection


def divide(collection: Collection, k: int | None = None) -> Job:
    """Ask the worker for a division, and have it done."""
    assert divide_later(collection, k, by="ann")
    jobs.take_step()
    return Job.objects.filter(kind=Job.Kind.DIVIDE).latest("pk")


def divided(k: int = 8) -> tuple[Collection, ModelVersion]:
    collection = market()
    divide(collection, k)
    shown = divisions_of(collection).shown
    assert shown
    return collection, shown


def places(version: ModelVersion) -> dict[int, int | None]:
    """Where each company is shown, by its id, in the order of ids."""
    placed = Placement.objects.filter(version=version).order_by("submission")
    return dict(placed.values_list("submission", "shown_cluster"))
