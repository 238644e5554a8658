"""Batch executions, for staff to look at: only programs start and end them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from scoring.admin.model_versions import ReadOnlyAdmin
from scoring.models import BatchExecution


@admin.register(BatchExecution)
class BatchExecutionAdmin(ReadOnlyAdmin):
    # The address of an input holds a token, so it is nowhere here
    list_display = fields = readonly_fields = (
        "key",
        "state",
        "service",
        "version",
        "rows_done",
        "rows_left_out",
        "created_at",
        "ended_at",
        "details",
    )
    list_filter = ["state", "created_at"]
    list_select_related = ["service", "version"]
    search_fields = ["key"]
    search_help_text = "A job id"
    show_full_result_count = False
    ordering = ["-pk"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
