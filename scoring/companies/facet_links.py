"""The filters of a list as links that set and unset them, with counts beside."""

from collections.abc import Iterable
from html import escape
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser, User
from django.utils.html import format_html
from django.utils.safestring import SafeString

from scoring.companies.addresses import ListAddress
from scoring.companies.facets import Counts, Facets
from scoring.companies.filters import GUESSED, NONE, CompanyFilter
from scoring.models.assignments import DOUBTFUL, KNOWN
from scoring.own_columns.filters import parted
from scoring.pages.paging import whole_number

# Longer lists fold the rest
SHOWN = 8
DOT = '<svg class="dot c{}" viewBox="-10 -10 20 20" aria-hidden="true"><use href="#s{}"/></svg>'
LINK = '<a href="{}"{}>{}<bdi>{}</bdi><span class="n">{}</span></a>\n'
LARGEST_FIRST = ("sector", "segment", "cluster", "category", "tag")
# One choice of these parts those that have it from all others
TELLING_ALONE = ("tag", "note")
# Of which the choices are what companies have
AS_COUNTED = ("segment", "tag")
TITLES = {
    "sector": "Sector",
    "cluster": "Cluster",
    "segment": "Kind of business",
    "category": "Category",
    "tag": "Tag",
    "note": "Note",
    "answer": "How sure",
    "status": "State",
    "source": "Where from",
    "review": "Review",
}
# What is known is what such a list shows without being asked
PARTS = (("Sure or probable", None, KNOWN), ("Not sure", GUESSED, DOUBTFUL))
NAMES = {
    "pending": "Waiting",
    "scored": "Scored",
    "unplaced": "Too little to say",
    "failed": "Failed",
    "form": "Sent here",
    "catalogue": "Built in",
    "import": "From a file",
    "unreviewed": "Not reviewed",
    "confirmed": "Confirmed",
    "wrong": "Corrected",
}


class Choice(NamedTuple):
    """One link; `dot` is the shape of a cluster."""

    value: str
    address: str
    label: str
    companies: str
    is_set: bool
    dot: str


class Facet(NamedTuple):
    """The choices of one filter, the most frequent ones first; `more` of them are folded."""

    name: str
    title: str
    choices: list[Choice]
    more: list[Choice]

    @property
    def links(self) -> SafeString:
        """Those in sight; in a template they take several times as long."""
        return _links(self.choices)

    @property
    def more_links(self) -> SafeString:
        return _links(self.more)

    @property
    def is_set(self) -> bool:
        # What is set comes first
        return bool(self.choices) and self.choices[0].is_set


class Applied(NamedTuple):
    """What leaves somebody out, and the address without it."""

    label: str
    address: str


class Part(NamedTuple):
    """One of the two parts of a list: what is known to be in it, and guesses."""

    label: str
    companies: str
    address: str
    is_set: bool


def offered_to(user: User | AnonymousUser) -> list[str]:
    """The filters that are links for somebody: what was reviewed is for reviewers."""
    may_review = user.has_perm("scoring.change_submission")
    return [name for name in TITLES if name != "review" or may_review]


def facet_links(
    wanted: CompanyFilter,
    facets: Facets,
    address: ListAddress,
    names: Iterable[str],
) -> list[Facet]:
    """The filters of these names that part the companies, and those that are set."""
    links = []
    for name in names:
        choices = _choices(wanted, facets.counts[name], address, name)
        least = 1 if name in TELLING_ALONE else 2
        is_set = any(choice.is_set for choice in choices)
        if len(choices) >= least or is_set:
            facet = Facet(
                name=name,
                title=TITLES.get(name) or parted(name)[1],
                choices=choices[:SHOWN],
                more=choices[SHOWN:],
            )
            links.append(facet)
    return links


def parts(facets: Facets, address: ListAddress) -> list[Part]:
    """Both parts of a list that shows what is known unless it is asked for the other.

    None where no company is a guess.
    """
    counts = facets.counts["answer"]
    asked = address.said.get("answer")
    if not asked and not any(counts.totals.get(answer) for answer in DOUBTFUL):
        return []
    told = []
    for label, choice, answers in PARTS:
        total = sum(counts.totals.get(answer or NONE, 0) for answer in answers)
        part = Part(
            label=label,
            companies=f"{total:,}+" if counts.is_least else f"{total:,}",
            address=address.changed(answer=choice),
            is_set=asked == choice,
        )
        told.append(part)
    return told


def _choices(
    wanted: CompanyFilter,
    counts: Counts,
    address: ListAddress,
    name: str,
) -> list[Choice]:
    asked = address.said.get(name)
    is_own = name not in TITLES
    offered = wanted.choices(name)
    if name in AS_COUNTED:
        # Of hundreds only those that companies have, and the one that is asked for
        names = dict.fromkeys(counts.totals)
        if clean := wanted.clean_values().get(name):
            names[clean] = None
        labels = dict(offered)
        offered = [(value, labels.get(value, value)) for value in names]
    choices = []
    for value, label in offered:
        is_set = value == asked
        if not is_set and not counts.may_have(value):
            continue
        cluster = None
        if name == "cluster":
            cluster = wanted.clusters.get(whole_number(value))
        # The link of a choice that is set takes it back
        change = {name: None if is_set else value}
        choice = Choice(
            value=value,
            address=address.changed(**change),
            label=label if is_own else NAMES.get(value, label),
            companies=counts.words(value),
            is_set=is_set,
            dot=format_html(DOT, cluster.colour, cluster.shape) if cluster else "",
        )
        choices.append(choice)
    if is_own or name in LARGEST_FIRST:
        choices.sort(key=lambda choice: -counts.totals.get(choice.value, 0))
    # What is set stays in sight
    return sorted(choices, key=lambda choice: not choice.is_set)


def _links(choices: Iterable[Choice]) -> SafeString:
    links = []
    for _, address, label, companies, is_set, dot in choices:
        current = ' aria-current="true"' if is_set else ""
        links.append(LINK.format(escape(address), current, dot, escape(label), companies))
    return SafeString("".join(links))


def applied(wanted: CompanyFilter, address: ListAddress) -> list[Applied]:
    """One for each filter that is set, but for the words, which stand in their box."""
    shown = []
    for name, value in address.filters.items():
        if name == "q" or name in wanted.form.errors:
            continue
        label = dict(wanted.choices(name)).get(value, value)
        is_own = parted(name)[0]
        label = label if is_own else NAMES.get(value, label)
        if is_own or name in ("reads", "sent_from", "sent_until"):
            label = f"{wanted.form.fields[name].label}: {label}"
        without = address.changed(**{name: None})
        shown.append(Applied(label, without))
    return shown
