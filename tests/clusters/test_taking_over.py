"""How clusters are shown goes over to the clusters of another version
that have the same members.
"""

import pytest

from scoring.clusters import display as cluster_display
from scoring.models import ClusterChange, ModelVersion
from tests.clusters.shelf import AS_THE_MODEL_HAS_IT, display, store_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def newer(version: ModelVersion) -> ModelVersion:
    return store_version(is_active=False)


def show(version: ModelVersion, **merged: int) -> None:
    for number, into in merged.items():
        cluster_display.merge(version=version, number=int(number[1:]), into=into, by="reviewer")


def test_names_hidden_ones_and_merges_follow_the_numbers(
    version: ModelVersion, newer: ModelVersion
) -> None:
    cluster_display.rename(version=version, number=0, name="Lenders", by="reviewer")
    cluster_display.hide(version=version, number=1, by="reviewer")
    show(version, n2=0)

    cluster_display.carry_over(version, newer, {0: 3, 1: 2, 2: 1, 3: 0})

    assert display(newer) == {
        3: ("Lenders", False, None),
        2: ("", True, None),
        1: ("", False, 3),
        0: ("", False, None),
    }
    assert not ClusterChange.objects.filter(cluster__version=newer).exists()


def test_a_merge_of_which_one_end_is_not_matched_stays_behind(
    version: ModelVersion, newer: ModelVersion
) -> None:
    show(version, n2=0, n3=1)

    cluster_display.carry_over(version, newer, {0: 0, 3: 3})

    assert display(newer) == AS_THE_MODEL_HAS_IT


def test_what_was_shown_and_split_off_since_is_so_in_an_older_version_too(
    version: ModelVersion, newer: ModelVersion
) -> None:
    show(newer, n2=0)
    cluster_display.hide(version=newer, number=1, by="reviewer")

    cluster_display.carry_over(version, newer, {number: number for number in range(4)})

    assert display(newer) == AS_THE_MODEL_HAS_IT


def test_no_cluster_is_ever_shown_as_one_that_is_merged_itself(
    version: ModelVersion, newer: ModelVersion
) -> None:
    show(newer, n3=0)
    show(version, n0=1)

    # 3 has no counterpart: it goes where the cluster that it is shown as goes
    cluster_display.carry_over(version, newer, {0: 0, 1: 1, 2: 2})

    assert display(newer) == {**AS_THE_MODEL_HAS_IT, 0: ("", False, 1), 3: ("", False, 1)}


def test_with_nothing_in_common_nothing_changes(version: ModelVersion, newer: ModelVersion) -> None:
    show(version, n0=1)
    cluster_display.rename(version=newer, number=2, name="Kept", by="reviewer")

    cluster_display.carry_over(version, newer, {})

    assert display(newer) == {**AS_THE_MODEL_HAS_IT, 2: ("Kept", False, None)}
