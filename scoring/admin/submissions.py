"""The submission list of staff: filter, search, review, score again, export, delete for good."""

from collections import Counter
from typing import Any, Protocol, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.html import format_html, format_html_join

from scoring.admin.filters import (
    CategoryFilter,
    ClusterFilter,
    SourceFilter,
    StatusFilter,
    VerdictFilter,
)
from scoring.collections import changing
from scoring.collections.exports import note_export
from scoring.collections.scopes import staff_scope
from scoring.companies import submissions
from scoring.companies.shown.tables import companies_table
from scoring.models import (
    Assignment,
    Cluster,
    Collection,
    ShownClusters,
    Submission,
    model_versions,
)
from scoring.own_columns.columns import OwnColumns
from scoring.pages import downloads
from scoring.pages.fields import PlainText
from scoring.pages.visitors import SignedInRequest
from scoring.queue import changes
from scoring.review import verdicts
from scoring.review.forms import CHOOSE, NONE
from scoring.review.verdicts import ReviewError


class ReviewedSubmissionForm(forms.ModelForm):
    """A submission, which nobody changes, with the verdict on its row under the active version."""

    verdict = forms.ChoiceField(choices=Assignment.Verdict, required=False)
    right_cluster = forms.TypedChoiceField(
        required=False,
        coerce=lambda value: None if value == NONE else int(value),
        empty_value=None,
        help_text="Only with the verdict “wrong”.",
    )
    note = PlainText(required=False, widget=forms.Textarea(attrs={"rows": 3}))

    class Meta:
        model = Submission
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        version = model_versions.active()
        self.row = self.instance.assignments.filter(version=version).first() if version else None
        clusters = ShownClusters.of_version(version)
        right_cluster = self.fields["right_cluster"]
        assert isinstance(right_cluster, forms.TypedChoiceField)
        right_cluster.choices = [("", "---"), *clusters.names.items(), (NONE, "None of these")]
        self.initial["verdict"] = self.row.verdict if self.row else Assignment.Verdict.UNREVIEWED
        latest = None
        if self.row:
            latest = self.row.reviews.first()
        if latest:
            right = clusters.get(latest.cluster)
            self.initial["right_cluster"] = NONE if latest.fits_none else right and right.number
            self.initial["note"] = latest.note

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if self.row is None and self.has_changed():
            raise forms.ValidationError(
                "This company waits for a model, so there is nothing to review yet."
            )
        if self.row and not self.errors and self.has_changed():
            is_wrong = cleaned["verdict"] == Assignment.Verdict.WRONG
            if is_wrong and not self.data.get("right_cluster"):
                raise forms.ValidationError(CHOOSE)
            try:
                # The admin's transaction holds it until the verdict is stored
                verdicts.hold_version(self.row.version_id)
                verdicts.check_verdict(self.row, cleaned["verdict"], cleaned.get("right_cluster"))
            except ReviewError as error:
                raise forms.ValidationError(str(error)) from error
        return cleaned


class ListedCompany(Protocol):
    """What the list knows of a company besides what was sent; None without a row or a cluster."""

    cluster_number: int | None
    cluster_label: str | None
    status: str | None
    verdict: str | None


@admin.register(Submission)
class SubmissionAdmin(admin.ModelAdmin):
    form = ReviewedSubmissionForm
    list_display = [
        "title",
        "category",
        "cluster_name",
        "status_name",
        "review",
        "source",
        "sent_at",
    ]
    list_filter = [
        ClusterFilter,
        CategoryFilter,
        StatusFilter,
        VerdictFilter,
        SourceFilter,
        "sent_at",
    ]
    search_fields = ["title", "text"]
    search_help_text = "Words of title or description"
    list_per_page = 50
    # Either would count the whole table for each page
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    ordering = ["-pk"]
    actions = ["score_again", "mark_confirmed", "export_as_csv"]
    fieldsets = [
        (None, {"fields": ["title", "category", "industry", "text", "source", "sent_at"]}),
        ("Placement", {"fields": ["cluster_name", "status_name", "earlier_assignments"]}),
        ("Review", {"fields": ["verdict", "right_cluster", "note", "earlier_reviews"]}),
    ]
    readonly_fields = [
        "title", "category", "industry", "text", "source", "sent_at",
        "cluster_name", "status_name", "earlier_assignments", "earlier_reviews",
    ]  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_view_on_site_url(self, obj: Submission | None = None) -> str | None:
        """No way to a page that an admin does not see either: of a company of somebody's own."""
        if obj and obj.collection.is_own:
            return None
        return super().get_view_on_site_url(obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        """Companies with their shown cluster, by which the database can sort."""
        version = model_versions.active()
        clusters = Cluster.objects.filter(version=version)
        own = clusters.filter(number=OuterRef("current__shown_cluster"))
        numbers = own.values(shown=Coalesce("merged_into", "number"))
        shown = clusters.filter(number=OuterRef("cluster_number"))
        names = shown.values(name=Coalesce(NullIf("given_name", Value("")), "model_name"))
        visible = Submission.objects.visible_to(staff_scope(request))
        companies = visible.under(version.pk if version else None)
        companies = companies.annotate(cluster_number=Subquery(numbers))
        return cast(QuerySet[Submission], companies.annotate(cluster_label=Subquery(names)))

    @admin.display(description="cluster", ordering="shown_cluster")
    def cluster_name(self, company: ListedCompany) -> str:
        if company.cluster_number is None:
            return "–"
        return company.cluster_label or f"Cluster {company.cluster_number}"

    @admin.display(description="status", ordering="status")
    def status_name(self, company: ListedCompany) -> str:
        return company.status or "waiting for a model"

    @admin.display(description="review", ordering="verdict")
    def review(self, company: ListedCompany) -> str:
        return company.verdict or "–"

    @admin.display(description="under each model version")
    def earlier_assignments(self, company: Submission) -> str:
        rows = company.assignments.select_related("version").order_by("-version")
        cells = [
            (row.version, row.get_status_display(), row.shown_cluster, row.reason) for row in rows
        ]
        lines = format_html_join("", "<li>{}: {}, cluster {} {}</li>", cells)
        return format_html("<ul>{}</ul>", lines)

    @admin.display(description="earlier verdicts")
    def earlier_reviews(self, company: Submission) -> str:
        cells = []
        for row in company.assignments.all():
            for review in row.reviews.all():
                cells.append((f"{review.made_at:%Y-%m-%d %H:%M}", review, review.note))
        if not cells:
            return "–"
        lines = format_html_join("", "<li>{} {} {}</li>", cells)
        return format_html("<ul>{}</ul>", lines)

    def save_model(
        self,
        request: HttpRequest,
        obj: Submission,
        form: ReviewedSubmissionForm,
        change: bool,
    ) -> None:
        """Store the verdict only: a submission itself never changes."""
        if not form.row or not form.has_changed():
            return
        # The admin lets nobody else in
        assert isinstance(request.user, User)
        sent = form.cleaned_data
        verdicts.review(
            form.row,
            verdict=sent["verdict"],
            cluster=sent["right_cluster"],
            note=sent["note"],
            reviewer=request.user,
        )

    # Of Any: the history takes plain words too, which the stubs of Django leave out
    def construct_change_message(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        add: bool = False,
    ) -> Any:
        if not form.has_changed():
            return "Nothing changed."
        before, after = form.initial["verdict"], form.cleaned_data["verdict"]
        right = ""
        if after == Assignment.Verdict.WRONG:
            names = dict(form.fields["right_cluster"].choices)
            right = f" ({names.get(form.cleaned_data['right_cluster'], 'none of the clusters')})"
        return f"Review: {before} → {after}{right}."

    def delete_model(self, request: HttpRequest, obj: Submission) -> None:
        self.delete_queryset(request, Submission.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Submission]) -> None:
        """As everywhere else, so that the kept counts move along; owners see it in their logs."""
        assert isinstance(request.user, User)
        gone = Counter(queryset.order_by().values_list("collection", flat=True))
        submissions.delete(queryset)
        for collection in Collection.objects.filter(pk__in=gone, kind=Collection.Kind.OWN):
            companies = gone[collection.pk]
            what = "1 company" if companies == 1 else f"{companies} companies"
            changing.note(collection, f"{what} deleted in the admin", request.user)

    @admin.action(description="Score again", permissions=["change"])
    def score_again(self, request: HttpRequest, queryset: QuerySet[Submission]) -> None:
        rows = self._rows(queryset)
        changes.lock(rows)
        done = submissions.rescore(rows)
        self.message_user(request, f"{done} put back; the worker scores them.", messages.SUCCESS)

    @admin.action(description="Mark confirmed", permissions=["change"])
    def mark_confirmed(self, request: SignedInRequest, queryset: QuerySet[Submission]) -> None:
        rows = self._rows(queryset).filter(cluster__isnull=False)
        version = model_versions.active()
        chosen = queryset.count()
        confirmed = Assignment.Verdict.CONFIRMED
        done = 0
        try:
            # Before the rows, as for each verdict
            if version:
                verdicts.hold_version(version.pk)
            changes.lock(rows)
            for row in rows.select_related("submission"):
                verdicts.review(
                    row, verdict=confirmed, cluster=None, note="", reviewer=request.user
                )
                self.log_change(request, row.submission, f"Review: {row.verdict} → confirmed.")
                done += 1
        except ReviewError as error:
            # What was confirmed before stays
            self.message_user(request, f"{done} of {chosen} confirmed. {error}", messages.ERROR)
            return
        text = f"{done} confirmed"
        if done < chosen:
            text += f", {chosen - done} without a cluster left alone"
        self.message_user(request, text)

    @admin.action(description="Export as CSV", permissions=["view"])
    def export_as_csv(
        self,
        request: HttpRequest,
        queryset: QuerySet[Submission],
    ) -> HttpResponseBase:
        collections = queryset.order_by().values_list("collection", flat=True)
        note_export(request, collections.distinct())
        clusters = ShownClusters.of_version(model_versions.active())
        own = OwnColumns.of_scope(staff_scope(request))
        return downloads.reply(companies_table(queryset, clusters, own), "csv")

    def _rows(self, queryset: QuerySet[Submission]) -> QuerySet[Assignment]:
        chosen = queryset.order_by().values("pk")
        return Assignment.objects.filter(submission__in=chosen, version=model_versions.active())
