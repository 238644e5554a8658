"""Filters of the submission list, each over what is kept ready: no filter counts or scans the table."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from scoring.models import Assignment, Submission
from scoring.services import browsing, model_versions

NONE = "none"


class ClusterFilter(admin.SimpleListFilter):
    title = "cluster"
    parameter_name = "cluster"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        clusters = model_versions.cluster_names(model_versions.active())
        return [*((str(number), str(cluster)) for number, cluster in clusters.items()), (NONE, "no cluster")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if value == NONE:
            return queryset.filter(shown_cluster__isnull=True)
        return queryset.filter(shown_cluster=int(value)) if value and value.isdigit() else queryset


class CategoryFilter(admin.SimpleListFilter):
    title = "category"
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [*((name, name) for name in browsing.known_categories()), (NONE, "no category")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if value is None:
            return queryset
        return queryset.filter(category="" if value == NONE else value)


class StatusFilter(admin.SimpleListFilter):
    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return Assignment.Status.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(status=self.value()) if self.value() in Assignment.Status.values else queryset


class VerdictFilter(admin.SimpleListFilter):
    title = "review"
    parameter_name = "verdict"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return Assignment.Verdict.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(verdict=self.value()) if self.value() in Assignment.Verdict.values else queryset


class SourceFilter(admin.SimpleListFilter):
    title = "source"
    parameter_name = "source"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return Submission.Source.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(source=self.value()) if self.value() in Submission.Source.values else queryset
