"""Changes in the history of the admin, each in words of its own instead of the names of fields."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class WordedHistoryAdmin(admin.ModelAdmin):
    """Rows of which the history says what was before a change and what came after it."""

    def change_in_words(self, form: Any) -> str:
        raise NotImplementedError

    # The history takes plain words too, which the stubs of Django leave out
    def construct_change_message(  # type: ignore[override]
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> str:
        return self.change_in_words(form)
