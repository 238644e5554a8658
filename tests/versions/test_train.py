"""`manage.py train` stores a model version with all that is known of how it was made."""

import json
from collections import Counter
from importlib.metadata import version as installed

import pytest

from clustering.evaluation.folds import five_fold
from clustering.evaluation.sweep import sweep
from clustering.evaluation.unseen import read_unseen
from clustering.settings import PRESETS, preset
from clustering.training import Rows, train
from scoring.endpoint import embedded
from scoring.models import Job, ModelArtefact, ModelVersion, Submission, model_versions
from scoring.versions import training
from scoring.versions.training_rows import training_rows
from tests.conftest import work
from tests.versions.small_site import SECTORS, companies, newest, run, store

pytestmark = pytest.mark.django_db

FEW_CATEGORIES = "Too few categories"


@pytest.mark.parametrize("name", PRESETS)
def test_each_preset_makes_a_version_that_is_not_active_yet(
    rows: list[dict[str, str]], name: str
) -> None:
    answer = run("train", preset=name, k=3)

    version = ModelVersion.objects.get()
    assert answer == ([f"version {version.pk}: 30 rows, 3 clusters"], [])
    assert (version.kind, version.preset, version.k, version.rows) == ("embedded", name, 3, 30)
    assert (version.is_active, version.state, version.activated_at) == (False, "ready", None)
    assert version.settings == json.loads(json.dumps(preset(name, k=3).as_dict()))
    assert not Job.objects.exists()
    assert not version.assignments.exists()


def test_without_options_it_is_our_own_preset_on_the_catalogue(rows: list[dict[str, str]]) -> None:
    store([{**rows[0], "Title": "From a file", "source": "import"}])

    run("train")

    version = ModelVersion.objects.get()
    assert (version.preset, version.k, version.rows) == ("similarco", PRESETS["similarco"].k, 30)
    assert (version.rows_from, version.settings["seed"]) == ("the catalogue", 0)


def test_every_cluster_gets_a_number_a_name_and_phrases(rows: list[dict[str, str]]) -> None:
    run("train", k=4)

    version = newest()
    clusters = list(version.clusters.all())
    assert [cluster.number for cluster in clusters] == [0, 1, 2, 3]
    assert len({cluster.model_name for cluster in clusters}) == 4
    assert all(
        cluster.model_name and cluster.phrases and not cluster.given_name for cluster in clusters
    )
    model = embedded.model(version.pk)
    assert model.settings.k == 4
    assert [(cluster.model_name, cluster.phrases) for cluster in clusters] == list(
        zip(model.names, model.phrases, strict=True)
    )


def test_the_seed_is_kept_with_version_and_model(rows: list[dict[str, str]]) -> None:
    run("train", k=3, seed=4294967295)

    version = newest()
    assert version.settings["seed"] == embedded.model(version.pk).settings.seed == 4294967295


# A range of k


def test_a_sweep_takes_the_best_k_of_its_range(rows: list[dict[str, str]]) -> None:
    columns = ([row[name] for row in rows] for name in ("Title", "Category", "Text", "Industry"))
    best = sweep(Rows(*columns), preset("similarco"), range(2, 6))[0].k

    answer = run("train", sweep="2-5")

    version = newest()
    assert answer.out == [f"version {version.pk}: 30 rows, {best} clusters"]
    assert 2 <= best <= 5
    assert version.k == version.settings["k"] == version.clusters.count() == best
    assert embedded.model(version.pk).settings.k == best


@pytest.mark.parametrize(
    ("asked", "possible"), [("4-4", {4}), (" 2 - 3 ", {2, 3}), ("29-40", {29})]
)
def test_a_sweep_stays_in_its_range_and_below_the_number_of_rows(
    rows: list[dict[str, str]], asked: str, possible: set[int]
) -> None:
    run("train", sweep=asked)

    assert newest().k in possible


def test_a_sweep_goes_before_a_single_k(rows: list[dict[str, str]]) -> None:
    run("train", sweep="2-3", k=9)

    assert newest().k in (2, 3)


# What is kept of a training


def test_figures_folds_and_libraries_are_kept(rows: list[dict[str, str]]) -> None:
    run("train", k=3)

    version = newest()
    model = embedded.model(version.pk)
    assert {name: version.figures[name] for name in model.figures} == dict(model.figures)
    assert set(version.figures) - set(model.figures) == {"purity", "nmi", "ari"}
    assert set(version.folds) == {"purity", "nmi", "ari", "nearest"}
    assert all(0 <= version.folds[name] <= 1 for name in ("purity", "nmi", "nearest"))
    assert version.figures["purity"] >= version.folds["purity"] > 0.5
    assert version.libraries["numpy"] == installed("numpy")
    assert version.libraries["scikit-learn"] == installed("scikit-learn")


def test_rows_are_kept_that_read_otherwise_to_a_model_that_had_not_seen_them(
    rows: list[dict[str, str]],
) -> None:
    run("train", k=3)

    version = newest()
    scores = embedded.model(version.pk).score([row["Text"] for row in rows])
    labels = [score.cluster for score in scores]
    unseen = read_unseen(training_rows("catalogue").rows, preset("similarco", k=3), labels)
    moved = {}
    for row, label, read in zip(rows, labels, unseen, strict=True):
        if read != label:
            moved[row["Title"]] = read
    kept = dict(version.readings.values_list("submission__title", "cluster"))
    assert kept == moved != {}
    assert version.rows_unseen == len(rows)


def test_the_composition_is_a_recount_of_the_training_rows(rows: list[dict[str, str]]) -> None:
    run("train", k=4)

    version = newest()
    labels = [
        score.cluster for score in embedded.model(version.pk).score([row["Text"] for row in rows])
    ]
    counted = Counter(zip((row["Category"] for row in rows), labels, strict=True))
    assert version.composition == {
        name: [counted[name, number] for number in range(4)] for name in SECTORS
    }
    assert [sum(counts) for counts in version.composition.values()] == [10, 10, 10]


def test_a_row_that_the_model_cannot_place_is_in_no_cluster_of_the_composition(
    rows: list[dict[str, str]],
) -> None:
    store([{**rows[0], "Title": "One word", "Text": "bank", "Category": "Financials"}])

    run("train", k=3)

    version = newest()
    assert version.rows == 31
    assert sum(version.composition["Financials"]) == 10


def test_the_same_rows_give_the_same_bytes_and_fingerprint(
    rows: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not as tests keep them
    monkeypatch.setattr(training, "train", train)
    monkeypatch.setattr(training, "five_fold", five_fold)
    for _ in range(2):
        run("train", k=3)

    one, two = ModelVersion.objects.order_by("pk")
    bytes_of = {
        artefact.version_id: bytes(artefact.data) for artefact in ModelArtefact.objects.all()
    }
    assert bytes_of[one.pk] == bytes_of[two.pk]
    assert one.data_fingerprint == two.data_fingerprint
    assert len(one.data_fingerprint) == 64
    assert (one.figures, one.folds, one.composition) == (two.figures, two.folds, two.composition)


def test_another_cell_of_any_column_gives_another_fingerprint(rows: list[dict[str, str]]) -> None:
    run("train", k=3)
    found = [newest().data_fingerprint, training_rows("catalogue").fingerprint]
    for column in ("title", "category", "text", "industry"):
        Submission.objects.filter(pk=Submission.objects.earliest("pk").pk).update(
            **{column: "Something else"}
        )
        found.append(training_rows("catalogue").fingerprint)

    assert found[0] == found[1]
    assert len(set(found[1:])) == 5


# Activation


def test_with_activate_the_worker_makes_it_the_active_one(rows: list[dict[str, str]]) -> None:
    run("train", k=3, activate=True)
    version = newest()
    assert (version.state, version.is_active) == ("preparing", False)
    assert [job.kind for job in version.jobs.all()] == ["prepare"]

    work()

    assert model_versions.active() == version
    assert version.assignments.filter(status="scored").count() == 30


def test_without_activate_the_active_version_stays(first: ModelVersion) -> None:
    run("train", k=4)
    work()

    assert model_versions.active() == first
    assert newest().k == 4
    assert not newest().assignments.exists()


# Rows that say little


def test_rows_without_a_category_still_make_a_model_and_the_command_says_so(db: None) -> None:
    store(companies(), Category="", Industry="")

    answer = run("train", k=3, activate=True)

    version = newest()
    assert answer.out[0] == f"version {version.pk}: 30 rows, 3 clusters"
    assert FEW_CATEGORIES in answer.out[1]
    assert (version.folds, version.settings["space"]) == ({}, "latent")
    assert not {"purity", "nmi", "ari"} & set(version.figures)
    assert list(version.composition) == [""]
    work()
    assert version.assignments.filter(status="scored").count() == 30


def test_rows_of_one_category_still_make_a_model_and_the_command_says_so(db: None) -> None:
    store(companies(), Category="Everything", Industry="")

    answer = run("train", k=3)

    version = newest()
    assert (version.k, version.settings["space"], list(version.composition)) == (
        3,
        "latent",
        ["Everything"],
    )
    assert FEW_CATEGORIES in " ".join(answer.out)


def test_blanks_are_no_category(rows: list[dict[str, str]]) -> None:
    Submission.objects.filter(category="Utilities").update(category="  \t")

    run("train", k=2)

    assert set(newest().composition) == {"Financials", "Health Care", ""}


def test_rows_of_two_categories_make_as_many_clusters_as_were_asked_for(db: None) -> None:
    store([row for row in companies() if row["Category"] != "Utilities"])

    run("train", k=3)

    assert (newest().k, newest().rows) == (3, 20)


def test_too_many_clusters_for_five_folds_is_not_blamed_on_the_categories(db: None) -> None:
    few = [row for number, row in enumerate(companies()) if number % 3 == 0]
    store(few)

    answer = run("train", k=len(few) - 1)

    version = newest()
    assert version.settings["space"] != "latent"
    assert version.folds == {}
    assert FEW_CATEGORIES not in " ".join(answer.out)
