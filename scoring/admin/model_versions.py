"""Versions to train and activate, jobs to try again, and clusters to rename."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path

from scoring.clusters import display
from scoring.endpoint.check import check
from scoring.endpoint.embedded import NoModelError
from scoring.models import Cluster, Job, ModelVersion
from scoring.versions import activation
from scoring.versions.forms import TrainingForm
from scoring.versions.jobs import train_later
from scoring.worker import jobs

# Seconds that somebody looks at an empty page
LONGEST_CHECK = 4.0


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that only the program writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_train_permission(self, request: HttpRequest) -> bool:
        """Who may have the worker train and activate models."""
        return request.user.has_perm("scoring.add_modelversion")


@admin.register(ModelVersion)
class ModelVersionAdmin(ReadOnlyAdmin):
    list_display = [
        "id",
        "kind",
        "is_active",
        "state",
        "preset",
        "k",
        "rows",
        "rows_from",
        "host",
        "created_at",
        "activated_at",
    ]
    list_filter = ["kind", "is_active", "state"]
    ordering = ["-pk"]
    actions = ["activate"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ModelVersion]:
        # Those of collections have names made of what may be private
        return super().get_queryset(request).filter(collection=None)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_train_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: ModelVersion | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.endpoint_view)
        return [path("endpoint/", view, name="scoring_endpoint"), *super().get_urls()]

    def endpoint_view(self, request: HttpRequest) -> HttpResponse:
        """What works of the remote endpoint, asked now."""
        if not self.has_train_permission(request):
            raise PermissionDenied
        findings = list(check(min(settings.AML_TIMEOUT, LONGEST_CHECK)))
        context = {
            **self.admin_site.each_context(request),
            "title": "Remote endpoint",
            "findings": findings,
        }
        return render(request, "admin/endpoint.html", context)

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """A new version is trained, by the worker."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = TrainingForm(request.POST or None)
        if form.is_valid():
            train_later(form.recipe(), activate=form.cleaned_data["activate"])
            self.message_user(
                request,
                "The worker trains the model; the list of jobs shows how far it is.",
                messages.SUCCESS,
            )
            may_look = request.user.has_perm("scoring.view_job")
            return redirect("admin:scoring_job_changelist" if may_look else "admin:index")
        context = {
            **self.admin_site.each_context(request),
            "form": form,
            "opts": self.opts,
            "title": "Train a model",
        }
        return render(request, "admin/scoring/modelversion/train.html", context)

    @admin.action(description="Activate the chosen version", permissions=["train"])
    def activate(self, request: HttpRequest, chosen: QuerySet[ModelVersion]) -> None:
        version = None
        if chosen.count() == 1:
            version = chosen.first()
        if version is None or version.kind != ModelVersion.Kind.EMBEDDED:
            self.message_user(
                request,
                "Choose one trained version: only one can be active.",
                messages.ERROR,
            )
            return
        try:
            activation.prepare(version)
        except NoModelError as error:
            self.message_user(request, f"{error} The active version goes on.", messages.ERROR)
        else:
            done = f"The worker scores every company under version {version.pk}"
            self.message_user(
                request,
                f"{done} and then makes it the active one.",
                messages.SUCCESS,
            )


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ["id", "kind", "version", "status", "reason", "attempts", "created_at"]
    list_filter = ["kind", "status"]
    fields = readonly_fields = (
        "kind",
        "version",
        "options",
        "status",
        "reason",
        "attempts",
        "created_at",
    )
    list_select_related = ["version"]
    ordering = ["-pk"]
    actions = ["try_again"]

    def has_change_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False

    @admin.action(description="Try the chosen failed jobs again", permissions=["train"])
    def try_again(self, request: HttpRequest, chosen: QuerySet[Job]) -> None:
        done = jobs.try_again(chosen)
        self.message_user(request, f"{done} put back; the worker takes them up.", messages.SUCCESS)


@admin.register(Cluster)
class ClusterAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "version", "model_name", "given_name"]
    list_filter = ["version"]
    list_select_related = ["version"]
    search_fields = ["model_name", "given_name"]
    ordering = ["-version", "number"]
    fields = ["version", "number", "model_name", "phrases", "given_name"]
    readonly_fields = ["version", "number", "model_name", "phrases"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cluster]:
        return super().get_queryset(request).filter(version__collection=None)

    # Of Any: the history takes plain words too, which the stubs of Django leave out
    def construct_change_message(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        add: bool = False,
    ) -> Any:
        before = form.initial.get("given_name") or "no name"
        after = form.cleaned_data["given_name"] or "no name"
        return f"Name by a person: {before} → {after}."

    def save_model(
        self,
        request: HttpRequest,
        obj: Cluster,
        form: Any,
        change: bool,
    ) -> None:
        """As on the cluster's page, so that it can be undone there."""
        by = request.user.get_username()
        display.rename(
            version=obj.version,
            number=obj.number,
            name=obj.given_name,
            by=by,
        )
