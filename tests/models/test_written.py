"""Queries that Django writes once in a process."""

from typing import Any

import pytest
from django.db.models import Q

from scoring.models import Cluster, ModelVersion
from scoring.models.database.written import MadeOnce, WrittenOnce

pytestmark = pytest.mark.django_db


def test_a_query_that_was_written_once_answers_for_each_value(
    django_assert_num_queries: Any,
) -> None:
    versions = [ModelVersion.objects.create(kind="embedded") for _ in range(2)]
    for version in versions:
        for number in (1, 0):
            Cluster.objects.create(version=version, number=number, phrases=[f"{version.pk} 100 %"])
    numbered = WrittenOnce(
        lambda version, below: Cluster.objects.filter(number__lt=below, version=version)
    )

    for version in versions:
        with django_assert_num_queries(1):
            one, two = numbered.read(version.pk, 2)
        assert [one.number, two.number] == [0, 1]
        assert one.phrases == [f"{version.pk} 100 %"]
        assert [cluster.number for cluster in numbered.read(version.pk, 1)] == [0]
    assert numbered.read(0, 2) == []


def test_rows_that_stay_the_same_are_made_into_objects_once_and_changed_ones_anew(
    django_assert_num_queries: Any,
) -> None:
    version = ModelVersion.objects.create(kind="embedded")
    stored = Cluster.objects.create(version=version, number=0, model_name="Banks")
    of_version = MadeOnce(lambda version: Cluster.objects.filter(version=version))

    [first] = of_version.read(version.pk)
    first.given_name = "Not stored"
    with django_assert_num_queries(1):
        [second] = of_version.read(version.pk)
    assert (second.pk, second.name, second._state.adding) == (stored.pk, "Banks", False)
    Cluster.objects.filter(pk=stored.pk).update(given_name="Lenders")
    assert [cluster.name for cluster in of_version.read(version.pk)] == ["Lenders"]
    stored.delete()
    assert of_version.read(version.pk) == []


def test_a_query_by_several_values_is_written_for_each_number_of_them(
    django_assert_num_queries: Any,
) -> None:
    version = ModelVersion.objects.create(kind="embedded")
    for number, name in enumerate(["Banks", "Oil", "Shops"]):
        Cluster.objects.create(version=version, number=number, model_name=name)
    named = WrittenOnce(
        lambda numbers, names, version: (
            Cluster.objects.filter(version=version, number__gte=0)
            .filter(Q(number__in=numbers) | Q(model_name__in=names))
            .order_by("number")
            .values_list("number", "model_name")
        )
    )

    with django_assert_num_queries(4):
        assert named.read((0,), ("Oil",), version.pk) == [(0, "Banks"), (1, "Oil")]
        assert named.read((2,), ("Banks",), version.pk) == [(0, "Banks"), (2, "Shops")]
        assert named.read((2, 1, 2), ("x",), version.pk) == [(1, "Oil"), (2, "Shops")]
        assert named.read((), ("Oil",), version.pk) == [(1, "Oil")]


def test_a_query_that_nothing_can_answer_is_not_sent(django_assert_num_queries: Any) -> None:
    of_numbers = WrittenOnce(lambda numbers: Cluster.objects.filter(number__in=numbers))
    made_of_numbers = MadeOnce(lambda numbers: Cluster.objects.filter(number__in=numbers))

    with django_assert_num_queries(0):
        assert of_numbers.read(()) == []
        assert made_of_numbers.read(()) == []
