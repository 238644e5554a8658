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
