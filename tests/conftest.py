"""What tests share: a small trained model, stored companies, people,
and a scoring service to misbehave.
"""

import gc
import os
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client, override_settings

from clustering.model import Model
from clustering.text import ngrams
from clustering.training import Rows
from scoring.companies import submissions
from scoring.endpoint import embedded
from scoring.models import ModelVersion, Submission
from scoring.models.submissions import fingerprint
from scoring.pages import downloads
from scoring.pages.limiter import Limiter
from scoring.similar.index import few
from scoring.versions import activation, training
from scoring.versions.training_rows import TrainingRows, training_rows
from scoring.worker import loop
from tests import drawn, emptying, kept_rows, learned, migrated, servers
from tests.catalogue import catalogue

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
PLAIN_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"
KEY = "kEy/+secret0123456789=="
emptying.instead_of_flush()
migrated.once()
# The same few texts and models come in very many tests: each is taken apart once, and read once
ngrams.token_sentences = lru_cache(5_000)(ngrams.token_sentences)
embedded.loads = lru_cache(50)(embedded.loads)
learned.once()
drawn.once()
# What a test makes dies with its last reference; to look for cycles as often as usual takes a sixth
# of the time
gc.set_threshold(500_000, 20, 20)


def pytest_itemcollected(item: pytest.Function) -> None:
    if not kept_rows.needs_database(item):
        item.add_marker("no_database")


def pytest_collection_finish() -> None:
    gc.freeze()


def pytest_sessionfinish() -> None:
    # pytest and Python look for cycles again and again when they end
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    kept_rows.bring_together(items)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Function) -> None:
    kept_rows.stand_before(item)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    yield
    with django_db_blocker.unblock():
        kept_rows.end()
        emptying.send_others_away()


@pytest.fixture(scope="session", autouse=True)
def usual_settings() -> Iterator[None]:
    """Each test says what it needs beyond these."""
    with override_settings(
        AML_URL="",
        AML_API_KEY="",
        RATE_LIMIT=(0, 60),
        WRONG_KEY_LIMIT=(0, 60),
        AXES_ENABLED=True,
        # Whatever was collected for production is of another time
        STORAGES={**django_settings.STORAGES, "staticfiles": {"BACKEND": PLAIN_FILES}},
        WHITENOISE_USE_FINDERS=True,
        WHITENOISE_AUTOREFRESH=True,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process knows of other tests' rows; an idle worker does not make a test wait."""
    monkeypatch.setattr(loop, "IDLE_SECONDS", 0.02)
    embedded.model.cache_clear()
    embedded.use_cores(1)
    # A file that another test asked for and did not read to its end keeps its place
    monkeypatch.setattr(downloads, "_on_their_way", Limiter())
    # The log of vectors begins again with each database
    monkeypatch.setattr(few, "_kept", {})
    embedded.sectors.cache_clear()
    cache.clear()


@lru_cache
def trained_model() -> Any:
    rows = catalogue()
    columns = ([row[name] for row in rows] for name in ("Title", "Category", "Text", "Industry"))
    return learned.train(Rows(*columns))


def load_catalogue() -> None:
    submissions.store(
        [
            Submission(
                title=row["Title"],
                category=row["Category"],
                industry=row["Industry"],
                text=row["Text"],
                source=Submission.Source.CATALOGUE,
                fingerprint=fingerprint(row["Title"], row["Category"], row["Text"]),
            )
            for row in catalogue()
        ]
    )


def work() -> None:
    """What a worker does until nothing is pending."""
    import threading

    loop.run(threading.Event(), loop.is_empty)


def stored_version(
    model: Model, source: TrainingRows, folds: Mapping[str, float] | None = None
) -> ModelVersion:
    """A version of a model that was trained on these rows."""
    labels = training.placed(model, source.rows)
    return training.store_version(model, source, "similarco", labels, folds or {})


def place_catalogue() -> ModelVersion:
    load_catalogue()
    version = stored_version(trained_model(), training_rows("catalogue"))
    activation.prepare(version)
    work()
    version.refresh_from_db()
    return version


@pytest.fixture
@kept_rows.kept_as("model")
def model(db: None) -> ModelVersion:
    """The catalogue, placed by a trained and active embedded model."""
    return kept_rows.stored("model", place_catalogue)


@pytest.fixture
def scoring_service() -> Iterator[servers.ScoringServer]:
    with servers.serving(servers.healthy) as server:
        yield server


@pytest.fixture
def remote(settings: Any, scoring_service: servers.ScoringServer) -> servers.ScoringServer:
    """A remote endpoint, configured with a key;
    it answers three distances until a test says otherwise.
    """
    settings.AML_URL, settings.AML_API_KEY = scoring_service.url, KEY
    settings.AML_TIMEOUT, settings.AML_PAGE_WAIT = 2.0, 1.0
    return scoring_service


@pytest.fixture
def staff(db: None) -> User:
    return User.objects.create_superuser("reviewer", password="a long enough password")


@pytest.fixture
def reviewer(client: Client, staff: User) -> Client:
    """A browser with a member of staff before it."""
    client.force_login(staff)
    return client


@pytest.fixture
def visitor() -> Client:
    """A browser of somebody without an account."""
    return Client()


@pytest.fixture
def company() -> dict[str, str]:
    """What somebody types into the form."""
    return {
        "title": "Rubber Duck Works",
        "category": "Consumer Discretionary",
        "text": (
            "We make rubber ducks and other bath toys, and sell them to toy shops and supermarkets."
        ),
    }
