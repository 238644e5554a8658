"""A verdict that is given while another version takes over is carried over, or it is refused;
none gets lost.
"""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from scoring.models import ModelVersion, Review
from scoring.review.verdicts import ReviewError
from scoring.versions import activation
from tests.conftest import work
from tests.versions.small_site import activate, members, review, row_of


@pytest.mark.django_db
def test_a_verdict_on_a_version_that_is_not_active_any_more_is_refused(
    first: ModelVersion, second: ModelVersion
) -> None:
    row = members(first, "Health Care")[0]
    activate(second)

    with pytest.raises(ReviewError, match="Another model version has become active"):
        review(row, "confirmed")

    assert not Review.objects.exists()
    assert (
        row_of(row.submission, first).verdict
        == row_of(row.submission, second).verdict
        == "unreviewed"
    )


@pytest.mark.django_db(transaction=True)
def test_a_verdict_that_is_being_stored_while_a_version_takes_over_is_carried_over(
    first: ModelVersion, second: ModelVersion, staff: User
) -> None:
    row = members(first, "Health Care")[0]
    activation.prepare(second)
    is_given, may_end = threading.Event(), threading.Event()

    def say() -> None:
        with transaction.atomic():
            review(row, "confirmed", reviewer=staff)
            is_given.set()
            may_end.wait(5)
        connection.close()

    def take_over() -> None:
        is_given.wait(5)
        threading.Timer(0.3, may_end.set).start()
        work()
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda each: each(), [say, take_over]))

    second.refresh_from_db()
    assert second.is_active
    assert row_of(row.submission, second).verdict == "confirmed"
