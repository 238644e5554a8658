"""Lists of similar companies as pages and files show them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString

from scoring.collections.scopes import ASKED
from scoring.kinds.sureness import in_words
from scoring.models import Cluster, Submission
from scoring.models.kinds import KIND_HEADER, NO_KIND
from scoring.own_columns.columns import OwnColumns
from scoring.similar.examples import LESS, LIKE, MOST, NEW, TEXT, TEXT_ROLE, UNLIKE, Examples
from scoring.similar.forms import SimilarQuery
from scoring.similar.moves import with_moves
from scoring.similar.nearest import Nearest, Similar, nearest_to_seeds
from scoring.similar.pairs.meaning import Meaning
from scoring.similar.rows import all_rows, links_to
from scoring.similar.seeds import Seed, stored_seeds
from scoring.similar.sources import Sources
from scoring.tables import writing
from scoring.tables.headers import column_names

HEADER = (
    "Score",
    "Closeness",
    "Id",
    "Title",
    "Category",
    "Cluster",
    "Cluster name",
    "Both mention",
    "Said",
    "Similar to id",
    *KIND_HEADER,
    "How sure",
)
# What an address has besides the length
FILTERS = ("category", "cluster", "score", "source")
EXAMPLES = (LIKE, UNLIKE, NEW)
# Of those that say the same, links
MOST_COPIES = 20


class SimilarList(NamedTuple):
    """What is nearest, what asked for it, and the companies that were asked for.

    `meaning` says what the scores mean, `examples` how many were asked for or against; the
    `unplaced` of them say nothing.
    """

    query: SimilarQuery
    asked_for: list[Submission]
    nearest: Nearest
    meaning: Meaning
    examples: int = 1
    unplaced: Sequence[Submission] = ()

    @property
    def rows(self) -> list[Similar]:
        return self.nearest.rows

    @property
    def copies_html(self) -> SafeString:
        """The first of those that are probably the same company."""
        return links_to(self.nearest.near_duplicates[:MOST_COPIES])

    @property
    def strong_html(self) -> SafeString:
        """Those that are close or related, with their twins."""
        weak = {row.company.pk for row in self.weak}
        strong = [row for row in self.rows if row.company.pk not in weak]
        return all_rows(strong, self.examples)

    @property
    def weak_html(self) -> SafeString:
        return all_rows(self.weak, self.examples)

    @property
    def weak(self) -> list[Similar]:
        """Those that pages fold: a twin stands with the first of them, whatever its own score."""
        words = {row.company.pk: row.word for row in self.rows}
        weak = []
        for row in self.rows:
            first = row.twin_of or row.company.pk
            if words[first] == "weak":
                weak.append(row)
        return weak

    @property
    def show_next(self) -> int | None:
        """The next length, or None at the end."""
        if not self.nearest.has_more:
            return None
        return self.query.next_length

    @property
    def more(self) -> str:
        """Where a longer list is."""
        return "?" + self.query.address(*FILTERS, *EXAMPLES, length=self.show_next)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What forms that change the examples send along, so that filters and length stay."""
        query = self.query.query
        kept = []
        for name in (*FILTERS, ASKED, "show"):
            kept += [(name, value) for value in query.getlist(name) if value]
        return kept

    @property
    def unfiltered(self) -> str:
        return "?" + self.query.address(*EXAMPLES)

    @property
    def address(self) -> str:
        """The query string of this very list."""
        return self.query.address(*FILTERS, *EXAMPLES, length=self.query.length)


def similar_to_examples(
    examples: Examples,
    query: QueryDict,
    sources: Sources,
    text: Sequence[Seed] = (),
) -> SimilarList:
    """What the address or form asks for; a text is one of the examples, in the role it says."""
    more = stored_seeds(examples.more, sources)
    less = stored_seeds(examples.less, sources)
    placed = set()
    for seed in [*more, *less]:
        if seed.company:
            placed.add(seed.company.pk)
    if query.get(TEXT_ROLE) == LESS:
        less += text
    else:
        more += text
    wanted = SimilarQuery(query, sources.clusters, sources.scope)
    nearest = nearest_to_seeds(more, sources, wanted.length, wanted.filters, less)
    rows = with_moves(nearest.rows, more, less, examples.new, sources)
    return SimilarList(
        query=wanted,
        asked_for=examples.more,
        nearest=nearest._replace(rows=rows),
        meaning=sources.meaning(),
        examples=len(more) + len(less),
        unplaced=[company for company in examples.companies if company.pk not in placed],
    )


def similar_to_seeds(
    seeds: Sequence[Seed],
    asked_for: list[Submission],
    query: SimilarQuery,
    sources: Sources,
) -> SimilarList:
    """As `similar_to_examples`, for one text that may be stored nowhere."""
    nearest = nearest_to_seeds(seeds, sources, query.length, query.filters)
    return SimilarList(query, asked_for, nearest, sources.meaning())


def address_of(query: QueryDict) -> str:
    """Where the list of these examples is, without a text, which stands in no address."""
    kept = QueryDict(mutable=True)
    for name in (*FILTERS, ASKED, "show", *EXAMPLES):
        values = []
        for value in query.getlist(name):
            if value not in ("", TEXT):
                values.append(value)
        if values:
            kept.setlist(name, values)
    page = reverse("similar")
    if not kept:
        return page
    return f"{page}?{kept.urlencode()}"


def collections_of(listed: SimilarList) -> set[int]:
    """Those of all companies that a file of the list tells of."""
    nearest = listed.nearest
    shown = [similar.company for similar in nearest.rows]
    companies = [*listed.asked_for, *nearest.near_duplicates, *shown]
    return {company.collection_id for company in companies if company.collection_id}


def similar_table(listed: SimilarList, sources: Sources) -> writing.Table:
    """A list of similar companies, for a file."""
    ids = [similar.company.pk for similar in listed.rows]
    kinds = sources.kinds_of(ids)
    own = OwnColumns.of_scope(sources.scope).with_companies(ids)
    rows: list[list[Any]] = []
    for similar in listed.rows:
        company = similar.company
        cluster = similar.cluster
        kind = kinds.get(company.pk, NO_KIND)
        cells = [
            similar.score,
            similar.word,
            company.pk,
            company.title,
            company.category,
            cluster.number if cluster else None,
            cluster.name if cluster else None,
            ", ".join(similar.phrases),
            similar.verdict,
            similar.seed.pk if similar.seed else None,
            *kind,
            in_words(kind, cluster),
            *own.cells(company.pk),
        ]
        rows.append(cells)
    names = [*HEADER, *own.names]
    header = column_names(names, len(names))
    return writing.Table("similar-companies", header, rows)


def nearest_as_data(nearest: Nearest, sources: Sources) -> dict[str, list[dict[str, Any]]]:
    """The same company told again, and the similar ones, as plain data for programs."""
    listed = [similar.company for similar in nearest.rows]
    companies = [*nearest.near_duplicates, *listed]
    ids = [company.pk for company in companies]
    kinds = sources.kinds_of(ids)
    own = OwnColumns.of_scope(sources.scope).with_companies(ids)
    data: dict[int, dict[str, Any]] = {}
    for company in companies:
        kind = kinds.get(company.pk, NO_KIND)
        data[company.pk] = {
            "id": company.pk,
            "address": company.whole_address,
            "title": company.title,
            **kind._asdict(),
            "own_columns": own.texts(company.pk),
        }
    similar_data = []
    for similar in nearest.rows:
        closeness = {
            "score": similar.score,
            "closeness": similar.word,
            "cluster": cluster_as_data(similar.cluster),
            "phrases": similar.phrases,
        }
        similar_data.append(data[similar.company.pk] | closeness)
    same_data = [data[company.pk] for company in nearest.near_duplicates]
    return {"same": same_data, "similar": similar_data}


def notes(chosen: Examples, listed: SimilarList) -> list[str]:
    """What of the examples could not be used, in sentences for programs."""
    told = [f"There is no company {typed!r} here, so it was left out." for typed in chosen.unknown]
    if chosen.too_many:
        told.append(f"Only the first {MOST} of the companies that you chose are used.")
    for company in listed.unplaced:
        told.append(f"{company.title} has no place, so it is left out.")
    return told


def cluster_as_data(cluster: Cluster | None) -> dict[str, Any] | None:
    if not cluster:
        return None
    return {"number": cluster.number, "name": cluster.name}
