"""Queries that Django writes once in a process."""

from typing import Any

import pytest

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
    numbered = WrittenOnce(lambda: Cluster.objects.filter(version=0).filter(number__lt=0))

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
    of_version = MadeOnce(lambda: Cluster.objects.filter(version=0))

    [first] = of_version.read(version.pk)
    first.given_name = "Not stored"
    with django_assert_num_queries(1):
        [second] = of_version.read(version.pk)
    assert (second.pk, second.name, second._state.adding) == (stored.pk, "Banks", False)
    Cluster.objects.filter(pk=stored.pk).update(given_name="Lenders")
    assert [cluster.name for cluster in of_version.read(version.pk)] == ["Lenders"]
    stored.delete()
    assert of_version.read(version.pk) == []
