"""Many rows are written as one by one, numbered in their order."""

import pytest
from django.db import IntegrityError, connection, transaction

from scoring.models import Assignment, ModelVersion, Submission
from scoring.models.collections import OF_THE_SITE
from scoring.models.database.inserting import another, insert

pytestmark = pytest.mark.django_db


def companies(*titles: str) -> list[Submission]:
    return [Submission(title=title, text=f"{title} says “äöü”\t\\N\n.") for title in titles]


def test_rows_are_stored_with_all_that_they_say_and_know_their_numbers() -> None:
    new = companies("One", "Two", "Three")
    with transaction.atomic():
        insert(new)

    stored = Submission.objects.visible_to(OF_THE_SITE).order_by("pk")
    names = [field.attname for field in Submission._meta.concrete_fields]
    assert [[getattr(row, name) for name in names] for row in stored] == [
        [getattr(row, name) for name in names] for row in new
    ]


def test_rows_that_come_later_have_other_numbers() -> None:
    with transaction.atomic():
        insert(first := companies("One", "Two"))
        insert(second := companies("Three"))
    last = Submission.objects.create(title="Four", text="Says something.")

    numbers = [row.pk for row in (*first, *second, last)]
    assert numbers == sorted(set(numbers))


def test_numbers_and_bytes_and_lists_come_back_as_they_were(model: ModelVersion) -> None:
    row = Assignment.objects.filter(version=model, vector__isnull=False).first()
    assert row
    before = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    row.delete()
    row.pk = None
    with transaction.atomic():
        insert([row])

    [stored] = Assignment.objects.filter(submission=row.submission_id, version=model)
    for name, value in before.items():
        if name != "id":
            assert _plain(getattr(stored, name)) == _plain(value)


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def test_what_may_stand_once_is_refused_as_anywhere(model: ModelVersion) -> None:
    row = Assignment.objects.filter(version=model).first()
    assert row
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([row])

    assert Assignment.objects.filter(submission=row.submission_id, version=model).count() == 1


@pytest.mark.sqlite
def test_the_words_of_many_rows_are_written_down_together() -> None:
    before = runs_of_words()
    with transaction.atomic():
        insert(companies(*map(str, range(300))))

    assert runs_of_words() - before <= 1


def test_an_object_like_a_blank_one_has_a_company_of_its_own(model: ModelVersion) -> None:
    blank = Assignment(version=model)
    one, other = another(blank), another(blank)
    one.submission, other.submission = companies("One", "Two")

    assert (one.submission.title, other.submission.title) == ("One", "Two")
    assert blank.submission_id is None
    assert one.version == other.version == model


def runs_of_words() -> int:
    """How many sorted runs of words stand in the index beside each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(DISTINCT segid) FROM scoring_submission_words_idx")
        return int(cursor.fetchone()[0])


def test_no_rows_are_no_statement() -> None:
    with connection.execute_wrapper(_refuse):
        insert([])


def _refuse(*arguments: object) -> None:
    raise AssertionError("something was asked of the database")
