"""Which similar companies are wanted."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.choices import CallableChoiceIterator

from scoring.models import Scope, ShownClusters, Submission
from scoring.pages import categories, paging
from scoring.pages.caching import counted_lately, digest_of
from scoring.pages.fields import OneLine
from scoring.similar.nearest import NO_FILTERS
from scoring.similar.ranking import Filters

LENGTHS = (10, 20, 50)
# As the form shows them
FIELDS = ("category", "cluster", "score", "source")


class SimilarQuery:
    """Which similar companies an address or a form asks for, and how many."""

    def __init__(self, query: QueryDict, clusters: ShownClusters, scope: Scope) -> None:
        self.query = query
        self.scope = scope
        self.cluster_names = clusters.names

    @cached_property
    def form(self) -> "FilterForm":
        """Made only where something was typed or the fields are drawn, as that takes a while."""
        return FilterForm(self.query, self.cluster_names, self.categories)

    @cached_property
    def categories(self) -> list[str]:
        """Those that are offered."""
        names = categories.known_categories(self.scope)
        chosen = OneLine(required=False).clean(self.query.get("category"))
        # A rare category is not offered, and still can be asked for
        if chosen and chosen not in names:
            names = [*names, chosen]
        return names

    @property
    def filters(self) -> Filters:
        is_typed = any(self.query.get(name) for name in FIELDS)
        return self.form.filters if is_typed else NO_FILTERS

    @property
    def is_filtered(self) -> bool:
        is_typed = any(self.query.get(name) for name in FIELDS)
        return is_typed and (self.filters != NO_FILTERS or bool(self.form.errors))

    @property
    def html(self) -> str:
        """The fields, drawn once in a minute for the same choices and the same values."""
        typed = [self.query.getlist(name) for name in FIELDS]
        digest = digest_of(self.categories, self.cluster_names, typed)
        return counted_lately(
            f"similar-filters-{digest}",
            lambda: render_to_string("similar/_filters.html", {"form": self.form}),
        )

    @property
    def length(self) -> int:
        """How many companies are shown."""
        asked = paging.whole_number(self.query.get("show"))
        return asked if asked in LENGTHS else LENGTHS[0]

    @property
    def next_length(self) -> int | None:
        """None behind the longest."""
        longer = [length for length in LENGTHS if length > self.length]
        return longer[0] if longer else None

    def address(self, *names: str, length: int | None = None) -> str:
        """The query string with these of its parts alone; empty ones are left out."""
        kept: list[tuple[str, str]] = []
        if self.scope.asked:
            kept.append(("in", self.scope.asked))
        for name in names:
            kept += [(name, value) for value in self.query.getlist(name) if value]
        if length:
            kept.append(("show", str(length)))
        return urlencode(kept)


class FilterForm(forms.Form):
    """Who is left out. An empty field leaves nobody out, and so does one with a mistake."""

    use_required_attribute = False
    field_order = FIELDS

    category = OneLine(required=False, max_length=200)
    score = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=100,
        label="Lowest score",
    )
    source = forms.ChoiceField(
        required=False,
        choices=[("", "Any"), *Submission.Source.choices],
        error_messages={"invalid_choice": "There is no such source; choose one from the list."},
    )

    def __init__(
        self,
        query: QueryDict,
        cluster_names: dict[int, str],
        category_names: list[str],
    ) -> None:
        super().__init__(query, auto_id="filter-%s")
        self.fields["cluster"] = forms.TypedChoiceField(
            # A function, for choices are asked for only where something was chosen or is drawn
            choices=lambda: _or_any(cluster_names.items()),
            required=False,
            coerce=int,
            empty_value=None,
            error_messages={
                "invalid_choice": "There is no such cluster; choose one from the list."
            },
        )
        self.order_fields(self.field_order)
        choices = CallableChoiceIterator(lambda: _or_any((name, name) for name in category_names))
        self.fields["category"].widget = forms.Select(choices=choices)
        # So that what is wrong is known before `filters` leaves it out
        self.full_clean()

    @property
    def filters(self) -> Filters:
        typed = {}
        for name, value in self.cleaned_data.items():
            # Not by its truth, for 0 is a cluster
            if value not in ("", None):
                typed[name] = value
        return Filters(**typed)


def _or_any(choices: Iterable[tuple[Any, str]]) -> list[tuple[Any, str]]:
    return [("", "Any"), *choices]
