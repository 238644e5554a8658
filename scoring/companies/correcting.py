"""Companies whose sender says something else of them now: corrected, and scored anew if need be."""

from collections.abc import Mapping

from django.db import transaction

from scoring.endpoint import versions
from scoring.models import Assignment, EarlierText, Submission
from scoring.models.submissions import fingerprint
from scoring.queue import assignments
from scoring.queue.changes import ROWS_AT_ONCE, change_rows

FIELDS = ("title", "category", "industry", "text")
# What a model looks at
SCORED = ("title", "category", "text")


def correct(changes: Mapping[int, Mapping[str, str]], by_name: str) -> set[int]:
    """As `rewrite`, by a file.

    An empty value changes nothing: who says less of a company does not unsay the rest.
    """
    said = {}
    for company, values in changes.items():
        said[company] = {name: value for name, value in values.items() if value}
    return rewrite(said, by_name)


@transaction.atomic
def rewrite(changes: Mapping[int, Mapping[str, str]], by_name: str) -> set[int]:
    """Give companies (by their ids) new values of FIELDS; returns those that really differ.

    What they said before is kept. Reviews stay. What a model looks at is scored anew.
    """
    companies = Submission.objects.select_for_update().filter(pk__in=changes).order_by("pk")
    changed: list[Submission] = []
    earlier: list[EarlierText] = []
    scored_anew: list[int] = []
    categories: dict[int, str] = {}
    for company in companies:
        before = {name: getattr(company, name) for name in FIELDS}
        after = {**before, **changes[company.pk]}
        different = {name for name in FIELDS if after[name] != before[name]}
        if not different:
            continue
        earlier.append(EarlierText(submission=company, by_name=by_name, **before))
        changed.append(company)
        if not different.isdisjoint(SCORED):
            scored_anew.append(company.pk)
        if "category" in different:
            categories[company.pk] = after["category"]
        for name in different:
            setattr(company, name, after[name])
        company.fingerprint = fingerprint(company.title, company.category, company.text)
    EarlierText.objects.bulk_create(earlier, batch_size=ROWS_AT_ONCE)
    Submission.objects.bulk_update(changed, [*FIELDS, "fingerprint"], batch_size=ROWS_AT_ONCE)
    if categories:

        def set_category(row: Assignment) -> None:
            row.category = categories[row.submission_id]

        rows = Assignment.objects.filter(submission__in=categories)
        change_rows(rows, set_category, ["category"])
    in_use = Assignment.objects.filter(version__in=versions.in_use())
    assignments.put_back(in_use.filter(submission__in=scored_anew))
    return {company.pk for company in changed}
