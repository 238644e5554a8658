"""Which companies of a list an address asks for: a query, or messages beside the fields."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django_filters import CharFilter, ChoiceFilter, FilterSet

from clustering.kinds.sureness import ANSWERS
from scoring.kinds.names import READABLE
from scoring.kinds.sureness import LABELS
from scoring.models import (
    Assignment,
    CompanyNote,
    CompanyTag,
    ModelVersion,
    ShownClusters,
    Submission,
    assignments,
)
from scoring.models.search import LONGEST, cleaned, matching_or_segments, terms
from scoring.models.submissions import SubmissionQuerySet
from scoring.own_columns.columns import OwnColumns
from scoring.own_columns.filters import IS, NOTHING, own_filters, parted
from scoring.own_columns.words import companies_having
from scoring.pages.days import DayFilter, midnight
from scoring.review import disagreements
from scoring.search.kinds import segments_called
from scoring.tags.forms import normalised
from scoring.tags.reading import NOTED, having

# What an address says for companies without a category or a cluster
NONE = "none"
UNKNOWN: dict[str, Any] = {
    "empty_label": "Any",
    "error_messages": {"invalid_choice": "There is no such choice; choose one from the list."},
}
# How sure a reader may be: each answer, and the two parts of pages of clusters and sectors
KNOWN, GUESSED = "known", "guessed"
HOW_SURE = [
    *((answer, LABELS[answer]) for answer in ANSWERS),
    (NONE, "Not told"),
    (KNOWN, "Sure or probable"),
    (GUESSED, "Not sure, or too little to say"),
]
# What a page shows of a cluster or a sector unless it is asked for something else
KNOWN_FIRST = {"answer": KNOWN}


class CompanyFilter(FilterSet):
    """Submissions that were read `under` a version, by words and by what is said of them.

    An empty field leaves nobody out, and so does one with a mistake, which its form names.
    """

    q = CharFilter(method="having_words", label="Words", max_length=LONGEST)
    category = ChoiceFilter(method="of_category", label="Category", **UNKNOWN)
    industry = CharFilter(label="Industry", max_length=200)
    cluster = ChoiceFilter(method="of_cluster", label="Cluster", **UNKNOWN)
    sector = ChoiceFilter(
        method="of_sector",
        label="Sector",
        choices=[*READABLE.items(), (NONE, "No sector")],
        **UNKNOWN,
    )
    segment = CharFilter(method="of_segment", label="Kind of business", max_length=60)
    reads = ChoiceFilter(method="of_reading", label="Reads like", **UNKNOWN)
    status = ChoiceFilter(
        method="of_choice", label="Status", choices=Assignment.Status.choices, **UNKNOWN
    )
    answer = ChoiceFilter(method="of_answer", label="How sure", choices=HOW_SURE, **UNKNOWN)
    source = ChoiceFilter(
        method="of_choice", label="Source", choices=Submission.Source.choices, **UNKNOWN
    )
    review = ChoiceFilter(
        method="of_choice", label="Review", choices=Assignment.Verdict.choices, **UNKNOWN
    )
    tag = CharFilter(method="of_tag", label="Tag", max_length=200)
    note = ChoiceFilter(
        method="of_note",
        label="Note",
        choices=[(NOTED, "With a note"), (NONE, "Without one")],
        **UNKNOWN,
    )
    sent_from = DayFilter(method="from_day", label="Sent from")
    sent_until = DayFilter(method="until_day", label="Sent until")

    def __init__(
        self,
        data: QueryDict,
        queryset: SubmissionQuerySet,
        categories: Sequence[str],
        clusters: ShownClusters,
        own: OwnColumns,
        version: ModelVersion | None,
    ) -> None:
        super().__init__(data, queryset)
        self.version = version
        self.scope = own.scope
        self.categories = categories
        self.clusters = clusters
        self.own = own
        # Name of an own column -> its few values, for those that have links
        self.own_choices: Mapping[str, Mapping[str, str]] = {}
        self.filters |= own_filters(data, own)
        offered = [(name, name) for name in categories]
        asked = data.get("category", "")
        # A rare category can be asked for too, though it is not offered
        is_name = asked not in ("", NONE) and "\0" not in asked
        if is_name and asked not in categories:
            offered.append((asked, asked))
        self.filters["category"].extra["choices"] = [*offered, (NONE, "No category")]
        shown = [(str(each.number), each.name or "Unnamed cluster") for each in clusters]
        in_clusters = [*shown, (NONE, "No cluster")]
        self.filters["cluster"].extra["choices"] = in_clusters
        self.filters["reads"].extra["choices"] = in_clusters

    def without(self, name: str) -> "CompanyFilter":
        """The same but for one filter."""
        data = QueryDict(mutable=True)
        data.update(self.data.dict())
        data.pop(name, None)
        return CompanyFilter(
            data, self.queryset, self.categories, self.clusters, self.own, self.version
        )

    def choices(self, name: str) -> list[tuple[str, str]]:
        """What can be said of a filter, with words for it; nothing of words and days."""
        if name == "segment":
            # The others have their own names
            return [(NONE, "No kind of business")]
        how, column = parted(name)
        if how:
            choices = self.own_choices.get(column, {}) if how == IS else {}
            return [*choices.items(), (NOTHING, "Nothing")]
        offered: list[tuple[str, str]] = self.filters[name].extra.get("choices", [])
        return offered

    def clean_values(self) -> dict[str, Any]:
        """What leaves somebody out: filter -> clean value."""
        if not any(self.data.get(name) for name in self.filters):
            # The form takes a while to make
            return {}
        # Cleans; a field with a mistake has no clean value
        self.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    def having_words(
        self,
        companies: SubmissionQuerySet,
        name: str,
        value: str,
    ) -> SubmissionQuerySet:
        """Those that have all of the words, or whose kind of business is called so.

        Blanks alone leave nobody out.
        """
        words = cleaned(value)
        if not words:
            return companies
        looked_for = terms(words)
        if not looked_for:
            return companies.none()
        matching = companies_having(looked_for, self.own)
        segments = segments_called(words)
        if segments and self.version:
            matching = matching_or_segments(matching, self.version.pk, segments)
        return companies.filter(**{f"{companies.column('pk')}__in": matching})

    def of_category(
        self,
        companies: SubmissionQuerySet,
        name: str,
        value: str,
    ) -> SubmissionQuerySet:
        column = companies.column("category")
        if column == "category" and self.data.get("cluster"):
            # One index has both
            column = "row_category"
        stored = "" if value == NONE else value
        return companies.filter(**{column: stored})

    def of_choice(
        self,
        companies: SubmissionQuerySet,
        name: str,
        value: str,
    ) -> SubmissionQuerySet:
        column = companies.column("verdict" if name == "review" else name)
        return companies.filter(**{column: value})

    def of_answer(
        self,
        companies: SubmissionQuerySet,
        name: str,
        value: str,
    ) -> SubmissionQuerySet:
        """A service that tells no sureness is believed: what it says counts as known."""
        column = companies.column("answer")
        if value == NONE:
            # A company that waits for a model has no row
            return companies.filter(Q(**{column: ""}) | Q(**{f"{column}__isnull": True}))
        if not companies.is_walkable:
            # For SQLite, which else reads every company
            companies = companies.filter(row_company__gt=0)
        return companies.filter(**{f"{column}__in": stored_answers(value)})

    def of_cluster(
        self,
        companies: SubmissionQuerySet,
        name: str,
        value: str,
    ) -> SubmissionQuerySet:
        """Those of a shown cluster, so also of the clusters that are merged into it."""
        column = companies.column("shown_cluster")
        if value == NONE:
            return companies.filter(**{f"{column}__isnull": True})
        numbers = self.clusters.numbers_in(int(value))
        return companies.filter(**{f"{column}__in": numbers})

    def of_sector(
        self,
        companies: SubmissionQuerySet,
        name: str,
        value: str,
    ) -> SubmissionQuerySet:
        """Those of a shown sector; a company without any row under the version has none either."""
        return _of_kind(companies, "shown_sector", value)

    def of_segment(
        self,
        companies: SubmissionQuerySet,
        name: str,
        value: str,
    ) -> SubmissionQuerySet:
        """As `of_sector`, by the name of a shown segment."""
        return _of_kind(companies, "shown_segment", value)

    def of_reading(
        self,
        companies: SubmissionQuerySet,
        name: str,
        value: str,
    ) -> SubmissionQuerySet:
        """As `of_cluster`, with training rows where a model puts them that had not seen them."""
        read = companies.annotate(read_cluster=disagreements.read_cluster("pk", "current__version"))
        if value == NONE:
            return read.filter(read_cluster__isnull=True)
        numbers = self.clusters.numbers_in(int(value))
        return read.filter(read_cluster__in=numbers)

    def of_tag(self, companies: SubmissionQuerySet, name: str, value: str) -> SubmissionQuerySet:
        """Those that have a tag, however it is typed."""
        tagged = CompanyTag.objects.visible_to(self.scope).filter(name=normalised(value))
        return companies.filter(having(tagged, companies.column("pk")))

    def of_note(self, companies: SubmissionQuerySet, name: str, value: str) -> SubmissionQuerySet:
        noted = CompanyNote.objects.visible_to(self.scope)
        is_noted = having(noted, companies.column("pk"))
        return companies.filter(~is_noted if value == NONE else is_noted)

    def from_day(self, companies: SubmissionQuerySet, name: str, value: date) -> SubmissionQuerySet:
        """From the first moment of the day on, in UTC."""
        sent_at = companies.column("sent_at")
        return companies.filter(**{f"{sent_at}__gte": midnight(value)})

    def until_day(
        self,
        companies: SubmissionQuerySet,
        name: str,
        value: date,
    ) -> SubmissionQuerySet:
        """Until the last moment of the day, in UTC."""
        next_day = value + timedelta(days=1)
        sent_at = companies.column("sent_at")
        return companies.filter(**{f"{sent_at}__lt": midnight(next_day)})


def stored_answers(choice: str) -> Sequence[str]:
    """What rows have as their answer: a choice of HOW_SURE."""
    if choice == GUESSED:
        return assignments.DOUBTFUL
    if choice == KNOWN:
        return assignments.KNOWN
    return ["" if choice == NONE else choice]


def _of_kind(companies: SubmissionQuerySet, name: str, value: str) -> SubmissionQuerySet:
    column = companies.column(name)
    if value == NONE:
        return companies.filter(Q(**{column: ""}) | Q(**{f"{column}__isnull": True}))
    return companies.filter(**{column: value})
