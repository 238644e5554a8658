"""Lists of companies as pages show them:
filtered as the address says, with counts beside the choices.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import QueryDict

from clustering.marking import Segment
from scoring.companies import facets
from scoring.companies.filters import CompanyFilter
from scoring.models import Cluster, ModelVersion, ShownClusters, Submission
from scoring.models.search import Term, terms
from scoring.pages import categories, paging
from scoring.pages.paging import Page
from scoring.search import highlighting
from scoring.tables import writing

FIELDS = (
    "pk",
    "title",
    "category",
    "industry",
    "text",
    "shown_cluster",
    "status",
    "verdict",
    "source",
    "sent_at",
)
HEADER = ["Id", "Title", "Category", "Industry", "Text"]
HEADER += ["Cluster", "Cluster name", "Status", "Review", "Source", "Sent"]


class Line(NamedTuple):
    """A company of a list, its shown cluster, and where the words stand that were looked for: in
    the title, and in a part of the text (empty without words, or without any of them there).
    """

    company: Submission
    cluster: Cluster | None
    title: list[Segment]
    excerpt: list[Segment]


class CompanyList(NamedTuple):
    """One page of a list with its filters; `total` is how many companies pass them, as `1,234` or
    `1,000+`.

    `address` is the query string of the filters, to which a page's key is added.
    """

    wanted: CompanyFilter
    total: str
    lines: list[Line]
    page: Page
    address: str

    @property
    def is_filtered(self) -> bool:
        return bool(self.address)

    @property
    def has_filters(self) -> bool:
        """Besides words."""
        return bool(set(QueryDict(self.address)) - {"q"})


def list_page(
    query: QueryDict,
    version: ModelVersion | None,
    clusters: ShownClusters,
    cluster: int | None = None,
) -> CompanyList:
    """The part of a list that an address asks for, newest first."""
    wanted = _wanted(query, version, clusters, cluster)
    found = facets.of(wanted, version)
    _add_counts(wanted, found, clusters)
    words = wanted.asked().get("q", "")
    page = paging.page(wanted.qs.defer(None) if words else wanted.qs, query)
    lines = [_line(company, clusters, terms(words)) for company in page.companies]
    return CompanyList(wanted, found.total, lines, page, _address(wanted, cluster))


def list_table(
    query: QueryDict,
    version: ModelVersion | None,
    clusters: ShownClusters,
    cluster: int | None = None,
) -> writing.Table:
    """A whole list, for a file."""
    wanted = _wanted(query, version, clusters, cluster)
    return companies_table(wanted.qs.order_by("-pk"), clusters)


def _wanted(
    query: QueryDict,
    version: ModelVersion | None,
    clusters: ShownClusters,
    cluster: int | None,
) -> CompanyFilter:
    """What an address asks for: companies under a version, or those of one of its clusters."""
    asked = query.copy()
    if cluster is not None:
        asked["cluster"] = str(cluster)
    companies = Submission.objects.under(version.pk if version else None)
    return CompanyFilter(asked, companies, categories.known_categories(), clusters)


def _add_counts(chosen: CompanyFilter, found: facets.Facets, clusters: ShownClusters) -> None:
    names = {str(number): name for number, name in clusters.names.items()}
    for field, counts in found.counts.items():
        choices = chosen.filters[field].extra["choices"]
        labels = [
            (value, names.get(value, label) if field == "cluster" else label)
            for value, label in choices
        ]
        chosen.form.fields[field].choices = [
            (value, counts.label(value, label)) for value, label in labels
        ]


def _line(company: Any, clusters: ShownClusters, looked_for: list[Term]) -> Line:
    excerpt = highlighting.excerpt(company.text, looked_for) if looked_for else []
    return Line(
        company,
        clusters.get(company.shown_cluster),
        highlighting.marked(company.title, looked_for),
        excerpt,
    )


def _address(chosen: CompanyFilter, cluster: int | None) -> str:
    made = QueryDict(mutable=True)
    for name in chosen.filters:
        if chosen.data.get(name) and not (name == "cluster" and cluster is not None):
            made[name] = chosen.data[name]
    return made.urlencode()


def companies_table(companies: QuerySet[Submission], clusters: ShownClusters) -> writing.Table:
    """Companies that were read `under` a version, with the clusters that they are shown in."""
    rows = companies.values_list(*FIELDS).iterator(chunk_size=1000)
    return writing.Table("companies", HEADER, (_company(row, clusters) for row in rows))


def _company(row: Sequence[Any], clusters: ShownClusters) -> list[Any]:
    *cells, number, status, verdict, source, sent_at = row
    cluster = clusters.get(number)
    shown = (cluster.number, cluster.name) if cluster else (number, None)
    return [*cells, *shown, status, verdict, source, sent_at.isoformat(timespec="seconds")]
