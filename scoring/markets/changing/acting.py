"""What the buttons of the pages do, each told in a sentence."""

from collections.abc import Callable, Sequence

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
            _say(request, lambda: _go_back(collection))
        case _:
            form = NumberForm(request.POST)
            if not form.is_valid():
                messages.error(request, complaints(form))
            elif not divide_later(collection, form.cleaned_data["k"], by=_name(request)):
                messages.error(request, AT_WORK)


def _go_back(collection: Collection) -> str:
    accepting.go_back(collection)
    return "The clusters of before are shown again; the new ones wait for your word."


def change(
    request: HttpRequest, collection: Collection, version: ModelVersion, cluster: Cluster
) -> None:
    """One change of a cluster."""
    steps: dict[str, Callable[[], str]] = {
        "open": lambda: _open(request, collection, cluster),
        "keep-parts": lambda: _keep_parts(version, cluster),
        "throw-parts": lambda: _throw_parts(request, collection, version, cluster),
    }
    _say(request, steps.get(request.POST.get("do", ""), lambda: _show(request, version, cluster)))


def change_chosen(
    request: HttpRequest, collection: Collection, version: ModelVersion, chosen: Sequence[int]
) -> None:
    """Move or divide chosen companies, by their ids."""
    steps: dict[str, Callable[[], str]] = {
        "move": lambda: _move(request, collection, version, chosen),
        "divide": lambda: _divide_chosen(request, collection, chosen),
    }
    _say(request, steps[request.POST["do"]])


def undo(request: HttpRequest, collection: Collection, version: ModelVersion, pk: int) -> None:
    def put_back() -> str:
        is_done = recording.undo(collection, version, pk, _name(request))
        return "It is undone." if is_done else "It was undone before."

    _say(request, put_back)


def _say(request: HttpRequest, step: Callable[[], str]) -> None:
    """Take a step, and say what came of it."""
    try:
        messages.success(request, step())
    except DisplayError as error:
        messages.error(request, f"Nothing was changed. {error}")


def _show(request: HttpRequest, version: ModelVersion, cluster: Cluster) -> str:
    form = ClusterChangeForm(request.POST)
    if not form.is_valid():
        raise DisplayError(complaints(form))
    made = display.change_cluster(
        version=version, number=cluster.number, by=_name(request), **form.cleaned_data
    )
    if made is None:
        return "It is like that already."
    names = {each.number: each.name for each in version.clusters.all()}
    return f"It is {made.told(names)}. You can undo that below all clusters."


def _open(request: HttpRequest, collection: Collection, cluster: Cluster) -> str:
    form = PartsForm(request.POST)
    if not form.is_valid():
        raise DisplayError(complaints(form))
    if not open_later(collection, cluster.number, form.cleaned_data["k"], by=_name(request)):
        raise DisplayError(AT_WORK)
    return "It is being opened: its parts show up here in a moment."


def _keep_parts(version: ModelVersion, cluster: Cluster) -> str:
    parts.keep(version, cluster.number)
    return "Its parts stay."


def _throw_parts(
    request: HttpRequest, collection: Collection, version: ModelVersion, cluster: Cluster
) -> str:
    parts.throw_away(collection, version, cluster.number, _name(request))
    if version.clusters.filter(number=cluster.number).exists():
        return "It is one cluster again."
    return "Its companies are where they were."


def _move(
    request: HttpRequest, collection: Collection, version: ModelVersion, chosen: Sequence[int]
) -> str:
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise DisplayError(complaints(form))
    if not chosen:
        raise DisplayError("Tick companies first.")
    into, by = form.cleaned_data["into"], _name(request)
    if into == NEW:
        moved = move_into_new(collection, version, chosen, form.cleaned_data["name"], by)
    else:
        target = None if into == OUTSIDE else int(into)
        moved = move(collection, version, chosen, target, by)
    told = "1 company is" if moved == 1 else f"{moved} companies are"
    return f"{told} moved, and will stay there. You can undo that below all clusters."


def _divide_chosen(request: HttpRequest, collection: Collection, chosen: Sequence[int]) -> str:
    form = PartsForm(request.POST)
    if not form.is_valid():
        raise DisplayError(complaints(form))
    if not chosen:
        raise DisplayError("Tick companies first.")
    if not divide_chosen_later(collection, chosen, form.cleaned_data["k"], by=_name(request)):
        raise DisplayError(AT_WORK)
    return "They are being divided: as a draft they become a cluster of their own in a moment."


def _name(request: HttpRequest) -> str:
    return request.user.get_username()
