"""Rows that wait for work: who may take one, and for how long."""

import uuid
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from .collections import ScopedQuerySet

FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(hours=24)
# So often may a worker die over a row before the row is taken for the reason
MOST_DEATHS = 3
# Clocks of several machines may differ by so much; beyond, a time that is yet to come is a mistake
CLOCKS_DIFFER = timedelta(minutes=1)


def doubled(attempts: int) -> timedelta:
    """The wait after so many attempts; none after none."""
    if not attempts:
        return timedelta(0)
    # Ten doublings are over the longest wait already, and a timedelta has an end
    doublings = min(attempts - 1, 10)
    return min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)


class Lease(NamedTuple):
    """Who holds rows, since when and until when."""

    id: uuid.UUID
    begun: datetime
    until: datetime

    @classmethod
    def lasting(cls, seconds: float) -> "Lease":
        """A new lease from now on; no other has its id."""
        now = timezone.now()
        return cls(uuid.uuid4(), now, now + timedelta(seconds=seconds))


class QueuedQuerySet(ScopedQuerySet):
    # Of assignments; jobs are the site's own
    def pending(self) -> "QueuedQuerySet":
        return self.filter(status="pending")

    def leased(self) -> "QueuedQuerySet":
        """Pending, and somebody holds it; a lease that is yet to begin is none."""
        now = timezone.now()
        return self.pending().filter(
            Q(leased_at__isnull=True) | Q(leased_at__lte=now + CLOCKS_DIFFER),
            leased_until__gte=now,
        )

    def deadly(self) -> "QueuedQuerySet":
        """Pending, and as many as may have died over it: nobody gave it back any of those times."""
        return self.pending().filter(leased_until__lt=timezone.now(), deaths__gte=MOST_DEATHS - 1)

    def due(self) -> "QueuedQuerySet":
        """Pending, its time has come, nobody holds it, and it may be tried again."""
        now = timezone.now()
        free = Q(leased_until__isnull=True) | Q(leased_at__gt=now + CLOCKS_DIFFER)
        died_too_seldom = Q(leased_until__lt=now, deaths__lt=MOST_DEATHS - 1)
        return self.pending().filter(free | died_too_seldom, next_attempt_at__lte=now)

    def claim(self, limit: int, seconds: float) -> list:
        """Lease up to `limit` due rows to the caller; no two callers get the same row.

        PostgreSQL skips rows that another worker is locking. SQLite takes its write lock when the
        transaction begins, so there the same lines are safe as they stand.
        """
        # On SQLite a transaction takes the write lock at once, so none begins for nothing
        if not self.due().exists():
            return []
        lease = Lease.lasting(seconds)
        every = self.model._default_manager
        with transaction.atomic():
            free = self.due().select_for_update(skip_locked=True, of=("self",))
            first = free.order_by("next_attempt_at", "pk").only("deaths", "leased_until")[:limit]
            deaths = {row.pk: row.deaths + row.is_lease_over(lease.begun) for row in first}
            # What may kill its worker once more is tried alone
            last_try = []
            for pk, number in deaths.items():
                if number == MOST_DEATHS - 1:
                    last_try.append(pk)
            claimed = every.filter(pk__in=last_try[:1] or list(deaths))
            claimed.filter(leased_until__lt=lease.begun).update(deaths=F("deaths") + 1)
            claimed.update(
                lease=lease.id,
                leased_at=lease.begun,
                leased_until=lease.until,
            )
        return list(every.filter(lease=lease.id).order_by("pk"))

    def give_back(self) -> int:
        """End the leases of these; whoever does that has not died over them."""
        return self.update(lease=None, leased_at=None, leased_until=None, deaths=0)

    def hold_on(self, seconds: float) -> int:
        """Have their leases last for so long from now on.

        They begin anew: had only their end moved, a clock that was wrong could hold them for years.
        """
        lease = Lease.lasting(seconds)
        return self.update(leased_at=lease.begun, leased_until=lease.until)

    def bring_forward(self) -> int:
        """Make due what is put off beyond any wait, as by a clock that was wrong."""
        now = timezone.now()
        beyond = now + LONGEST_WAIT + CLOCKS_DIFFER
        return self.pending().filter(next_attempt_at__gt=beyond).update(next_attempt_at=now)

    def held(self, lease: uuid.UUID | None) -> "QueuedQuerySet":
        """What a lease still holds: a row whose lease ran out may be somebody else's by now."""
        # Else it would be all that nobody holds
        if lease is None:
            return self.none()
        return self.pending().filter(lease=lease)


class Queued(models.Model):
    """A row of work with its attempts and its lease.

    Methods change the object alone. Callers store it: assignments by `queue/changes.py`, which
    moves the counts along, jobs by `save`.
    """

    status = models.CharField(max_length=10, default="pending", editable=False)
    attempts = models.PositiveIntegerField(default=0, editable=False)
    # A day from here it is given up
    first_attempt_at = models.DateTimeField(null=True, editable=False)
    # What failed before the endpoint's last valid answer comes back
    failed_at = models.DateTimeField(null=True, editable=False)
    next_attempt_at = models.DateTimeField(default=timezone.now, editable=False)
    lease = models.UUIDField(null=True, editable=False, db_index=True)
    # A lease that is yet to begin was given by a clock that was wrong, and holds nothing
    leased_at = models.DateTimeField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    # Leases in a row that ran out, for a worker that lives gives them back
    deaths = models.PositiveSmallIntegerField(default=0, editable=False)
    reason = models.TextField(blank=True, editable=False)

    objects = QueuedQuerySet.as_manager()

    class Meta:
        abstract = True

    def postpone(self, reason: str, wait: timedelta | None = None) -> None:
        """Note an attempt that failed but may succeed later.

        The next one comes after 10 s, doubling to 1 h; after 24 h it is given up.
        """
        now = timezone.now()
        # One that is yet to come is of a clock that was wrong
        self.first_attempt_at = min(self.first_attempt_at or now, now)
        self.attempts += 1
        self.reason = reason
        if now - self.first_attempt_at >= GIVE_UP_AFTER:
            self.status, self.failed_at = "failed", now
        self.next_attempt_at = now + (doubled(self.attempts) if wait is None else wait)
        self.release()

    def give_up(self, reason: str) -> None:
        """Note a failure that waiting cannot help.

        To `come_back` makes sense at once at first, then ever later.
        """
        now = timezone.now()
        self.next_attempt_at = now + doubled(self.attempts)
        self.attempts += 1
        self.reason = reason
        self.status, self.failed_at = "failed", now
        self.release()

    def come_back(self) -> None:
        """Be tried once more, with what was tried before kept in mind."""
        self.status, self.failed_at = "pending", None
        self.next_attempt_at = timezone.now()
        self.release()

    def put_back(self) -> None:
        """Start over as if it had never been tried."""
        self.status, self.failed_at = "pending", None
        self.attempts = 0
        self.first_attempt_at = None
        self.next_attempt_at = timezone.now()
        self.reason = ""
        self.release()

    def give_up_deadly(self, reason: str) -> None:
        """Note that workers died over it; it never comes back by itself."""
        self.give_up(reason)
        self.deaths = MOST_DEATHS

    def is_lease_over(self, now: datetime) -> bool:
        """Whether somebody held it and never gave it back: mostly a worker that was killed."""
        return self.leased_until is not None and self.leased_until < now

    def lease_to(self, lease: Lease) -> None:
        self.lease, self.leased_at, self.leased_until = lease

    def release(self) -> None:
        """Give it back; whoever does that has not died over it."""
        self.lease = self.leased_at = self.leased_until = None
        self.deaths = 0


class Job(Queued):
    """Long work that is no single score, such as to train a version or to prepare one."""

    class Kind(models.TextChoices):
        TRAIN = "train", "train a model version"
        PREPARE = "prepare", "prepare a model version"
        EXECUTE = "execute", "carry out a batch execution"
        IMPORT = "import", "read a table"
        MAIL = "mail", "send a link for a lost password"
        DIVIDE = "divide", "divide a collection"

    class Status(models.TextChoices):
        PENDING = "pending", "pending"
        DONE = "done", "done"
        FAILED = "failed", "failed"

    status = models.CharField(
        max_length=10,
        choices=Status,
        default=Status.PENDING,
        editable=False,
    )
    kind = models.CharField(max_length=20, choices=Kind)
    version = models.ForeignKey(
        "scoring.ModelVersion",
        on_delete=models.CASCADE,
        null=True,
        related_name="jobs",
        help_text="Once there is one.",
    )
    options = models.JSONField(default=dict, help_text="What to train, or which batch execution.")
    position = models.BigIntegerField(default=0, help_text="The last submission that is done.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                # A job to train has no version yet, so several may wait
                fields=["kind", "version"],
                condition=Q(status="pending"),
                name="one_pending_job_per_version",
            )
        ]

    def hold(self, seconds: float) -> None:
        """Have no other worker take it for so long from now on; stored at once."""
        Job.objects.filter(pk=self.pk).hold_on(seconds)

    def __str__(self) -> str:
        version = ""
        if self.version_id:
            version = f" {self.version_id}"
        return f"{self.get_kind_display()}{version}, {self.status}"
