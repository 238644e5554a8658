"""Lists of companies, filtered as an address says, with counts beside the choices."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import QueryDict

from clustering.marking import Segment
from scoring.companies.facets import count_facets
from scoring.companies.filters import CompanyFilter
from scoring.models import Cluster, ModelVersion, ShownClusters, Submission
from scoring.models.search import terms
from scoring.pages import categories, paging
from scoring.pages.paging import Page
from scoring.search import highlighting
from scoring.tables import writing

# In the order in which `_cells` takes them apart
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
    """A company of a list, and the cluster that it is shown in.

    The words that were looked for are marked in the title, and in an excerpt of the text, which is
    empty without words, or without any of them there.
    """

    company: Submission
    cluster: Cluster | None
    title: list[Segment]
    excerpt: list[Segment]


class CompanyList(NamedTuple):
    """One page of a list with its filters.

    `total` is how many companies pass them, as `1,234` or `1,000+`; `address` is the query string
    of the filters, to which a page's key is added.
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
    """The part of a list that an address asks for, newest first.

    With a `cluster` it is the list of that one, whatever the address says of clusters.
    """
    wanted = _wanted(query, version, clusters, cluster)
    facets = count_facets(wanted, version)
    for name, counts in facets.counts.items():
        choices = wanted.filters[name].extra["choices"]
        labelled = [(value, counts.label(value, label)) for value, label in choices]
        wanted.form.fields[name].choices = labelled
    words = wanted.clean_values().get("q", "")
    # Only an excerpt needs the texts
    companies = wanted.qs.defer(None) if words else wanted.qs
    page = paging.page(companies, query)
    looked_for = terms(words)
    lines = []
    for company in page.companies:
        shown = clusters.get(company.shown_cluster)
        title = highlighting.marked(company.title, looked_for)
        excerpt = highlighting.excerpt(company.text, looked_for) if looked_for else []
        lines.append(Line(company, shown, title, excerpt))
    address = QueryDict(mutable=True)
    for name in wanted.filters:
        # The page of a cluster has the cluster in its path
        is_in_path = name == "cluster" and cluster is not None
        if wanted.data.get(name) and not is_in_path:
            address[name] = wanted.data[name]
    return CompanyList(wanted, facets.total, lines, page, address.urlencode())


def list_table(
    query: QueryDict,
    version: ModelVersion | None,
    clusters: ShownClusters,
    cluster: int | None = None,
) -> writing.Table:
    """A whole list for a file, of the same companies as `list_page`."""
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


def companies_table(companies: QuerySet[Submission], clusters: ShownClusters) -> writing.Table:
    """Companies that were read `under` a version, with the clusters that they are shown in."""
    return writing.Table("companies", HEADER, _cells(companies, clusters))


def _cells(companies: QuerySet[Submission], clusters: ShownClusters) -> Iterator[list[Any]]:
    # Chunk by chunk, for a list may have a million companies
    for stored in companies.values_list(*FIELDS).iterator(chunk_size=1000):
        *company, number, status, verdict, source, sent_at = stored
        cluster = clusters.get(number)
        shown = (cluster.number, cluster.name) if cluster else (number, None)
        sent = sent_at.isoformat(timespec="seconds")
        yield [*company, *shown, status, verdict, source, sent]
