"""What is kept of a file on a disk that has no room for it."""

import errno
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from scoring.batches import uploading
from scoring.models import Collection, Import
from tests.batches.imports import TABLE

pytestmark = pytest.mark.django_db


def test_a_file_that_finds_no_room_leaves_no_new_collection_behind(
    member: Client, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*anything: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(uploading, "keep_parts", full)
    file = SimpleUploadedFile("list.csv", TABLE.encode())

    page = member.post("/import/", {"file": file, "into": "new"})

    assert page.status_code == 503
    assert not Import.objects.exists()
    assert Collection.objects.filter(owner=collection.owner).get() == collection
