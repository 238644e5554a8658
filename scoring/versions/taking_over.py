"""What a version takes over from the one before: how clusters are shown, and what people said."""

from collections import Counter

from django.db.models import Count, FilteredRelation, Q

from scoring.clusters import display
from scoring.models import Assignment, ModelVersion, Review, Scope, Submission
from scoring.models.collections import OF_THE_SITE
from scoring.queue import changes

Verdict = Assignment.Verdict
# (old cluster, new cluster) -> companies that the models put there
Pairs = Counter[tuple[int, int]]


def take_over(before: ModelVersion, version: ModelVersion) -> None:
    """Carry display and reviews over to the clusters that have the same members."""
    # Verdicts on it wait from here on, and are then refused: each one is carried over, or was not
    # stored
    ModelVersion.objects.select_for_update(no_key=True).get(pk=before.pk)
    # It loads SciPy, which a web process does without
    from clustering.matching import match

    same = match(shared_members(before, version, OF_THE_SITE))
    display.carry_over(before, version, same)
    reviewed = before.assignments.exclude(verdict=Verdict.UNREVIEWED).order_by("pk")
    after = 0
    while chunk := list(reviewed.filter(pk__gt=after)[: changes.ROWS_AT_ONCE]):
        carry_verdicts(chunk, version, same)
        carry_words(chunk, version)
        after = chunk[-1].pk


def shared_members(before: ModelVersion, version: ModelVersion, scope: Scope) -> Pairs:
    """How many submissions stand in each pair of clusters, as the two models said."""
    of_before = Q(assignments__version=before)
    of_version = Q(assignments__version=version)
    companies = Submission.objects.visible_to(scope).annotate(
        old=FilteredRelation("assignments", condition=of_before),
        new=FilteredRelation("assignments", condition=of_version),
    )
    in_both = companies.filter(
        old__cluster__isnull=False,
        new__cluster__isnull=False,
    )
    pairs = in_both.values_list("old__cluster", "new__cluster").order_by()
    shared: Pairs = Counter()
    for old, new, members in pairs.annotate(members=Count("pk")):
        shared[old, new] = members
    return shared


def carry_verdicts(
    reviewed: list[Assignment],
    version: ModelVersion,
    same: dict[int, int],
) -> None:
    """Have companies stand where people said that they belong.

    That is the cluster that has taken that one's place, of which `same` tells. Where none has, the
    company is unreviewed again. What fitted none of the old clusters does not fit one that has
    taken the place of any; nobody has said a word on others.
    """
    right: dict[int, int | None] = {}
    fitted_none = set()
    for row in reviewed:
        if row.fits_none:
            fitted_none.add(row.submission_id)
        elif row.shown_cluster is not None:
            right[row.submission_id] = same.get(row.shown_cluster)
    known = set(same.values())

    def carry(row: Assignment) -> None:
        target = right.get(row.submission_id)
        if row.submission_id in fitted_none and row.cluster in known:
            row.show_in(None)
            row.verdict = Verdict.WRONG
        elif target is None:
            row.show_in(row.cluster)
            row.verdict = Verdict.UNREVIEWED
        else:
            row.show_in(target)
            is_confirmed = row.cluster == target
            row.verdict = Verdict.CONFIRMED if is_confirmed else Verdict.WRONG

    companies = [row.submission_id for row in reviewed]
    rows = version.assignments.filter(submission__in=companies)
    changes.change_rows(rows, carry, ["shown_cluster", "centre_distance", "verdict"])


def carry_words(reviewed: list[Assignment], version: ModelVersion) -> None:
    """Keep who said it and when, under the new version too, where the verdict went over."""
    reviews = Review.objects.filter(assignment__in=reviewed).order_by("pk")
    last = {review.assignment_id: review for review in reviews}
    said_of = {row.submission_id: last.get(row.pk) for row in reviewed}
    rows = version.assignments.filter(submission__in=said_of)
    went_over = rows.exclude(verdict=Verdict.UNREVIEWED)
    carried = []
    for row in went_over:
        said = said_of[row.submission_id]
        if said is None:
            continue
        is_wrong = row.verdict == Verdict.WRONG
        review = Review(
            assignment=row,
            verdict=row.verdict,
            cluster=row.shown_cluster if is_wrong else None,
            note=f"Carried over from version {reviewed[0].version_id}.",
            reviewer_id=said.reviewer_id,
            reviewer_name=said.reviewer_name,
            # It was said then, and counts for that day
            made_at=said.made_at,
        )
        carried.append(review)
    Review.objects.bulk_create(carried)
