"""Keys at the desk: a letter belongs to a cluster and never moves."""

import pytest
from django.test import Client

from scoring.models import Cluster, ModelVersion, ShownClusters
from scoring.review.letters import COMMANDS, letters
from tests.review.desk import make_version, put

pytestmark = pytest.mark.django_db


def keys_of(version: ModelVersion) -> dict[int, str]:
    return letters(version, ShownClusters.of_version(version))


def test_a_letter_comes_from_the_name_and_is_no_other_cluster_s(version: ModelVersion) -> None:
    Cluster.objects.filter(number=3).update(model_name="Business Software")

    assert keys_of(version) == {0: "b", 1: "s", 2: "e", 3: "u"}


def test_letters_are_neither_numbers_nor_the_keys_of_commands() -> None:
    version = make_version(k=30)
    Cluster.objects.update(model_name="Xylem y kazoo z 1 2 3")

    found = keys_of(version)

    assert sorted(found.values()) == sorted(set("abcdefghijklmnopqrstuvwxyz") - set(COMMANDS))
    assert list(found) == list(range(22))


@pytest.mark.parametrize(
    "change",
    [{"given_name": "Zoological gardens"}, {"merged_into": 2}, {"is_hidden": True}],
    ids=str,
)
def test_what_reviewers_do_moves_no_letter(
    version: ModelVersion, change: dict[str, object]
) -> None:
    before = keys_of(version)

    Cluster.objects.filter(number=0).update(**change)

    assert keys_of(version) == before


def test_a_cluster_that_comes_later_moves_no_letter(version: ModelVersion) -> None:
    before = keys_of(version)
    Cluster.objects.create(version=version, number=4, model_name="Banking")

    assert keys_of(version).items() >= before.items()


def test_names_that_a_remote_endpoint_s_clusters_get_later_move_no_letter(
    version: ModelVersion,
) -> None:
    version.kind = ModelVersion.Kind.REMOTE
    before = keys_of(version)
    Cluster.objects.update(model_name="Quarries")

    assert keys_of(version) == before == {0: "a", 1: "b", 2: "c", 3: "d"}


def test_the_page_has_the_letter_of_every_cluster_whatever_their_order(
    reviewer: Client, version: ModelVersion
) -> None:
    put(version, "A", 0.1, cluster=0, distances=[0.2, 0.4, 0.8, 0.6])
    put(version, "B", 0.2, cluster=1, distances=[0.4, 0.2, 0.6, 0.8])

    first = reviewer.get("/review/").context["case"]
    second = reviewer.get(f"/review/?after={first.row.pk}").context["case"]

    for case, order in ((first, [0, 1, 3, 2]), (second, [1, 0, 2, 3])):
        choices = [case.choice, *case.others]
        assert [each.cluster.number for each in choices] == order
        assert {each.cluster.number: each.key for each in choices} == keys_of(version)


def test_clusters_without_a_name_of_their_own_are_told_apart(
    reviewer: Client, version: ModelVersion
) -> None:
    Cluster.objects.filter(number=1).update(model_name="")
    Cluster.objects.filter(number=2).update(given_name="Food")
    put(version, "A")

    case = reviewer.get("/review/").context["case"]

    assert [each.name for each in case.others] == ["Cluster 1", "Food (3)", "Food (2)"]
