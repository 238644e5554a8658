"""JSON that somebody damaged by hand counts as absent."""

from typing import Any

import pytest
from django.test import Client

from scoring.models import Assignment, Cluster, ClusterChange, ModelVersion

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("damaged", [[7], "words", {"sectors": [[]], "1": None}])
def test_pages_of_companies_and_clusters_leave_it_out(
    client: Client, model: ModelVersion, damaged: Any
) -> None:
    company = Assignment.objects.order_by("pk")[0].submission_id
    cluster = model.clusters.order_by("number")[0]
    for kind in ClusterChange.Kind:
        ClusterChange.objects.create(cluster=cluster, kind=kind, before=damaged, after=damaged)
    Cluster.objects.update(phrases=damaged)
    Assignment.objects.update(next_kinds=damaged)

    for page in ("/clusters/", f"/clusters/{cluster.number}/", f"/submissions/{company}/"):
        assert client.get(page).status_code == 200, page
