"""What somebody damaged of a version's figures by hand counts as absent, and its page says so."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from scoring.models import ModelVersion
from scoring.models.database.measured import Unreadable
from tests.versions.tables import page_of, plain

ODD: list[Any] = [
    [],
    "words",
    {"points": 7, "purity": "much", "Banks": 3},
    {"points": [[0.5]], "nearest": [], "Banks": ["three"]},
    {"score": {"close": 58}, "ngrams": {}, "Banks": [1, None]},
    {"order": {"factors": [1]}, "purity": 10**400, "Banks": {}},
]
CUT_OFF = [
    "",
    "null",
    "{",
    '{"points": [[0.5,',
    '{"purity": NaN}',
    '{"purity": 1e999}',
    "[" * 100_000,
]


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["calibration", "figures", "folds", "composition"])
def test_pages_leave_out_what_cannot_be_read(
    client: Client, first: ModelVersion, column: str
) -> None:
    of_site = ("/models/", "/about/", f"/similar/?text={'bank ' * 9}")
    for stored in ODD:
        ModelVersion.objects.update(**{column: stored})

        assert [client.get(page).status_code for page in of_site] == [200, 200, 200], stored
        assert "has been damaged" in plain(page_of(client, first.get_absolute_url())), stored


@pytest.mark.parametrize("stored", CUT_OFF)
def test_text_that_is_no_json_counts_as_absent(stored: str) -> None:
    figures = ModelVersion._meta.get_field("figures")

    assert isinstance(figures.from_db_value(stored, None, connection), Unreadable)
