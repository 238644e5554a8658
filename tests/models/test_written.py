"""Queries that Django writes once in a process."""

from typing import Any

import pytest

from scoring.models import Cluster, ModelVersion
from scoring.models.database.written import WrittenOnce

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
