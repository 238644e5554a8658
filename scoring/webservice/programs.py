"""The page “Use it from a program”: samples for everybody, keys for those who may give them."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from scoring.models import WebService
from scoring.versions import of_catalogue
from scoring.webservice import keys
from scoring.webservice.keys import PRIMARY, SECONDARY, WebServiceError

MAY_GIVE_KEYS = "scoring.change_webservice"
# More are in the admin
MOST_SERVICES = 20
LANGUAGES = {"curl": "curl", "python": "Python", "r": "R", "csharp": "C#"}
OTHER_SAMPLES = ("swagger", "score", "open_inference", "batch")


class OldClientForm(forms.Form):
    """What an old client brings along; all of it may be left out."""

    workspace = forms.CharField(required=False, max_length=64, label="Workspace id")
    service = forms.CharField(required=False, max_length=64, label="Service id")
    key = forms.CharField(
        required=False,
        max_length=500,
        label="Key",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class KeyForm(forms.Form):
    """One key of a service, and what becomes of it."""

    which = forms.ChoiceField(
        choices=[
            (PRIMARY, PRIMARY),
            (SECONDARY, SECONDARY),
        ]
    )
    change = forms.ChoiceField(
        choices=[
            ("new", "new"),
            ("revoke", "revoke"),
        ]
    )


@sensitive_post_parameters("key")
@require_http_methods(["GET", "HEAD", "POST"])
def programs(request: HttpRequest) -> HttpResponse:
    """The page, and a service made there."""
    if request.method == "POST":
        return _make_service(request)
    return page(request)


@permission_required(MAY_GIVE_KEYS, raise_exception=True)
def _make_service(request: HttpRequest) -> HttpResponse:
    form = OldClientForm(request.POST)
    if form.is_valid():
        try:
            # One that is stored already, for a page cannot wait for a training
            version = next(of_catalogue.stored(keys.CLUSTERS), None)
            service, primary, secondary = keys.create_service(**form.cleaned_data, version=version)
        except WebServiceError as error:
            form.add_error(None, str(error))
        else:
            given = form.cleaned_data["key"]
            shown = {PRIMARY: "" if given else primary, SECONDARY: secondary}
            return page(request, service, shown_keys=shown)
    return page(request, form=form, status=422)


@require_POST
@permission_required(MAY_GIVE_KEYS, raise_exception=True)
def change_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a service a new key, which this one answer shows, or revoke the one it has."""
    service = get_object_or_404(WebService, pk=pk)
    form = KeyForm(request.POST)
    if not form.is_valid():
        return page(request, status=422)
    which = form.cleaned_data["which"]
    if form.cleaned_data["change"] == "new":
        new_key = keys.change_key(service, which)
        return page(request, service, shown_keys={which: new_key})
    keys.revoke_key(service, which)
    messages.success(request, f"The {which} key of {service} no longer works.")
    return redirect("programs")


def page(
    request: HttpRequest,
    service: WebService | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page, its samples with the address of a service where one is known."""
    path = service.path if service else "/workspaces/WORKSPACE/services/SERVICE"
    address = settings.SITE_URL + path
    context = {
        "service": service,
        "site": settings.SITE_URL,
        "address": address,
        "contact": settings.CONTACT_EMAIL,
        "one_digit": keys.CLUSTERS,
        **more,
    }
    samples = {}
    for file, name in LANGUAGES.items():
        samples[name] = _sample(file, context)
    others = {name: _sample(name, context) for name in OTHER_SAMPLES}
    context["samples"] = samples
    context["others"] = others
    if request.user.has_perm(MAY_GIVE_KEYS):
        services = WebService.objects.select_related("version").annotate(calls=Sum("uses__calls"))
        context["services"] = services.order_by("-pk")[:MOST_SERVICES]
        context.setdefault("form", OldClientForm())
    return render(request, "webservice/programs.html", context, status=status)


def _sample(name: str, context: dict[str, Any]) -> str:
    return render_to_string(f"webservice/samples/{name}.txt", context)
