"""What a person or a program can do with a company: submit it, score it again, delete it."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from types import MappingProxyType

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from scoring.endpoint import versions as endpoint_versions
from scoring.endpoint import waiting_pages
from scoring.models import Assignment, Sender, Submission, model_versions
from scoring.models.collections import OPEN_ID
from scoring.models.database.inserting import insert
from scoring.models.submissions import fingerprint
from scoring.models.tallies import Key
from scoring.models.work import Lease
from scoring.pages import storage
from scoring.queue import assignments
from scoring.queue.ahead import Ahead
from scoring.queue.changes import ROWS_AT_ONCE, TALLIED, counted, move_counts


def submit(
    *,
    title: str,
    category: str,
    text: str,
    request_key: str = "",
    collection: int = OPEN_ID,
    sender: str = "",
) -> Submission:
    """Store a company from the form with its score; the same form sent twice is one submission.

    A remote endpoint is asked once it is stored; what the embedded model says is stored with it.
    Its `sender`, if one is given, may change it in the open collection.
    """
    company = Submission(
        collection_id=collection,
        title=title,
        category=category,
        text=text,
        source=Submission.Source.FORM,
        fingerprint=fingerprint(title, category, text),
        request_key=request_key,
    )
    # Held by this request from the start, so that no worker takes the row while the page waits
    lease = Lease.lasting(assignments.lease_seconds())
    new = [
        assignments.scored_or_leased(company, version, lease)
        for version in endpoint_versions.start_in_use()
    ]
    try:
        _store_together(company, new, sender)
    except IntegrityError:
        # The same form came before, and that request has it scored
        return Submission.objects.get(
            collection=collection, request_key=request_key, fingerprint=company.fingerprint
        )
    if any(assignment.lease for assignment in new):
        _score_now(company, lease)
    return company


@transaction.atomic
def _store_together(
    company: Submission,
    new: Sequence[Assignment],
    sender: str,
) -> None:
    """One short turn to write, for which others may wait."""
    company.save(force_insert=True)
    assignments.add_all(new)
    if sender and company.collection_id == OPEN_ID:
        Sender.objects.create(submission=company, sender=sender)


def store(companies: Sequence[Submission], ahead: Ahead = MappingProxyType({})) -> None:
    """Store companies from a file, with what was scored of them ahead; the worker does the rest."""
    versions = endpoint_versions.start_in_use()
    with transaction.atomic():
        insert(companies)
        for version in versions:
            assignments.add(companies, version, ahead.get(version.pk, {}))


def score_again(company: Submission) -> None:
    """Put the company's rows under the versions in use back, and wait as the form does."""
    lease = Lease.lasting(assignments.lease_seconds())
    with transaction.atomic():
        # Two clicks come one after the other; what the first one holds, the second leaves alone
        Submission.objects.select_for_update().get(pk=company.pk)
        rows = company.assignments.filter(version__in=endpoint_versions.in_use())
        leased = rows.leased().values("pk")
        assignments.put_back(rows.exclude(pk__in=leased), lease)
    _score_now(company, lease)


def rescore(rows: QuerySet[Assignment]) -> int:
    """Put rows back into the queue for the worker, but none that somebody is scoring.

    Returns how many.
    """
    done = after = 0
    # On from the last id, and not from the first that is left: what is put back stays in `rows`
    free = rows.filter(lease__isnull=True).order_by("pk").values_list("pk", flat=True)
    while ids := list(free.filter(pk__gt=after)[:ROWS_AT_ONCE]):
        done += assignments.put_back(Assignment.objects.filter(pk__in=ids))
        after = ids[-1]
    return done


def _score_now(company: Submission, lease: Lease) -> None:
    """Score what this request holds; after its wait the row is the worker's at once.

    The company is stored by now, so that a score which cannot be is no failure: the worker takes it
    up once the lease has run out.
    """
    with storage.doing_without(f"the score of company {company.pk}"):
        for row in company.assignments.held(lease.id).select_related("version"):
            with waiting_pages.place(row.version) as has_place:
                if has_place:
                    wait = settings.AML_PAGE_WAIT
                    assignments.score([row], wait, wait_after_timeout=timedelta(0))
                else:
                    assignments.hand_over([row])


@transaction.atomic
def delete(companies: QuerySet[Submission]) -> int:
    """Delete companies for good, with all that was ever said of them; returns how many."""
    ids = sorted(companies.values_list("pk", flat=True))
    starts = range(0, len(ids), ROWS_AT_ONCE)
    chunks = [ids[start : start + ROWS_AT_ONCE] for start in starts]
    # Locked first, so that no row under another version is added meanwhile
    locked = Submission.objects.select_for_update().order_by("pk").only("pk")
    for chunk in chunks:
        list(locked.filter(pk__in=chunk))
    gone: Counter[Key] = Counter()
    for chunk in chunks:
        rows = Assignment.objects.select_for_update(of=("self",)).filter(submission__in=chunk)
        gone += counted(rows.order_by("pk").only(*TALLIED))
    # Once, and after all rows: see `changes.lock`
    move_counts(gone, Counter())
    for chunk in chunks:
        Submission.objects.filter(pk__in=chunk).delete()
    return len(ids)


def may_score_again(company: Submission, user: User | AnonymousUser) -> bool:
    """Anybody may have a waiting or failed score tried again; staff any."""
    if user.is_staff:
        return True
    version = model_versions.active()
    if version is None:
        return False
    without_score = (Assignment.Status.PENDING, Assignment.Status.FAILED)
    return company.assignments.filter(version=version, status__in=without_score).exists()
