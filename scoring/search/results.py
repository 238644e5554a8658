"""What a page of search results shows of each company."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from clustering.marking import Piece
from scoring.kinds.names import KindLinks, links_of
from scoring.kinds.sureness import in_words
from scoring.models import Cluster, ModelVersion, ShownClusters, Submission
from scoring.models.assignments import DOUBTFUL
from scoring.models.kinds import KIND_FIELDS, ShownKind, shown_kind
from scoring.models.search import Term, cleaned, terms
from scoring.own_columns.columns import OwnColumns
from scoring.search import highlighting
from scoring.search.conditions import parts_of
from scoring.similar.lists import cluster_as_data


class Result(NamedTuple):
    """A company with what matched marked: its title, and the line of its text."""

    company: Submission
    title: list[Piece]
    line: list[Piece]
    cluster: Cluster | None
    kind: ShownKind

    @property
    def sureness(self) -> str:
        """In words how sure a reader may be of the kind of business."""
        return in_words(self.kind, self.cluster).replace(" %", "\N{NO-BREAK SPACE}%")

    @property
    def known_kind(self) -> KindLinks | None:
        """None where it would be a guess."""
        if self.kind.answer in DOUBTFUL:
            return None
        return links_of(self.kind)

    def as_data(self) -> dict[str, Any]:
        return {
            "id": self.company.pk,
            "address": self.company.whole_address,
            "title": self.company.title,
            **self.kind._asdict(),
            "cluster": cluster_as_data(self.cluster),
            "line": "".join(piece.text for piece in self.line),
        }


def results_of(
    ids: Sequence[int],
    asked: str,
    own: OwnColumns,
    version: ModelVersion | None,
    clusters: ShownClusters,
) -> list[Result]:
    """The companies in the same order; one that was deleted meanwhile is left out."""
    words = cleaned(asked)
    looked_for, parts = terms(words), parts_of(words)
    visible = Submission.objects.visible_to(own.scope).filter(pk__in=ids)
    under = visible.under(version.pk if version else None).defer(None)
    kinds = [f"current__{name}" for name in KIND_FIELDS]
    told = under.values_list("pk", "title", "text", "shown_cluster", *kinds)
    beside = own.with_companies(ids)
    results = {}
    for pk, title, text, cluster, *kind in told:
        line = highlighting.excerpt(text, looked_for, parts)
        own_texts = beside.texts(pk)
        if own_texts and not highlighting.has_all(f"{title} {text}", looked_for):
            # It was found by what stands beside its text
            line = _own_line(own_texts, looked_for) or line
        results[pk] = Result(
            company=Submission(pk=pk, title=title),
            title=highlighting.marked(title, looked_for, parts),
            line=line or highlighting.beginning(text),
            cluster=clusters.get(cluster),
            kind=shown_kind(*kind),
        )
    return [results[pk] for pk in ids if pk in results]


def _own_line(texts: Mapping[str, str], looked_for: Sequence[Term]) -> list[Piece]:
    """The first of a company's own columns with any of the words; empty where none has."""
    for name, text in texts.items():
        if line := highlighting.excerpt(text, looked_for):
            return [Piece(f"{name}: ", is_marked=False), *line]
    return []
