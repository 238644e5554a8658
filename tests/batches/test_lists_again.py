"""A file of a list whose texts were edited, imported again into its collection."""

import csv
import io

import pytest
from django.test import Client

from scoring.models import Assignment, Collection, Import, ModelVersion, Submission
from tests.batches.imports import BANK, DAIRY, imported, read, sent
from tests.conftest import work

pytestmark = pytest.mark.django_db
OIL = "We drill for oil and natural gas and sell crude oil and fuel to refineries."


@pytest.fixture
def rows(member: Client, collection: Collection, model: ModelVersion) -> list[dict[str, str]]:
    """The rows of a list of two companies, the newest first."""
    imported(f"Title,Text\nAcme,{BANK}\nZoo,{DAIRY}\n", collection)
    work()
    text = member.get(f"/collections/{collection.pk}/?format=csv").getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def as_csv(rows: list[dict[str, str]]) -> str:
    lines = io.StringIO()
    writer = csv.DictWriter(lines, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return lines.getvalue()


def said(collection: Collection) -> list[tuple[str, str]]:
    companies = Submission.objects.filter(collection=collection).order_by("pk")
    return list(companies.values_list("title", "text"))


def test_a_company_is_known_by_its_number_and_scored_anew(
    rows: list[dict[str, str]], collection: Collection
) -> None:
    zoo, acme = rows
    acme["Text"] = OIL
    zoo["Title"] = "Zoo Dairy"

    again = imported(as_csv(rows), collection)

    assert (again.stored, again.known, again.corrected, again.bad) == (0, 0, 2, 0)
    assert said(collection) == [("Acme", OIL), ("Zoo Dairy", DAIRY)]
    pending = Assignment.objects.filter(status=Assignment.Status.PENDING)
    assert pending.filter(submission__collection=collection).count() == 2


def test_a_known_company_stays_as_it_is_where_the_person_says_so(
    rows: list[dict[str, str]], collection: Collection
) -> None:
    rows[1]["Text"] = OIL
    made = sent(as_csv(rows), collection)
    made.again = Import.Again.LEAVE
    made.save()

    read(made)

    assert (made.stored, made.known) == (0, 2)
    assert said(collection) == [("Acme", BANK), ("Zoo", DAIRY)]


def test_a_number_alone_makes_no_company_known(
    rows: list[dict[str, str]], collection: Collection
) -> None:
    copied = {**rows[1], "Text": OIL}
    of_another_site = {**rows[0], "Title": "Duck Works", "Text": OIL}

    # A row was copied for a new company, and stands before the one that it was made of
    again = imported(as_csv([copied, *rows, of_another_site]), collection)

    assert (again.stored, again.known, again.corrected, again.bad) == (2, 2, 0, 0)
    assert said(collection)[2:] == [("Acme", OIL), ("Duck Works", OIL)]
