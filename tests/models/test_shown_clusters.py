"""A number of the model leads to the cluster that it is shown as."""

from scoring.models import Assignment, Cluster, ShownClusters

# 0 is shown as a part of 3, and 2 is hidden with 4, which is shown as a part of it
CLUSTERS = ShownClusters(
    [
        Cluster(pk=1, number=0, model_name="Banks", merged_into=3),
        Cluster(pk=2, number=1, model_name="Software"),
        Cluster(pk=3, number=2, model_name="Wires", is_hidden=True),
        Cluster(pk=4, number=3, model_name="Insurance"),
        Cluster(pk=5, number=4, model_name="Cables", merged_into=2),
    ]
)


def test_each_shown_cluster_comes_once_in_order_of_numbers() -> None:
    assert [cluster.number for cluster in CLUSTERS] == [1, 2, 3]
    assert CLUSTERS.names == {1: "Software", 2: "Wires", 3: "Insurance"}


def test_clusters_without_a_name_of_their_own_are_told_apart_by_their_numbers() -> None:
    clusters = [
        Cluster(number=number, model_name=name) for number, name in enumerate(("A", "A", ""))
    ]

    assert ShownClusters(clusters).names == {0: "A (0)", 1: "A (1)", 2: "Cluster 2"}


def test_a_merged_number_leads_to_what_it_is_merged_into() -> None:
    assert [CLUSTERS[number].number for number in CLUSTERS.all_numbers] == [3, 1, 2, 3, 2]
    assert CLUSTERS.of_assignment(Assignment(shown_cluster=0)) == CLUSTERS[3]


def test_a_shown_cluster_has_the_numbers_that_are_merged_into_it() -> None:
    assert CLUSTERS.numbers_in(3) == [3, 0]
    assert [merged.name for merged in CLUSTERS.merged_into(3)] == ["Banks"]
    assert CLUSTERS.numbers_in(1) == [1]


def test_nothing_and_an_unknown_number_lead_nowhere() -> None:
    assert CLUSTERS.get(None) is CLUSTERS.get(5) is None
    assert CLUSTERS.of_assignment(None) is CLUSTERS.of_assignment(Assignment()) is None


def test_without_hidden_ones_what_is_merged_into_them_leads_nowhere() -> None:
    visible = CLUSTERS.without_hidden()

    assert [cluster.number for cluster in visible] == [1, 3]
    assert visible.get(2) is visible.get(4) is None
    assert visible.get(0) == CLUSTERS[3]


def test_the_model_s_own_cluster_is_found_whatever_it_is_merged_into() -> None:
    own = CLUSTERS.own(0)

    assert own is not None
    assert own.name == "Banks"
