"""The rows of a page of companies: all that a template writes, ready to be written.

A page has fifty of them, so that a template that looks things up takes most of the time.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from clustering.kinds.sureness import SURE, UNSURE
from clustering.marking import Piece
from scoring.kinds.sureness import LABELS, in_words
from scoring.models import Assignment, Cluster, ShownClusters, Submission
from scoring.models.assignments import DOUBTFUL, distances_to_all
from scoring.models.kinds import KIND_FIELDS, ShownKind, shown_kind
from scoring.models.search import Term
from scoring.search import highlighting

# Characters of a text without words that were looked for; no screen shows more in a line
OF_TEXT = 200
# Of words that come again in row after row, each escaped once
MOST_KEPT = 1_000
# What a row is made of; models would take longer
FIELDS = (
    "pk",
    "title",
    "category",
    "industry",
    "source",
    "sent_at",
    "status",
    "shown_cluster",
    "verdict",
    "all_distances",
    "says",
    *(f"current__{name}" for name in KIND_FIELDS),
)
OF_KIND = slice(len(FIELDS) - len(KIND_FIELDS), len(FIELDS))
# As parts/cluster.html, which takes too long for fifty rows
CLUSTER = (
    '<a class="cluster" href="{}"><svg class="dot c{}" viewBox="-10 -10 20 20" aria-hidden="true">'
    '<use href="#s{}"/></svg><span>{}</span></a>'
)
NO_CLUSTER = SafeString('<span class="soft">No cluster</span>')
DOUBT = '<span class="chip unsure">{}</span>'
BELOW = '<span class="how">{}</span>'
# Nothing is to be seen where nearly all rows would say it
SURE_UNSEEN = SafeString('<span class="hidden">Sure</span>')
STATES = {
    Assignment.Status.PENDING: SafeString("Waiting"),
    Assignment.Status.FAILED: SafeString("Failed"),
}
# A template that asks for each cell of each row takes a third of the page's time
CELLS = {
    "clusters": '<td role="cell" class="seg">',
    "category": '<td role="cell" class="only-wide" dir="auto">',
    "word": '<td role="cell" class="how">',
    "source": '<td role="cell" class="only-wide soft">',
    "day": '<td role="cell" class="only-wide soft n">',
}
# Filters that tell where all companies of a list belong
NAMING = frozenset({"cluster", "sector", "category"})
REVIEWS = (Assignment.Verdict.CONFIRMED, Assignment.Verdict.WRONG)
REVIEWED = SafeString("Reviewed")
NOTHING = SafeString("")
SOURCES = {
    Submission.Source.FORM: SafeString("Sent here"),
    Submission.Source.CATALOGUE: SafeString("Built in"),
    Submission.Source.IMPORT: SafeString("From a file"),
}


class Row(NamedTuple):
    """A company; all words are escaped.

    `clusters` is the one that shows it, with its kind of business where that is no guess; where
    clusters alone are told and the model is not sure, it is followed by the second nearest. `word`
    is how sure a reader may be, or why there is nothing to be sure of. `mark` says the same below
    the cluster, where it is not simply sure. What all rows of a list would say above their kinds
    or industries, its filters say alone.
    """

    number: str
    address: SafeString
    name: SafeString
    title: SafeString
    line: SafeString
    is_chosen: bool
    clusters: SafeString
    category: SafeString
    word: SafeString
    source: SafeString
    day: SafeString
    mark: SafeString

    @property
    def marked_clusters(self) -> str:
        if self.clusters is NO_CLUSTER and self.mark:
            return self.mark
        return f"{self.clusters}{self.mark}"

    @property
    def names_cluster(self) -> bool:
        """Whether `clusters` has more than a kind of business."""
        return 'class="cluster"' in self.clusters

    @property
    def is_sure(self) -> bool:
        return self.mark is SURE_UNSEEN


def rows_of(
    companies: Sequence[Any],
    clusters: ShownClusters,
    looked_for: Sequence[Term],
    chosen: Collection[int],
    said: Collection[str],
) -> list[Row]:
    """Companies with their FIELDS; `said` are the filters that stand above them."""
    above = reverse("history")
    links: dict[int, SafeString] = {}
    rows = []
    of_one_cluster = _is_said(said, [each.shown_cluster for each in companies])
    of_one_category = _is_said(said, [each.category for each in companies])
    for company in companies:
        cluster = clusters.get(company.shown_cluster)
        kind = shown_kind(*company[OF_KIND])
        segment = "" if kind.answer in DOUBTFUL else kind.segment
        is_between = kind.answer == UNSURE and not kind.sector
        second = _second(company, cluster, clusters) if is_between else None
        title, line = _title_and_line(company, looked_for)
        word = _word(company, kind, cluster, second)
        row = Row(
            number=str(company.pk),
            address=SafeString(f"{above}{company.pk}/"),
            name=_plain(company.title),
            title=title,
            line=line,
            is_chosen=company.pk in chosen,
            clusters=(of_one_cluster and _below(segment))
            or _clusters(links, cluster, second, segment),
            category=(of_one_category and _below(company.industry))
            or _category(company.category, company.industry),
            word=word,
            source=SOURCES[company.source],
            day=SafeString(f"{company.sent_at.day} {company.sent_at:%b %Y}"),
            mark=_mark(word, kind, second),
        )
        rows.append(row)
    return rows


def _is_said(said: Collection[str], values: Sequence[Any]) -> bool:
    """Whether filters tell where companies belong, and all have the same value."""
    return not NAMING.isdisjoint(said) and len(values) > 1 and len(set(values)) == 1


def _word(
    company: Any,
    kind: ShownKind,
    cluster: Cluster | None,
    second: Cluster | None,
) -> SafeString:
    if company.verdict in REVIEWS:
        return REVIEWED
    if not kind.answer:
        # Without a row it waits for a model
        return STATES.get(company.status or Assignment.Status.PENDING, NOTHING)
    words = in_words(kind, cluster, second)
    if kind.answer in DOUBTFUL:
        return format_html(DOUBT, words)
    return _often(words)


def _mark(word: SafeString, kind: ShownKind, second: Cluster | None) -> SafeString:
    """What a row says below its cluster: a guess never looks like knowledge."""
    if not word:
        return NOTHING
    if word is REVIEWED:
        return format_html(BELOW, word)
    if kind.answer == SURE:
        return SURE_UNSEEN
    # Both clusters stand above it
    doubt = format_html(DOUBT, LABELS[UNSURE]) if second else word
    return format_html(BELOW, doubt)


@lru_cache(MOST_KEPT)
def _often(text: str) -> SafeString:
    return _plain(text)


@lru_cache(MOST_KEPT)
def _category(category: str, industry: str) -> SafeString:
    return _plain(category) + _below(industry)


@lru_cache(MOST_KEPT)
def _below(text: str) -> SafeString:
    """A second line of a cell: the kind of business under the cluster or the category."""
    if not text:
        return NOTHING
    return SafeString(f'<span class="cut small soft">{escape(text)}</span>')


def _clusters(
    links: dict[int, SafeString],
    first: Cluster | None,
    second: Cluster | None,
    segment: str,
) -> SafeString:
    """Each of them is written once, into `links`."""
    if first is None:
        return NO_CLUSTER
    for cluster in (first, second):
        if cluster and cluster.number not in links:
            links[cluster.number] = format_html(
                CLUSTER,
                cluster.get_absolute_url(),
                cluster.colour,
                cluster.shape,
                cluster.name or "Unnamed cluster",
            )
    if second is None:
        return links[first.number] + _below(segment)
    return SafeString(f"{links[first.number]}<br>or {links[second.number]}")


def _second(
    company: Any,
    first: Cluster | None,
    clusters: ShownClusters,
) -> Cluster | None:
    """The nearest cluster beside the one that shows a company; None where nothing tells it."""
    distances = distances_to_all(json.loads(company.all_distances))
    numbers = range(len(distances))
    for number in sorted(numbers, key=distances.__getitem__):
        cluster = clusters.get(number)
        # The next ones may be merged into the first
        if cluster is not first:
            return cluster
    return None


def _title_and_line(company: Any, looked_for: Sequence[Term]) -> tuple[SafeString, SafeString]:
    """With what was looked for marked; the line is where most of that stands, or the beginning."""
    title = _plain(company.title)
    line = _plain(company.says[:OF_TEXT])
    if looked_for:
        title = _marked(highlighting.marked(company.title, looked_for))
        excerpt = highlighting.excerpt(company.says, looked_for)
        if excerpt:
            line = _marked(excerpt)
    return title, line


def _marked(pieces: Iterable[Piece]) -> SafeString:
    """Pieces of a text, with those that were looked for marked."""
    written = []
    for text, is_marked in pieces:
        escaped = escape(text)
        written.append(f"<mark>{escaped}</mark>" if is_marked else escaped)
    return SafeString("".join(written))


def _plain(text: str) -> SafeString:
    """As Django's own `escape`, which also asks whether it is lazy."""
    return SafeString(escape(text))
