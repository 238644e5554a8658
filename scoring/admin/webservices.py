"""Scoring services: their use, model version and limit; keys are made at /programs/."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet, Sum
from django.http import HttpRequest

from scoring.endpoint import embedded
from scoring.models import ModelVersion, WebService
from scoring.webservice import keys

FIELDS = (
    "path",
    "version",
    "most_calls_at_once",
    "calls",
    "rows",
    "created_at",
    "primary_key_made_at",
    "secondary_key_made_at",
)


class WebServiceForm(forms.ModelForm):
    """The two things that may change under a client."""

    version = forms.ModelChoiceField(
        ModelVersion.objects.filter(kind=ModelVersion.Kind.EMBEDDED).order_by("-pk"),
        label="Model version",
        empty_label=None,
        help_text=(
            "Another version has other clusters: programs that know numbers of clusters must know "
            "of it."
        ),
    )
    most_calls_at_once = forms.IntegerField(
        min_value=1,
        max_value=200,
        help_text="In each process, 1 to 200.",
    )

    class Meta:
        model = WebService
        fields = ["version", "most_calls_at_once"]

    def clean_version(self) -> ModelVersion:
        """Refuse to move a service to a version whose model cannot be read."""
        version = self.cleaned_data["version"]
        if "version" in self.changed_data:
            try:
                embedded.model(version.pk)
            except embedded.NoModelError as error:
                raise forms.ValidationError(str(error)) from error
        return version


@admin.register(WebService)
class WebServiceAdmin(admin.ModelAdmin):
    form = WebServiceForm
    list_display = ["path", "calls", "rows", "version", "primary_key", "secondary_key"]
    list_select_related = ["version"]
    ordering = ["pk"]
    fields = FIELDS
    readonly_fields = [name for name in FIELDS if name not in WebServiceForm.Meta.fields]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: WebService | None = None) -> bool:
        return request.user.is_active and request.user.is_superuser

    def get_queryset(self, request: HttpRequest) -> QuerySet[WebService]:
        services = super().get_queryset(request)
        return services.annotate(call_count=Sum("uses__calls"), row_count=Sum("uses__rows"))

    @admin.display(description="address", ordering="service")
    def path(self, service: WebService) -> str:
        return service.path

    @admin.display(description="primary key of", ordering="primary_key_made_at")
    def primary_key(self, service: WebService) -> str:
        return str(service.keys[0])

    @admin.display(description="secondary of", ordering="secondary_key_made_at")
    def secondary_key(self, service: WebService) -> str:
        return str(service.keys[1])

    @admin.display(ordering="call_count")
    def calls(self, service: Any) -> int:
        return service.call_count or 0

    @admin.display(ordering="row_count")
    def rows(self, service: Any) -> int:
        return service.row_count or 0

    def save_model(
        self,
        request: HttpRequest,
        obj: WebService,
        form: WebServiceForm,
        change: bool,
    ) -> None:
        """Store what was changed only, so that a key that is replaced meanwhile stays replaced."""
        if "version" in form.changed_data:
            keys.move_service(obj, form.cleaned_data["version"])
        if "most_calls_at_once" in form.changed_data:
            keys.limit_calls(obj, form.cleaned_data["most_calls_at_once"])

    # Of Any: the history takes plain words too, which the stubs of Django leave out
    def construct_change_message(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        add: bool = False,
    ) -> Any:
        after = {**form.cleaned_data, "version": form.cleaned_data["version"].pk}
        changes = []
        for name in form.changed_data:
            label = form[name].label
            changes.append(f"{label}: {form.initial[name]} → {after[name]}.")
        return " ".join(changes) or "Nothing changed."
