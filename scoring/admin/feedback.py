"""What people said of pairs of companies: to read, and to delete."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from scoring.collections.scopes import staff_scope
from scoring.models import PairFeedback


@admin.register(PairFeedback)
class PairFeedbackAdmin(admin.ModelAdmin):
    list_display = ["first", "second", "verdict", "said_by", "made_at"]
    list_filter = ["verdict", "made_at"]
    list_select_related = ["first", "second"]
    search_fields = ["first__title", "second__title"]
    ordering = ["-pk"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[PairFeedback]:
        return PairFeedback.objects.visible_to(staff_scope(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: PairFeedback | None = None) -> bool:
        return False
