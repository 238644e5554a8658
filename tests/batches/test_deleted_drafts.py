"""A draft that is deleted leaves nothing behind, and takes nothing that is somebody's own."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from scoring.collections import changing
from scoring.models import Collection, Import
from tests.batches.imports import TABLE

pytestmark = pytest.mark.django_db


def test_a_draft_that_is_deleted_takes_the_collection_along_that_was_made_for_it(
    member: Client, collection: Collection
) -> None:
    for address in ("/import/", f"/collections/{collection.pk}/import/"):
        member.post(address, {"file": ContentFile(TABLE, "list.csv")})
    assert Collection.objects.filter(name="list").exists()

    for made in Import.objects.all():
        member.post(made.get_absolute_url(), {"do": "delete"})

    own = Collection.objects.filter(kind=Collection.Kind.OWN)
    assert list(own) == [collection]


def test_a_collection_that_got_a_name_of_its_own_outlives_its_draft(member: Client) -> None:
    member.post("/import/", {"file": ContentFile(TABLE, "list.csv")})
    made = Import.objects.get()
    assert made.made_by
    changing.describe(made.collection, "Banks", "", made.made_by)

    member.post(made.get_absolute_url(), {"do": "delete"})

    assert Collection.objects.filter(name="Banks").exists()
