"""The kind of business can be corrected at the desk, too, and the same company stays there."""

import re
from html import unescape

import pytest
from django.test import Client

from scoring.models import ModelVersion
from tests.review.desk import put
from tests.shown import shown

pytestmark = pytest.mark.django_db


def test_a_correction_at_the_desk_leads_back_to_the_company(
    reviewer: Client, version: ModelVersion
) -> None:
    put(version, "First", 0.1)
    row = put(version, "Second", 0.2)
    desk = shown(reviewer.get(f"/review/?at={row.pk}"))
    form = desk.split(f'action="/submissions/{row.submission_id}/kind"')[1].split("</form>")[0]
    back = unescape(re.findall(r'name="next" value="([^"]+)"', form)[0])

    sent = {"kind": "Bakeries", "last": "0", "next": back}
    response = reviewer.post(f"/submissions/{row.submission_id}/kind", sent)

    assert response["Location"] == f"/review/?at={row.pk}#company"
    page = reviewer.get(response["Location"])
    assert page.context["case"].company == row.submission
    assert "Its kind of business: Bakeries" in shown(page)
    row.refresh_from_db()
    assert (row.shown_segment, row.verdict, row.answer) == ("Bakeries", "unreviewed", "sure")


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_it_leads_nowhere_else(reviewer: Client, version: ModelVersion, address: str) -> None:
    company = put(version, "First").submission

    sent = {"kind": "Bakeries", "last": "0", "next": address}
    response = reviewer.post(f"{company.get_absolute_url()}kind", sent)

    assert response["Location"] == company.get_absolute_url()
