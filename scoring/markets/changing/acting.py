"""What the buttons of the pages do, each told in a sentence."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from scoring.clusters import display
from scoring.clusters.display import DisplayError
from scoring.clusters.forms import ClusterChangeForm
from scoring.markets.changing import accepting, parts, recording
from scoring.markets.changing.asking import divide_chosen_later, divide_later, open_later
from scoring.markets.changing.forms import NEW, OUTSIDE, MoveForm, NumberForm, PartsForm
from scoring.markets.changing.moving import move, move_into_new
from scoring.models import Cluster, Collection, ModelVersion
from scoring.pages.messages import complaints

AT_WORK = "It is being divided already: wait until that is done."


def divide(request: HttpRequest, collection: Collection) -> None:
    """Ask for a division, or have one's word on the one that was proposed."""
    match request.POST.get("do"):
        case "accept":
            is_done = accepting.accept(collection)
            told = "The new clusters are shown now. You can undo that below them."
            messages.success(request, told if is_done else "There is nothing to take.")
        case "keep":
            accepting.keep(collection)
            messages.success(request, "Everything stays as it was.")
        case "back":
            with _refusals_told(request):
                accepting.go_back(collection)
                told = "The earlier clusters are shown again; the new ones wait for your decision."
                messages.success(request, told)
        case _:
            form = NumberForm(request.POST)
            if not form.is_valid():
                messages.error(request, complaints(form))
            elif not divide_later(collection, form.cleaned_data["k"], by=_name(request)):
                messages.error(request, AT_WORK)


def change(
    request: HttpRequest,
    collection: Collection,
    version: ModelVersion,
    cluster: Cluster,
) -> None:
    """One change of a cluster."""
    do = request.POST.get("do")
    number, by = cluster.number, _name(request)
    with _refusals_told(request):
        if do == "open":
            asked = _checked(PartsForm(request.POST))
            if not open_later(collection, number, asked["k"], by=by):
                raise DisplayError(AT_WORK)
            told = "It is being divided: its parts show up here in a moment."
        elif do == "keep-parts":
            parts.keep(version, number)
            told = "Its parts stay."
        elif do == "throw-parts":
            parts.throw_away(collection, version, number, by)
            told = "Its companies are where they were."
            if version.clusters.filter(number=number).exists():
                told = "It is one cluster again."
        else:
            # Rename, hide or merge it, or show it as it was
            asked = _checked(ClusterChangeForm(request.POST))
            made = display.change_cluster(
                version=version,
                number=number,
                by=by,
                **asked,
            )
            told = "It is like that already."
            if made:
                names = {each.number: each.name for each in version.clusters.all()}
                told = f"It is {made.told(names)}. You can undo that below all clusters."
        messages.success(request, told)


def change_chosen(
    request: HttpRequest,
    collection: Collection,
    version: ModelVersion,
    chosen: Sequence[int],
) -> None:
    """Move or divide chosen companies, by their ids."""
    is_move = request.POST["do"] == "move"
    with _refusals_told(request):
        asked = _checked(MoveForm(request.POST) if is_move else PartsForm(request.POST))
        if not chosen:
            raise DisplayError("Tick companies first.")
        by = _name(request)
        if is_move:
            if asked["into"] == NEW:
                moved = move_into_new(collection, version, chosen, asked["name"], by)
            else:
                into = None
                if asked["into"] != OUTSIDE:
                    into = int(asked["into"])
                moved = move(collection, version, chosen, into, by)
            who = "1 company is"
            if moved != 1:
                who = f"{moved} companies are"
            told = f"{who} moved, and will stay there. You can undo that below all clusters."
        elif divide_chosen_later(collection, chosen, asked["k"], by=by):
            told = (
                "They are being divided: as a draft they become a cluster of their own in a moment."
            )
        else:
            raise DisplayError(AT_WORK)
        messages.success(request, told)


def undo(
    request: HttpRequest,
    collection: Collection,
    version: ModelVersion,
    pk: int,
) -> None:
    with _refusals_told(request):
        is_done = recording.undo(collection, version, pk, _name(request))
        messages.success(request, "Undone." if is_done else "That was undone already.")


@contextmanager
def _refusals_told(request: HttpRequest) -> Iterator[None]:
    """Say why a change was not made."""
    try:
        yield
    except DisplayError as error:
        messages.error(request, f"Nothing was changed. {error}")


def _checked(form: forms.Form) -> dict[str, Any]:
    """What a form asks for; raises DisplayError with all that is wrong with it."""
    if not form.is_valid():
        raise DisplayError(complaints(form))
    return form.cleaned_data


def _name(request: HttpRequest) -> str:
    return request.user.get_username()
