"""What lists of similar companies are made from, read once for a page."""

import logging
from collections.abc import Collection
from typing import NamedTuple, Self

from django.db.models import Q, QuerySet

from clustering.closeness import Factors
from clustering.model import Model
from scoring.endpoint import embedded
from scoring.models import (
    Assignment,
    Cluster,
    ModelVersion,
    Scope,
    ShownClusters,
    Submission,
    model_versions,
)
from scoring.models.assignments import DOUBTFUL
from scoring.models.kinds import KIND_FIELDS, ShownKind, shown_kind
from scoring.similar.pairs.meaning import Meaning, factors_of

logger = logging.getLogger(__name__)
Stored = bytes | memoryview | None


class Sources(NamedTuple):
    """The version that gives vectors, and the one that says the clusters, with these as shown.

    Without a remote endpoint both are one version. Companies are looked for in `scope`.
    """

    embedded: ModelVersion | None
    active: ModelVersion | None
    clusters: ShownClusters
    scope: Scope

    @classmethod
    def read(cls, scope: Scope) -> Self:
        active = model_versions.active()
        clusters = ShownClusters.of_version(active)
        return cls.beside(active, clusters, scope)

    @classmethod
    def beside(
        cls,
        active: ModelVersion | None,
        clusters: ShownClusters,
        scope: Scope,
    ) -> Self:
        """For a page that has read the active version and its clusters already."""
        return cls(model_versions.embedded_beside(active), active, clusters, scope)

    def with_vectors(self) -> QuerySet[Assignment]:
        """The assignments that have a vector."""
        rows = Assignment.objects.visible_to(self.scope)
        return rows.filter(version=self.embedded, vector__isnull=False)

    def seeds_of(self, companies: Collection[Submission]) -> dict[int, tuple[Stored, Stored]]:
        """Vector and what is said of companies that are asked for, wherever others are looked for.

        One without a vector is left out.
        """
        rows = Assignment.objects.visible_to(self.scope.widest)
        own = rows.filter(version=self.embedded, vector__isnull=False, submission__in=companies)
        told = own.values_list("submission_id", "vector", "said")
        return {company: (vector, said) for company, vector, said in told}

    def guided(self) -> int:
        """How many numbers of a vector say where a text lies; 0 where all do, or nobody knows."""
        model = self.model()
        # Without kinds of business nothing but its vector is kept of a text
        if model and model.kinds:
            return model.guided
        return 0

    def factors(self) -> Factors:
        """What counts how much, as the version that gives vectors learned it from people."""
        return factors_of(self.embedded)

    def kinds_of(self, companies: Collection[int]) -> dict[int, ShownKind]:
        """The kind of business that each of these companies (by their ids) is shown as."""
        version = self.active or self.embedded
        visible = Assignment.objects.visible_to(self.scope.widest)
        rows = visible.filter(version=version, submission__in=companies)
        told = rows.values_list("submission_id", *KIND_FIELDS)
        return {company: shown_kind(*fields) for company, *fields in told}

    def in_cluster(self, rows: QuerySet[Assignment], number: int) -> QuerySet[Assignment]:
        """Those of `with_vectors` whose companies are shown in a cluster."""
        numbers = self.clusters.numbers_in(number)
        return self._where(rows, Q(shown_cluster__in=numbers))

    def in_sector(self, rows: QuerySet[Assignment], sector: str) -> QuerySet[Assignment]:
        """Those of `with_vectors` whose companies are known to be of a sector."""
        is_known = Q(shown_sector=sector) & ~Q(answer__in=DOUBTFUL)
        return self._where(rows, is_known)

    def _where(self, rows: QuerySet[Assignment], is_shown: Q) -> QuerySet[Assignment]:
        """Those of `with_vectors` of which the active version says so."""
        if self.active == self.embedded:
            return rows.filter(is_shown)
        shown = Assignment.objects.visible_to(self.scope)
        members = shown.filter(is_shown, version=self.active)
        return rows.filter(submission__in=members.values("submission"))

    def clusters_of(self, companies: Collection[int]) -> dict[int, Cluster | None]:
        """The cluster that each company is shown in."""
        visible = Assignment.objects.visible_to(self.scope.widest)
        rows = visible.filter(version=self.active, submission__in=companies)
        numbers = rows.values_list("submission_id", "shown_cluster")
        return {company: self.clusters.get(number) for company, number in numbers}

    def embedded_clusters(self) -> ShownClusters:
        """The clusters of the version that gives vectors."""
        if self.active == self.embedded:
            return self.clusters
        return ShownClusters.of_version(self.embedded)

    def by_itself(self) -> "Sources":
        """As for a text that is sent nowhere: clusters, too, are those of the embedded version."""
        return self._replace(active=self.embedded, clusters=self.embedded_clusters())

    def meaning(self) -> Meaning:
        """What scores under the version that gives vectors mean."""
        return Meaning.of(self.embedded)

    def model(self) -> Model | None:
        """The vectors rank without it; only the reasons need it."""
        if self.embedded is None:
            return None
        try:
            return embedded.model(self.embedded.pk)
        except embedded.NoModelError as error:
            logger.error("%s", error)
            return None
