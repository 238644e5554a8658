"""Forms that take no files refuse them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from scoring.models import Submission


@pytest.mark.parametrize("address", ["/", "/similar/", "/accounts/login/", "/admin/login/"])
def test_a_file_in_a_form_is_refused_and_nothing_is_stored(
    client: Client, db: None, company: dict[str, str], address: str
) -> None:
    file = SimpleUploadedFile("companies.csv", b"Title,Text\n" * 1000)

    assert client.post(address, {**company, "file": file}).status_code == 400
    assert not Submission.objects.exists()


@pytest.mark.parametrize("address", ["/", "/similar/", "/accounts/login/"])
def test_a_form_of_more_than_half_a_megabyte_is_refused_before_it_is_read(
    client: Client, db: None, address: str
) -> None:
    response = client.post(
        address, "text=" + "%41" * 180_000, content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code == 400
