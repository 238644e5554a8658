"""Accounts: when somebody joined or signed in last is to read; one that is deleted goes whole.

And the tries to sign in that failed.
"""

from typing import Any

from axes.admin import AccessAttemptAdmin
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest

from scoring.account_pages.deleting import delete_account, own_scope
from scoring.accounts.people import person_asking
from scoring.models import Collection

LAST_ADMIN = "The last admin: nobody could make another one"

admin.site.unregister([AccessAttempt, User])


@admin.register(AccessAttempt)
class FailedTryAdmin(AccessAttemptAdmin):
    @admin.action(description="Clean up expired attempts", permissions=["delete"])
    def cleanup_expired_attempts(self, request: HttpRequest, queryset: QuerySet) -> None:
        # It reckons from the time of a request, which axes notes only where somebody signs in
        AxesProxyHandler.update_request(request)
        super().cleanup_expired_attempts(request, queryset)


@admin.register(User)
class AccountAdmin(UserAdmin):
    readonly_fields = ["last_login", "date_joined"]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Collections protect their owner from a deletion that would leave their counts behind;
        this one takes them along, and the page says so. Only the last admin is kept.
        """
        rows, counts, lacking, _ = super().get_deleted_objects(objs, request)
        going = [account.pk for account in objs]
        admins = User.objects.filter(is_superuser=True, is_active=True)
        is_last = admins.filter(pk__in=going) and not admins.exclude(pk__in=going)
        # Lists in it are shown below what stands before them
        shown: list[Any] = list(rows)
        owned = [key for account in objs for key in own_scope(account).collections]
        collections = [str(each) for each in Collection.objects.filter(pk__in=owned)]
        if collections and not person_asking(request).is_admin:
            # Names are as private as what they stand for
            collections = [str(len(collections))]
        if collections:
            shown += ["Collections with all their companies:", collections]
        return shown, counts, lacking, [LAST_ADMIN] if is_last else []

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        delete_account(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for account in queryset:
            delete_account(account)
