"""A model that cannot place most of the rows that it was made of is not kept."""

import pytest

from clustering.training import Rows, TrainingError
from scoring.models import ModelVersion
from scoring.versions.training_rows import TrainingRows
from tests.conftest import catalogue, stored_version, trained_model

pytestmark = pytest.mark.django_db
GERMAN = "Wir vergeben Kredite an kleine Betriebe und verwalten die Ersparnisse der Kunden."


def stored(german: int, english: int) -> ModelVersion:
    texts = [GERMAN] * german + [row["Text"] for row in catalogue()[:english]]
    nothing = [""] * len(texts)
    rows = TrainingRows(Rows(nothing, nothing, texts), "a test", "0" * 64)
    return stored_version(trained_model(), rows)


def test_most_rows_in_another_language_are_refused_with_the_reason() -> None:
    with pytest.raises(TrainingError, match="only 4 of the 9 rows .* English"):
        stored(german=5, english=4)

    assert not ModelVersion.objects.exists()


def test_some_of_them_are_not() -> None:
    assert stored(german=4, english=5).rows == 9
