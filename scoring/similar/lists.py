"""Lists of similar companies as pages show them: what an address asks for, and what is found."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.http import QueryDict

from scoring.models import Cluster, ShownClusters, Submission
from scoring.pages import categories, paging
from scoring.similar import nearest as similar_nearest
from scoring.similar.forms import SimilarForm
from scoring.similar.nearest import Nearest, Placed, Similar
from scoring.similar.ranking import Filters
from scoring.tables import writing

SHOWN = (10, 20, 50)
MOST_SEEDS = 10
HEADER = (
    "Score",
    "Id",
    "Title",
    "Category",
    "Cluster",
    "Cluster name",
    "Both mention",
    "Said",
    "Similar to id",
)
FILTERS = ("category", "cluster", "score", "source")


class Asked(NamedTuple):
    """What an address asks for; `form` says what of it is wrong."""

    form: SimilarForm
    filters: Filters
    show: int

    @property
    def is_filtered(self) -> bool:
        return self.filters != similar_nearest.NO_FILTERS or bool(self.form.errors)


class SimilarList(NamedTuple):
    """A list with its filters; `show_next` is the next length, or None at the end.

    `seeds` are the companies that were asked for, `more` and `unfiltered` this address with a
    longer list and without filters, `address` the query string of this very list.
    """

    asked: Asked
    rows: list[tuple[Similar, Cluster | None]]
    nearest: Nearest
    seeds: list[Submission]
    show_next: int | None
    more: str
    unfiltered: str
    address: str


class Seeds(NamedTuple):
    """Companies chosen for “more like these”, and what of the choice could not be used."""

    companies: list[Submission]
    unknown: list[str]
    too_many: bool


def asked(query: QueryDict, clusters: ShownClusters) -> Asked:
    form = SimilarForm(query, categories.known_categories(), clusters)
    form.is_valid()
    wanted = {name: value for name, value in form.cleaned_data.items() if value}
    if form.cleaned_data.get("cluster") is not None:
        wanted["cluster"] = form.cleaned_data["cluster"]
    show = paging.whole_number(query.get("show"))
    return Asked(form, Filters(**wanted), show if show in SHOWN else SHOWN[0])


def like(companies: Sequence[Submission], query: QueryDict, clusters: ShownClusters) -> SimilarList:
    """The companies nearest to these, as the address asks."""
    wanted = asked(query, clusters)
    found = similar_nearest.to_companies(companies, wanted.show, wanted.filters)
    return _listed(wanted, found, list(companies), query, clusters)


def like_text(
    text: str, query: QueryDict, clusters: ShownClusters
) -> tuple[Placed, SimilarList] | None:
    """A pasted text and the companies nearest to it; None while there is no model."""
    wanted = asked(query, clusters)
    placed = similar_nearest.to_text(text, wanted.show, wanted.filters)
    return (placed, _listed(wanted, placed.nearest, [], query, clusters)) if placed else None


def seeds(query: QueryDict) -> Seeds:
    """The companies of `?like=12&like=15`, each once and the first ten."""
    typed = list(dict.fromkeys(query.getlist("like")))
    numbers = {name: paging.whole_number(name) for name in typed[:MOST_SEEDS]}
    known = Submission.objects.in_bulk(
        [number for number in numbers.values() if number is not None]
    )
    companies = {number: known[number] for number in numbers.values() if number in known}
    unknown = [name[:20] for name, number in numbers.items() if number not in known]
    return Seeds(list(companies.values()), unknown, len(typed) > MOST_SEEDS)


def table(found: SimilarList) -> writing.Table:
    """A list of similar companies, for a file."""
    return writing.Table(
        "similar-companies", HEADER, [_cells(each, cluster) for each, cluster in found.rows]
    )


def _cells(each: Similar, cluster: Cluster | None) -> list[Any]:
    company = each.company
    shown = (cluster.number, cluster.name) if cluster else (None, None)
    seed = each.seed.pk if each.seed else None
    cells = [each.score, company.pk, company.title, company.category, *shown]
    return [*cells, ", ".join(each.phrases), each.verdict, seed]


def _listed(
    wanted: Asked,
    found: Nearest,
    companies: list[Submission],
    query: QueryDict,
    clusters: ShownClusters,
) -> SimilarList:
    longer = (
        next((length for length in SHOWN if length > wanted.show), None) if found.has_more else None
    )
    return SimilarList(
        asked=wanted,
        rows=with_clusters(clusters, found.rows),
        nearest=found,
        seeds=companies,
        show_next=longer,
        more=_address(query, [*FILTERS, "like"], longer),
        unfiltered=_address(query, ["like"], None),
        address=_address(query, [*FILTERS, "like"], wanted.show).removeprefix("?"),
    )


def _address(query: QueryDict, kept: list[str], show: int | None) -> str:
    """The query string with these fields alone; empty fields are left out."""
    made = QueryDict(mutable=True)
    for name in kept:
        made.setlist(name, [value for value in query.getlist(name) if value])
    if show:
        made["show"] = str(show)
    return f"?{made.urlencode()}"


def with_clusters(
    clusters: ShownClusters, found: list[Similar]
) -> list[tuple[Similar, Cluster | None]]:
    return [(each, clusters.get(each.cluster)) for each in found]
