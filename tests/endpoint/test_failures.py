"""The documentation says what follows each kind of failure, and says it as the code does."""

from django.conf import settings

from scoring.endpoint.failures import CONSEQUENCES, Failure, failure_of


def test_every_kind_has_consequences_and_they_are_documented_as_they_are() -> None:
    page = (settings.BASE_DIR / "docs" / "endpoint.md").read_text()

    assert set(CONSEQUENCES) == set(Failure)
    for failure, (again_now, *others) in CONSEQUENCES.items():
        cells = [failure, "yes" if again_now else "no", *others]
        assert f"| {' | '.join(cells)} |\n" in page


def test_the_statuses_in_the_name_of_a_kind_are_those_that_lead_to_it() -> None:
    for status in range(201, 600):
        named = [failure for failure in Failure if str(status) in failure]
        if named:
            assert failure_of(status) is named[0]
