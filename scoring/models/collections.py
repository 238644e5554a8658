"""Companies that belong together, who may see them, and the one way in to what is theirs."""

import secrets
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Lookup, Q
from django.db.models.lookups import Exact, In
from django.utils import timezone

# The two that every site has; the migration that made them gave them their keys
CATALOGUE_ID = 1
OPEN_ID = 2


class Scope(NamedTuple):
    """The collections whose companies are looked at now, of all that somebody may see.

    `asked` is what the address says of it, empty while it is all of them. The words of `speaker` on
    pairs count besides those that count for all.
    """

    collections: tuple[int, ...]
    visible: tuple[int, ...]
    asked: str = ""
    speaker: str = ""

    @classmethod
    def of_all(cls, collections: tuple[int, ...]) -> Self:
        """Of these collections, which are all that somebody may see."""
        return cls(collections, collections)

    @property
    def widest(self) -> "Scope":
        """All that the same person may see."""
        return Scope(self.visible, self.visible, speaker=self.speaker)

    @property
    def is_narrow(self) -> bool:
        """Whether it is one person's collection: few companies of many."""
        if len(self.collections) != 1:
            return False
        return self.collections[0] not in (CATALOGUE_ID, OPEN_ID)

    @property
    def query(self) -> str:
        """The address of another page that looks at the same, from the question mark on."""
        if not self.asked:
            return ""
        return f"?in={self.asked}"

    @property
    def more(self) -> str:
        """The same behind other parts of an address."""
        if not self.asked:
            return ""
        return f"&in={self.asked}"

    @property
    def key(self) -> str:
        """Of what is kept for all who look at the same collections."""
        return "-".join(map(str, self.collections))


# For whatever is the same for everybody: models, names of clusters, the figures of the first page
OF_THE_SITE = Scope((CATALOGUE_ID, OPEN_ID), (CATALOGUE_ID, OPEN_ID))


class Unindexed(Func):
    """A column by which SQLite enters no index.

    It takes “one of several collections” for a narrow choice, and would sort a million companies
    rather than read them in the order of the list.
    """

    template = "%(expressions)s"
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)


def in_scope(scope: Scope, column: str) -> Lookup:
    """The condition that the collection in this column is one of those that are looked at."""
    if len(scope.collections) == 1:
        [only] = scope.collections
        number = models.BigIntegerField()
        return Exact(Func(F(column), template="%(expressions)s", output_field=number), only)
    return also_in_scope(scope, column)


def also_in_scope(scope: Scope, column: str) -> Lookup:
    """The same of rows that are found by something narrower, even where it is one collection."""
    return In(Unindexed(F(column), output_field=models.BigIntegerField()), scope.collections)


class ScopedQuerySet(models.QuerySet):
    """Rows of companies; every read for somebody begins with `visible_to`."""

    # Where the collections of a row stand; it is seen by who sees all of them
    collection_columns: tuple[str, ...] = ("collection",)

    def visible_to(self, scope: Scope) -> Self:
        """The rows of companies that somebody looks at now, and no others."""
        return self.filter(*(in_scope(scope, column) for column in self.collection_columns))


class CollectionQuerySet(models.QuerySet["Collection"]):
    def kept(self) -> "CollectionQuerySet":
        """Those that were not deleted."""
        return self.filter(deleted_at__isnull=True)


class Collection(models.Model):
    """Companies that belong together; each company is in exactly one collection.

    One that was deleted is seen by nobody, and can be brought back for 30 days.
    """

    class Kind(models.TextChoices):
        CATALOGUE = "catalogue", "the catalogue"
        OPEN = "open", "the open collection"
        OWN = "own", "somebody's own"

    class Visibility(models.TextChoices):
        PRIVATE = "private", "private"
        LINK = "link", "readable by a secret link"
        PUBLIC = "public", "public"

    kind = models.CharField(
        max_length=10,
        choices=Kind,
        default=Kind.OWN,
        editable=False,
    )
    name = models.CharField(max_length=100)
    description = models.TextField(blank=True)
    # Not taken along by a deleted account: the kept counts would go on counting its companies
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="collections",
    )
    visibility = models.CharField(
        max_length=10,
        choices=Visibility,
        default=Visibility.PRIVATE,
        db_index=True,
    )
    link_token = models.CharField(max_length=64, blank=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)

    objects = CollectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["link_token"],
                condition=~Q(link_token=""),
                name="one_collection_of_a_link",
            ),
            models.CheckConstraint(
                condition=~Q(visibility="link") | ~Q(link_token=""),
                name="a_link_has_a_token",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_own(self) -> bool:
        return self.kind == self.Kind.OWN

    @property
    def alone(self) -> Scope:
        """Its own companies, for whoever was found to see it."""
        return Scope((self.pk,), (self.pk,))


def new_token() -> str:
    """What a secret link ends with: nobody guesses it."""
    return secrets.token_urlsafe(32)


class CollectionShare(models.Model):
    """Somebody who may read a collection besides its owner, or also change it."""

    class Role(models.TextChoices):
        READER = "reader", "may read"
        EDITOR = "editor", "may change"

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="shares")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="collection_shares",
    )
    role = models.CharField(max_length=10, choices=Role, default=Role.READER)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collection", "account"], name="one_share_of_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.get_role_display()} {self.collection}"


class CollectionEvent(models.Model):
    """What somebody did with a collection, for its owner to see."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="events")
    told = models.CharField(max_length=300)
    by_name = models.CharField(max_length=150, help_text="Kept when the account is deleted.")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.told} by {self.by_name}"
