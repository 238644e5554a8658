"""Model versions and clusters: read by staff; a cluster can be renamed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from scoring.models import Cluster, ModelVersion


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that only the program writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ModelVersion)
class ModelVersionAdmin(ReadOnlyAdmin):
    list_display = ["id", "kind", "is_active", "state", "k", "rows", "rows_from", "host", "created_at", "activated_at"]
    list_filter = ["kind", "is_active", "state"]
    ordering = ["-pk"]

    def has_change_permission(self, request: HttpRequest, obj: ModelVersion | None = None) -> bool:
        return False


@admin.register(Cluster)
class ClusterAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "version", "model_name", "given_name"]
    list_filter = ["version"]
    list_select_related = ["version"]
    search_fields = ["model_name", "given_name"]
    ordering = ["-version", "number"]
    fields = ["version", "number", "model_name", "phrases", "given_name"]
    readonly_fields = ["version", "number", "model_name", "phrases"]

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> str:
        before, after = form.initial.get("given_name") or "no name", form.cleaned_data["given_name"] or "no name"
        return f"Name by a person: {before} → {after}."
