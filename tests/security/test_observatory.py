"""What Mozilla's HTTP Observatory would say of a public site."""

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.security import observatory

pytestmark = pytest.mark.django_db


def test_a_public_site_scores_135(https: Client) -> None:
    page, over_http = https.get("/", secure=True), https.get("/")

    assert page.status_code == 200
    assert observatory.score(page, over_http, "similarco.example") == 135


def test_a_site_without_headers_gets_no_extra_credit() -> None:
    assert observatory.score(HttpResponse("<p>"), HttpResponse("<p>"), "similarco.example") == 5
