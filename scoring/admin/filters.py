"""Filters of the submission list, over what is kept ready: none counts or scans the table."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet, TextChoices
from django.http import HttpRequest

from scoring.collections.scopes import staff_scope
from scoring.companies.filters import NONE
from scoring.models import Assignment, ShownClusters, Submission, model_versions
from scoring.pages import categories, paging


class ClusterFilter(admin.SimpleListFilter):
    """By the cluster that shows a company under the active version, merged ones included."""

    title = "cluster"
    parameter_name = "cluster"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        names = ShownClusters.of_version(model_versions.active()).names
        choices = [(str(number), name) for number, name in names.items()]
        return [*choices, (NONE, "no cluster")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if value == NONE:
            return queryset.filter(shown_cluster__isnull=True)
        number = paging.whole_number(value)
        version = None
        if number is not None:
            version = model_versions.active()
        # Nonsense in the address leaves nobody out
        if number is None or version is None:
            return queryset
        numbers = ShownClusters.of_version(version).numbers_in(number)
        return queryset.filter(shown_cluster__in=numbers)


class CategoryFilter(admin.SimpleListFilter):
    title = "category"
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        offered = [(name, name) for name in categories.known_categories(staff_scope(request))]
        return [*offered, (NONE, "no category")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if value is None:
            return queryset
        return queryset.filter(category="" if value == NONE else value)


class ChoiceFilter(admin.SimpleListFilter):
    """One of the values that a field can have; the parameter is the field's name."""

    parameter_name: str
    choice: type[TextChoices]

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return self.choice.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if value not in self.choice.values:
            return queryset
        return queryset.filter(**{self.parameter_name: value})


class StatusFilter(ChoiceFilter):
    title = parameter_name = "status"
    choice = Assignment.Status


class VerdictFilter(ChoiceFilter):
    title = "review"
    parameter_name = "verdict"
    choice = Assignment.Verdict


class SourceFilter(ChoiceFilter):
    title = parameter_name = "source"
    choice = Submission.Source
