"""Django's admin site, without what its pages here have no use for."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib import admin
from django.contrib.admin.exceptions import DisallowedModelAdminToField
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from scoring.accounts.sign_in import one_at_a_time

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


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
            return checked(request, *arguments, **more)

        return cast(View, plain_view)
