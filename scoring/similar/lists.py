"""Lists of similar companies as pages and files show them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.safestring import SafeString

from scoring.kinds.sureness import in_words
from scoring.models import Cluster, Scope, Submission
from scoring.models.kinds import KIND_HEADER, NO_KIND
from scoring.pages import paging
from scoring.similar.forms import SimilarForm
from scoring.similar.nearest import Nearest, Similar, nearest_to_seeds
from scoring.similar.pairs.meaning import Meaning
from scoring.similar.rows import all_rows
from scoring.similar.seeds import Seed, stored_seeds
from scoring.similar.sources import Sources
from scoring.tables import writing

MOST_CHOSEN = 10
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
CHOSEN = "like"


class SimilarList(NamedTuple):
    """What is nearest, the form that asked for it, and the companies that were asked for.

    `meaning` says what the scores mean.
    """

    form: SimilarForm
    asked_for: list[Submission]
    nearest: Nearest
    meaning: Meaning

    @property
    def rows(self) -> list[Similar]:
        return self.nearest.rows

    @property
    def strong_html(self) -> SafeString:
        """Those that are close or related, with their twins."""
        weak = {row.company.pk for row in self.weak}
        strong = [row for row in self.rows if row.company.pk not in weak]
        return all_rows(strong, self.asked_for)

    @property
    def weak_html(self) -> SafeString:
        return all_rows(self.weak, self.asked_for)

    @property
    def weak(self) -> list[Similar]:
        """Those that pages fold: a twin stands with the first of them, whatever its own score."""
        words = {row.company.pk: row.word for row in self.rows}
        return [row for row in self.rows if words[row.twin_of or row.company.pk] == "weak"]

    @property
    def show_next(self) -> int | None:
        """The next length, or None at the end."""
        return self.form.next_length if self.nearest.has_more else None

    @property
    def more(self) -> str:
        """Where a longer list is."""
        return "?" + self.form.address(*FILTERS, CHOSEN, length=self.show_next)

    @property
    def unfiltered(self) -> str:
        return "?" + self.form.address(CHOSEN)

    @property
    def address(self) -> str:
        """The query string of this very list."""
        return self.form.address(*FILTERS, CHOSEN, length=self.form.length)


class Chosen(NamedTuple):
    """Companies chosen for “more like these”, and what of the choice could not be used."""

    companies: list[Submission]
    unknown: list[str]
    too_many: bool


def similar_to(companies: Sequence[Submission], query: QueryDict, sources: Sources) -> SimilarList:
    """The companies nearest to these, as the address asks."""
    seeds = stored_seeds(companies, sources)
    form = SimilarForm(query, sources.clusters, sources.scope)
    return similar_to_seeds(seeds, list(companies), form, sources)


def similar_to_seeds(
    seeds: Sequence[Seed],
    asked_for: list[Submission],
    form: SimilarForm,
    sources: Sources,
) -> SimilarList:
    """As `similar_to`, for texts that may be stored nowhere."""
    nearest = nearest_to_seeds(seeds, sources, form.length, form.filters)
    return SimilarList(form, asked_for, nearest, sources.meaning())


def chosen_companies(query: QueryDict, scope: Scope) -> Chosen:
    """The companies of `?like=12&like=15`, each once and the first ten."""
    # Each once, in the order in which they were chosen
    typed = list(dict.fromkeys(query.getlist(CHOSEN)))
    numbers = {name: paging.whole_number(name) for name in typed[:MOST_CHOSEN]}
    wanted = [pk for pk in numbers.values() if pk is not None]
    stored = Submission.objects.visible_to(scope.widest).in_bulk(wanted)
    companies: dict[int, Submission] = {}
    unknown = []
    for name, pk in numbers.items():
        if pk is not None and pk in stored:
            companies[pk] = stored[pk]
        else:
            unknown.append(name[:20])
    return Chosen(
        companies=list(companies.values()),
        unknown=unknown,
        too_many=len(typed) > MOST_CHOSEN,
    )


def collections_of(listed: SimilarList) -> set[int]:
    """Those of all companies that a file of the list tells of."""
    nearest = listed.nearest
    shown = [similar.company for similar in nearest.rows]
    companies = [*listed.asked_for, *nearest.near_duplicates, *shown]
    return {company.collection_id for company in companies if company.collection_id}


def similar_table(listed: SimilarList, sources: Sources) -> writing.Table:
    """A list of similar companies, for a file."""
    kinds = sources.kinds_of([similar.company.pk for similar in listed.rows])
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
        ]
        rows.append(cells)
    return writing.Table("similar-companies", HEADER, rows)


def nearest_as_data(nearest: Nearest, sources: Sources) -> dict[str, list[dict[str, Any]]]:
    """The same company told again, and the similar ones, as plain data for programs."""
    listed = [similar.company for similar in nearest.rows]
    companies = [*nearest.near_duplicates, *listed]
    kinds = sources.kinds_of([company.pk for company in companies])
    data = {
        company.pk: {
            "id": company.pk,
            "address": company.whole_address,
            "title": company.title,
            **kinds.get(company.pk, NO_KIND)._asdict(),
        }
        for company in companies
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


def cluster_as_data(cluster: Cluster | None) -> dict[str, Any] | None:
    return {"number": cluster.number, "name": cluster.name} if cluster else None
