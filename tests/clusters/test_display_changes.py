"""Clusters are renamed, hidden and merged for display, and each change can be undone."""

from typing import Any

import pytest

from scoring.clusters import display as cluster_display
from scoring.clusters.display import DisplayError
from scoring.markets.changing import recording
from scoring.models import (
    Assignment,
    Cluster,
    ClusterChange,
    Collection,
    ModelVersion,
    ShownClusters,
    Tally,
)
from scoring.models.collections import CATALOGUE_ID
from tests.clusters.shelf import AS_THE_MODEL_HAS_IT, display, store_version

pytestmark = pytest.mark.django_db


def change(version: ModelVersion, kind: str, number: int, **given: Any) -> ClusterChange | None:
    return getattr(cluster_display, kind)(version=version, number=number, by="reviewer", **given)


def undo(version: ModelVersion, made: ClusterChange | None) -> bool:
    assert made is not None
    return cluster_display.undo_change(version=version, change=made.pk, by="colleague")


def shown(version: ModelVersion) -> dict[int, int]:
    clusters = ShownClusters.of_version(version)
    return {number: clusters[number].number for number in clusters.all_numbers}


def test_a_change_keeps_who_made_it_and_the_whole_state_before_and_after(
    version: ModelVersion,
) -> None:
    made = change(version, "rename", 0, name="Lenders")

    assert display(version)[0] == ("Lenders", False, None)
    stored = ClusterChange.objects.get()
    assert (stored, stored.cluster.number, stored.kind) == (made, 0, "rename")
    assert (stored.reviewer_name, stored.undone_at) == ("reviewer", None)
    assert stored.before == {"0": {"given_name": "", "is_hidden": False, "merged_into": None}}
    assert stored.after == {"0": {"given_name": "Lenders", "is_hidden": False, "merged_into": None}}


@pytest.mark.parametrize("name", ["", "Banks"])
def test_an_empty_name_and_the_model_s_own_go_back_to_the_model_s(
    version: ModelVersion, name: str
) -> None:
    change(version, "rename", 0, name="Lenders")

    change(version, "rename", 0, name=name)
    Cluster.objects.filter(version=version, number=0).update(model_name="Named anew")

    assert version.clusters.get(number=0).name == "Named anew"


def test_what_makes_no_difference_is_no_change(version: ModelVersion) -> None:
    assert change(version, "rename", 0, name="Banks") is None
    assert change(version, "show", 0) is None
    assert not ClusterChange.objects.exists()


def test_a_merge_takes_along_what_was_merged_before(version: ModelVersion) -> None:
    change(version, "merge", 2, into=0)

    change(version, "merge", 0, into=3)

    assert shown(version) == {0: 3, 1: 1, 2: 3, 3: 3}
    assert sorted(ShownClusters.of_version(version).numbers_in(3)) == [0, 2, 3]
    assert set(ClusterChange.objects.first().before) == {"0", "2", "3"}


def test_one_of_several_merged_clusters_is_split_off_alone(version: ModelVersion) -> None:
    for number in (0, 2):
        change(version, "merge", number, into=3)

    change(version, "split", 0)

    assert shown(version) == {0: 0, 1: 1, 2: 3, 3: 3}


@pytest.mark.parametrize(
    ("kind", "number", "given", "says"),
    [
        ("rename", 9, {"name": "Lenders"}, "There is no cluster 9."),
        ("rename", 0, {"name": "x" * 101}, "at most 100 characters; this one has 101"),
        ("hide", 9, {}, "There is no cluster 9."),
        ("hide", 2, {}, "Insurance is shown as Banks: split it off first."),
        ("show", 2, {}, "split it off first"),
        ("merge", 9, {"into": 0}, "There is no cluster 9."),
        ("merge", 0, {"into": 9}, "There is no cluster 9."),
        ("merge", 0, {"into": 0}, "cannot be merged into itself"),
        ("merge", 2, {"into": 1}, "Insurance is shown as Banks: split it off first."),
        ("merge", 1, {"into": 2}, "Insurance is shown as Banks: split it off first."),
        ("merge", 1, {"into": 3}, "Wires is hidden: show it first."),
        ("split", 9, {}, "There is no cluster 9."),
        ("split", 0, {}, "Banks is not merged into another one."),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    version: ModelVersion, kind: str, number: int, given: dict[str, Any], says: str
) -> None:
    change(version, "merge", 2, into=0)
    change(version, "hide", 3)
    before = display(version)

    with pytest.raises(DisplayError, match=says.replace(".", r"\.")):
        change(version, kind, number, **given)

    assert display(version) == before
    assert ClusterChange.objects.count() == 2


def test_everything_undone_in_turn_leaves_the_clusters_as_the_model_has_them(
    version: ModelVersion,
) -> None:
    made = [
        change(version, "rename", 0, name="Lenders"),
        change(version, "merge", 2, into=0),
        change(version, "merge", 0, into=3),
        change(version, "hide", 3),
        change(version, "show", 3),
        change(version, "split", 2),
    ]

    for each in reversed(made):
        assert undo(version, each)

    assert display(version) == AS_THE_MODEL_HAS_IT
    stored = ClusterChange.objects.all()
    assert all(each.undone_at for each in stored)
    assert {(each.reviewer_name, each.undone_by) for each in stored} == {("reviewer", "colleague")}


def test_undone_twice_is_undone_once(version: ModelVersion) -> None:
    made = change(version, "rename", 0, name="Lenders")
    undo(version, made)
    at = ClusterChange.objects.get().undone_at
    change(version, "rename", 0, name="Creditors")

    assert not undo(version, made)

    assert display(version)[0][0] == "Creditors"
    assert ClusterChange.objects.get(pk=made.pk).undone_at == at


def test_what_was_changed_after_is_undone_first(version: ModelVersion) -> None:
    made = change(version, "split", 2) if change(version, "merge", 2, into=0) else None
    later = change(version, "merge", 0, into=3)

    # Undone now, 2 would be shown as 0, which is itself shown as 3
    with pytest.raises(
        DisplayError, match="Banks was merged into Wires after that: undo that first"
    ):
        undo(version, made)
    assert shown(version) == {0: 3, 1: 1, 2: 2, 3: 3}

    assert undo(version, later)
    assert undo(version, made)
    assert shown(version) == {0: 0, 1: 1, 2: 0, 3: 3}


def test_later_changes_of_other_clusters_do_not_matter(version: ModelVersion) -> None:
    made = change(version, "rename", 0, name="Lenders")
    change(version, "merge", 2, into=3)
    change(version, "hide", 1)

    assert undo(version, made)

    assert display(version) == {
        0: ("", False, None),
        1: ("", True, None),
        2: ("", False, 3),
        3: ("", False, None),
    }


def test_names_taken_over_from_another_version_are_not_lost_by_undoing(
    version: ModelVersion,
) -> None:
    made = change(version, "rename", 0, name="Lenders")
    version.clusters.filter(number=0).update(given_name="From another version")

    with pytest.raises(DisplayError, match="took over another version's names"):
        undo(version, made)

    assert display(version)[0][0] == "From another version"
    assert ClusterChange.objects.get().undone_at is None


def test_a_change_of_another_version_cannot_be_undone_here(version: ModelVersion) -> None:
    other = store_version(is_active=False)
    made = change(other, "rename", 0, name="Lenders")

    for change_id in (made.pk, 10**6, 10**30):
        with pytest.raises(DisplayError, match="There is no such change"):
            cluster_display.undo_change(version=version, change=change_id, by="colleague")

    assert display(other)[0][0] == "Lenders"


def test_nothing_but_display_changes(version: ModelVersion) -> None:
    tables = (Assignment, Tally, ModelVersion)
    before = [list(table._default_manager.order_by("pk").values()) for table in tables]

    change(version, "rename", 0, name="Lenders")
    change(version, "merge", 2, into=0)
    undo(version, change(version, "hide", 1))

    assert [list(table._default_manager.order_by("pk").values()) for table in tables] == before


@pytest.mark.parametrize(
    "damaged",
    [
        [7],
        {"x": {}},
        {"companies": 7},
        {"companies": {"x": []}},
        {"companies": {}, "clusters": {"7": {"weight": 1}}},
    ],
)
def test_a_change_whose_record_was_damaged_is_not_undone(
    version: ModelVersion, damaged: Any
) -> None:
    made = change(version, "rename", 0, name="Lenders")
    ClusterChange.objects.update(before=damaged, after=damaged)
    collection = Collection.objects.get(pk=CATALOGUE_ID)
    assert made is not None

    with pytest.raises(DisplayError):
        undo(version, made)
    with pytest.raises(DisplayError):
        recording.undo(collection, version, made.pk, by="colleague")

    assert display(version)[0] == ("Lenders", False, None)
    assert ClusterChange.objects.get().undone_at is None
