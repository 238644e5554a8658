"""Django's admin site, without what its pages here have no use for."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib import admin
from django.contrib.admin.exceptions import (
    DisallowedModelAdminLookup,
    DisallowedModelAdminToField,
)
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.db.models import DateTimeField
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from scoring.accounts.sign_in import one_at_a_time
from scoring.pages import paging

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


# What the links of its lists ask by; those of the first line have a value that begins with a year
OF_YEARS = {"gte", "lt", "year"}
LOOKUPS = {"exact", "isnull", "month", "day"} | OF_YEARS
COMPARISONS = DateTimeField().get_lookups().keys()
# In all time zones, and with a day beyond the last of them
YEARS = range(2, 9999)


class PlainAdminSite(admin.AdminSite):
    # The start page lists the same tables; beside each page they would cost four more requests
    enable_nav_sidebar = False

    @method_decorator(never_cache)
    @login_not_required
    @method_decorator(one_at_a_time)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().login(request, extra_context)

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        @wraps(view)
        def whole_view(request: HttpRequest, *arguments: Any, **more: Any) -> HttpResponseBase:
            # Of an action on many rows all is stored, with its history, or nothing
            with transaction.atomic() if request.method == "POST" else nullcontext():
                return view(request, *arguments, **more)

        checked = super().admin_view(cast(View, whole_view), cacheable)

        @wraps(view)
        def plain_view(request: HttpRequest, *arguments: Any, **more: Any) -> HttpResponseBase:
            # No form here picks rows in a window of its own; an empty name ends in an error there
            if TO_FIELD_VAR in request.GET or TO_FIELD_VAR in request.POST:
                raise DisallowedModelAdminToField("No field can be referenced.")
            _refuse_other_questions(request)
            return checked(request, *arguments, **more)

        return cast(View, plain_view)


def _refuse_other_questions(request: HttpRequest) -> None:
    """Django takes any comparison, but databases fail at some: an expression that never closes,
    twenty digits, the year 0, a text with a NUL. Nor are rows chosen by anything but their numbers.
    """
    for name, value in request.GET.items():
        if "\x00" in str(value):
            raise DisallowedModelAdminLookup("No value here has such a character.")
        _, *parts = name.split("__")
        if parts and (parts[-1] not in LOOKUPS or COMPARISONS & set(parts[:-1])):
            raise DisallowedModelAdminLookup("No list here is filtered so.")
        year = paging.whole_number(str(value).partition("-")[0])
        if OF_YEARS.intersection(parts) and (year or 0) not in YEARS:
            raise DisallowedModelAdminLookup("There is no such year.")
    for chosen in request.POST.getlist(ACTION_CHECKBOX_NAME):
        if paging.whole_number(chosen) is None:
            raise SuspiciousOperation("Rows are chosen by their numbers.")
