"""The worker divides a collection as a whole or not at all."""

from collections import Counter
from typing import Any

import pytest
from django.utils import timezone

from scoring.collections import changing
from scoring.markets.changing.asking import divide_later
from scoring.markets.dividing import steps, storing
from scoring.markets.divisions import divisions_of
from scoring.models import Job, ModelVersion, Placement, model_versions
from scoring.worker import jobs
from tests.kinds.site import NOTHING
from tests.markets.market import (
    TEXTS,
    collection_of,
    divide,
    divided,
    market,
    places,
    put,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]


def test_companies_of_one_trade_stand_in_one_cluster_that_is_called_by_it() -> None:
    collection, version = divided()

    assert (version.kind, version.collection, version.state) == ("market", collection, "ready")
    assert version.rows == len(TEXTS) == version.placements.count()
    by_trade = Counter()
    for (trade, _), number in zip(TEXTS, places(version).values(), strict=True):
        by_trade[trade, number] += 1
    largest = {trade: max(n for (t, _), n in by_trade.items() if t == trade) for trade, _ in TEXTS}
    assert sum(largest.values()) >= 0.8 * len(TEXTS)
    names = {cluster.name for cluster in version.clusters.all()}
    assert "Pawnbrokers" in names
    assert len(names) == version.clusters.count()


def test_it_is_never_the_version_of_the_site(kinds: ModelVersion) -> None:
    divided()

    assert model_versions.active() == kinds
    assert not ModelVersion.objects.filter(kind="market", is_active=True).exists()


def test_a_text_that_says_too_little_stands_outside() -> None:
    collection = market()
    [company] = put(collection, NOTHING, title="Nothing")

    divide(collection, 8)

    assert Placement.objects.get(submission=company).shown_cluster is None


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        ([], "There is no company in it yet"),
        ([TEXTS[0][1]], "1 company is too few"),
        ([text for _, text in TEXTS[:5]], "5 companies are too few"),
        ([TEXTS[0][1]] * 9, "All companies say the same"),
    ],
)
def test_what_cannot_be_divided_is_refused_with_a_sentence(texts: list[str], sentence: str) -> None:
    collection = collection_of()
    put(collection, *texts)

    job = divide(collection)

    assert (job.status, sentence in job.reason) == ("failed", True)
    assert divisions_of(collection).trouble == job.reason
    assert not collection.divisions.exists()


def test_more_companies_than_can_be_divided_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scoring.markets.dividing.fitting.MOST_COMPANIES", 20)
    collection = market()

    job = divide(collection)

    assert job.reason.startswith(f"{len(TEXTS)} companies are more than the 20 that")


def test_texts_in_another_language_are_divided_by_their_own_words() -> None:
    collection = collection_of()
    texts = [f"Wir backen {what} in Köln" for what in ("Brot", "Kuchen", "Torten", "Brezeln")]
    texts += [f"Versicherung für {what} aus Bonn" for what in ("Autos", "Hunde", "Boote", "Bahnen")]
    put(collection, *texts)

    divide(collection, 2)

    assert divisions_of(collection).shown


@pytest.mark.parametrize("text", ["zzz qqq xxx", "..."])
def test_of_a_collection_half_of_which_says_nothing_the_other_half_is_divided(text: str) -> None:
    collection = collection_of()
    speaking = put(collection, *(text for _, text in TEXTS[:20]))
    silent = put(collection, *[text] * 20, title="Silent")

    divide(collection)

    shown = divisions_of(collection).shown
    assert shown
    where = places(shown)
    assert {where[company.pk] for company in silent} == {None}
    assert sum(where[company.pk] is not None for company in speaking) >= 18


def test_rows_without_a_text_that_are_too_many_are_told() -> None:
    collection = collection_of()
    put(collection, *(text for _, text in TEXTS[:5]))
    put(collection, *["..."] * 20, title="Silent")

    job = divide(collection)

    assert "25 companies, of which 5 say what they do, are too few" in job.reason


@pytest.mark.parametrize(
    "texts",
    [
        [
            "Пекарня печёт хлеб и булки",
            "Пекарня продаёт хлеб",
            "Банк даёт кредиты",
            "Банк и вклады",
        ],
        ["銀行は家庭に融資します", "銀行の預金", "パン屋はパンを焼く", "パン屋のケーキ"],
        ["مخبز يبيع الخبز", "مخبز كبير", "بنك يقدم القروض", "بنك وودائع"],
    ],
)
def test_other_scripts_are_divided_or_refused_with_a_sentence(texts: list[str]) -> None:
    collection = collection_of()
    put(collection, *(f"{text} {number}" for number in range(3) for text in texts))

    job = divide(collection)

    is_divided = divisions_of(collection).shown is not None
    assert is_divided or (job.status == "failed" and job.reason.endswith("."))
    assert not collection.divisions.filter(state="preparing").exists()


def test_one_division_of_a_collection_at_a_time() -> None:
    collection = market()

    assert divide_later(collection, by="ann")
    assert not divide_later(collection, 5, by="bob")
    assert Job.objects.filter(kind="divide").count() == 1


def test_a_collection_that_is_deleted_meanwhile_is_not_divided(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    collection = market()
    placements = storing._placements

    def delete_then(*of_fitted: Any) -> Any:
        assert collection.owner
        changing.delete(collection, collection.owner)
        return placements(*of_fitted)

    monkeypatch.setattr(storing, "_placements", delete_then)
    job = divide(collection)

    assert job.status == "done"
    assert not ModelVersion.objects.filter(kind="market").exists()


def test_a_worker_that_dies_leaves_nothing_that_is_seen_and_the_next_begins_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    collection = market()
    with monkeypatch.context() as dying:
        dying.setattr(storing, "_placements", _die)
        with pytest.raises(KeyboardInterrupt):
            divide(collection)
    assert divisions_of(collection).shown is None

    Job.objects.update(leased_until=timezone.now())
    jobs.take_step()

    shown = divisions_of(collection).shown
    assert shown
    assert shown.placements.count() == len(TEXTS)
    assert collection.divisions.count() == 1


def test_companies_that_wait_for_the_model_are_waited_for() -> None:
    collection = market()
    collection.submissions.first().assignments.update(status="pending")

    job = divide(collection)

    assert job.status == "pending"
    assert job.next_attempt_at > timezone.now()


def test_a_fault_is_tried_three_times_and_then_told(monkeypatch: pytest.MonkeyPatch) -> None:
    collection = market()
    monkeypatch.setattr(steps, "are_waiting", lambda *_: 1 / 0)

    divide(collection)
    for _ in range(2):
        Job.objects.update(next_attempt_at=timezone.now())
        jobs.take_step()

    assert divisions_of(collection).trouble == steps.INSIDE


def _die(*_: Any) -> Any:
    raise KeyboardInterrupt
