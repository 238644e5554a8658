"""Stored models score, with several processes or alone."""

import pytest

from clustering.artifact import loads
from scoring.endpoint import embedded
from scoring.models import ModelVersion
from tests.models.recount import KNOWN

pytestmark = pytest.mark.django_db


def test_a_worker_of_many_cores_scores_by_the_model_that_is_kept_of_a_version(
    model: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Tests keep what they have read
    monkeypatch.setattr(embedded, "loads", loads)
    [alone] = embedded.score(model.pk, [KNOWN])
    embedded.use_cores(2)
    [before] = embedded.score(model.pk, [KNOWN])
    kept = embedded._on_many_cores[model.pk]

    embedded.model.cache_clear()
    [after] = embedded.score(model.pk, [KNOWN])

    assert alone.distances == before.distances == after.distances
    assert embedded._on_many_cores[model.pk] is not kept
    assert embedded._on_many_cores[model.pk].model is embedded.model(model.pk)
