"""Model versions and their clusters."""

import hashlib
from collections.abc import Mapping
from contextlib import suppress

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from .collections import Collection
from .database.measured import CALIBRATION, COMPOSITION, FIGURES, PHRASES, TolerantJSON
from .database.written import MadeOnce


class ModelVersionQuerySet(models.QuerySet["ModelVersion"]):
    def of_site(self) -> "ModelVersionQuerySet":
        """Without those of collections, which are seen by who sees the collection."""
        return self.exclude(kind=ModelVersion.Kind.MARKET)


class ModelVersion(models.Model):
    """One trained model, or one remote endpoint.

    One embedded version is active at most, and one version of each endpoint; which of them says the
    clusters follows from the settings. A collection's own clusters are a version too, which is
    never active: the one that was accepted last (`activated_at`) is shown on its pages.
    """

    class Kind(models.TextChoices):
        EMBEDDED = "embedded", "embedded model"
        REMOTE = "remote", "remote endpoint"
        MARKET = "market", "own clusters of a collection"

    class State(models.TextChoices):
        """While a version is prepared its rows are scored; then it becomes the active one.

        Of one that is compared they are scored too, so that a person can decide.
        """

        READY = "ready", "ready"
        PREPARING = "preparing", "being prepared"
        COMPARING = "comparing", "being compared"

    kind = models.CharField(max_length=10, choices=Kind)
    collection = models.ForeignKey(
        Collection,
        on_delete=models.CASCADE,
        null=True,
        related_name="divisions",
        help_text="Whose own clusters these are; seen by who sees the collection.",
    )
    state = models.CharField(max_length=10, choices=State, default=State.READY)
    is_active = models.BooleanField(default=False)
    endpoint = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of a remote endpoint's address."
    )
    host = models.CharField(max_length=255, blank=True, help_text="Host of a remote endpoint.")
    preset = models.CharField(max_length=20, blank=True)
    k = models.PositiveIntegerField(
        "clusters", null=True, help_text="Unknown until a remote endpoint has answered."
    )
    k_is_least = models.BooleanField(
        "clusters so far",
        default=False,
        help_text="A remote endpoint told labels alone: there may be more clusters.",
    )
    rows = models.PositiveIntegerField(
        "training rows",
        default=0,
        help_text="Of a remote version: companies that its names were made from.",
    )
    rows_from = models.CharField("trained on", max_length=100, blank=True)
    data_fingerprint = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the training rows."
    )
    settings = TolerantJSON()
    figures = TolerantJSON(shape=FIGURES)
    folds = TolerantJSON(
        "five-fold figures", shape=FIGURES, help_text="On training rows that a fold left out."
    )
    rows_unseen = models.PositiveIntegerField(
        "rows read unseen",
        default=0,
        help_text="Training rows that a model read without having seen them.",
    )
    composition = TolerantJSON(
        shape=COMPOSITION, help_text="Category -> training rows in each cluster."
    )
    libraries = TolerantJSON()
    calibration = TolerantJSON(
        shape=CALIBRATION,
        help_text="How often answers were right that the model gave on texts left out.",
    )
    created_at = models.DateTimeField("made", default=timezone.now)
    activated_at = models.DateTimeField("active since", null=True)

    objects = ModelVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                # All embedded versions have an empty endpoint, so only one of them is active
                fields=["kind", "endpoint"],
                condition=Q(is_active=True),
                name="one_active_version_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"version {self.pk}, {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("model-version", args=[self.pk])


class ModelArtefact(models.Model):
    """A trained model's bytes, in a table of their own so that no list ever loads them."""

    version = models.OneToOneField(
        ModelVersion, on_delete=models.CASCADE, primary_key=True, related_name="artefact"
    )
    data = models.BinaryField()

    def __str__(self) -> str:
        return f"artefact of version {self.version_id}"


# How many colours and shapes of clusters the stylesheet has
LOOKS = 11


class Cluster(models.Model):
    """One of the k groups of a model version."""

    version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="clusters")
    number = models.PositiveIntegerField(help_text="From 0.")
    model_name = models.CharField("name by the model", max_length=100, blank=True)
    given_name = models.CharField(
        "name by a person",
        max_length=100,
        blank=True,
        help_text="Shown instead of the model's name.",
    )
    phrases = TolerantJSON(shape=PHRASES, nothing=list, default=list)
    sector = models.CharField(
        max_length=40,
        blank=True,
        help_text="Of more than half of its training rows, by official name; empty for none.",
    )
    is_hidden = models.BooleanField(
        "hidden", default=False, help_text="Left out of overviews and of the map's legend."
    )
    merged_into = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Number of the cluster that it is shown as; the model's own stays as it is.",
    )
    part_of = models.PositiveIntegerField(
        null=True, blank=True, help_text="Number of the cluster that was opened into this one."
    )
    is_draft = models.BooleanField(
        default=False, help_text="A part that nobody has decided to keep yet."
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="one_cluster_of_a_number")
        ]

    def __str__(self) -> str:
        return self.name or f"Cluster {self.number}"

    @property
    def name(self) -> str:
        """What pages call it; empty where neither a person nor the model has named it."""
        return self.given_name or self.model_name

    @property
    def colour(self) -> int:
        """One of the ten colours of the stylesheet."""
        return self.number % LOOKS

    @property
    def shape(self) -> int:
        """One of the eleven shapes: with the colours they tell 121 clusters apart."""
        # Clusters 3 and 14 have one colour, so each next eleven has its shapes shifted by one
        turn = self.number // LOOKS
        return (self.number + turn) % LOOKS

    def get_absolute_url(self) -> str:
        return reverse("cluster", args=[self.number])


class ClusterChange(models.Model):
    """What a reviewer did to how a cluster is shown, and what it was before: it can be undone."""

    class Kind(models.TextChoices):
        RENAME = "rename", "renamed"
        HIDE = "hide", "hidden"
        SHOW = "show", "shown again"
        MERGE = "merge", "merged"
        SPLIT = "split", "split off again"
        MOVE = "move", "changed by moves"
        OPEN = "open", "opened into parts"
        CLOSE = "close", "made one cluster again"
        DIVIDE = "divide", "made of chosen companies and divided"

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind)
    before = models.JSONField(help_text="Name, hidden and merged as they were.")
    after = models.JSONField()
    reviewer_name = models.CharField(max_length=150)
    made_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.cluster} {self.get_kind_display()} by {self.reviewer_name}"

    def told(self, names: Mapping[int, str]) -> str:
        """What was done to the cluster, as a part of a sentence."""
        # Somebody may have damaged by hand what it was and is
        with suppress(AttributeError, KeyError, TypeError):
            # JSON knows strings alone as keys
            number = str(self.cluster.number)
            was, now = self.before.get(number), self.after.get(number)
            match self.kind:
                case self.Kind.MOVE:
                    return f"changed: {len(self.after['companies'])} moved"
                case self.Kind.OPEN:
                    return f"opened into {len(self.after['clusters'])} parts"
                case self.Kind.RENAME if now["given_name"]:
                    return f"named “{now['given_name']}”"
                case self.Kind.RENAME:
                    return "given the model's name again"
                case self.Kind.MERGE:
                    return f"merged into {names.get(now['merged_into']) or now['merged_into']}"
                case self.Kind.SPLIT:
                    return f"split off from {names.get(was['merged_into']) or was['merged_into']}"
        return self.get_kind_display()


NO_ENDPOINT = ""
ACTIVE = MadeOnce(
    lambda kind, endpoint: ModelVersion.objects.filter(is_active=True, kind=kind, endpoint=endpoint)
)


def active() -> ModelVersion | None:
    """The version that says the clusters.

    It is the remote endpoint's while one is configured, else the embedded one. None before the
    first training, and until a new endpoint has its first version (`start_in_use`).
    """
    if not settings.AML_URL:
        return embedded()
    return _active(ModelVersion.Kind.REMOTE, endpoint_hash(settings.AML_URL))


def embedded() -> ModelVersion | None:
    """The version that gives vectors and similar companies, whatever says the clusters."""
    return _active(ModelVersion.Kind.EMBEDDED, NO_ENDPOINT)


def _active(kind: ModelVersion.Kind, endpoint: str) -> ModelVersion | None:
    versions = ACTIVE.read(kind.value, endpoint)
    return versions[0] if versions else None


def embedded_beside(active: ModelVersion | None) -> ModelVersion | None:
    """As `embedded`, for a page that has read the active one: without an endpoint they are one."""
    return embedded() if settings.AML_URL else active


def being_prepared() -> QuerySet[ModelVersion]:
    """Trained versions whose rows are being scored before they become active."""
    return ModelVersion.objects.filter(
        kind=ModelVersion.Kind.EMBEDDED, state=ModelVersion.State.PREPARING
    )


def being_scored() -> QuerySet[ModelVersion]:
    """With those whose rows are scored only to be compared."""
    return ModelVersion.objects.filter(
        kind=ModelVersion.Kind.EMBEDDED,
        state__in=(ModelVersion.State.PREPARING, ModelVersion.State.COMPARING),
    )


def endpoint_hash(url: str) -> str:
    """What is stored of an endpoint's address, which may hold a key: its SHA-256."""
    return hashlib.sha256(url.encode()).hexdigest()
