"""What the buttons of the pages do, each told in a sentence."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from scoring.clusters import display
from scoring.clusters.display import DisplayError
from scoring.clusters.forms import ClusterChangeForm
from scoring.markets import accepting, editing, parts
from scoring.markets.asking import divide_later, open_later
from scoring.markets.forms import MOST_TICKED, NEW, OUTSIDE, MoveForm, NumberForm, PartsForm
from scoring.models import Cluster, Collection, ModelVersion
from scoring.pages.messages import complaints
from scoring.pages.paging import whole_number

AT_WORK = "It is being divided already: wait until that is done."


def divide(request: HttpRequest, collection: Collection) -> None:
    """Ask for a division, or have one's word on the one that was proposed."""
    match request.POST.get("do"):
        case "accept":
            is_done = accepting.accept(collection)
            told = "The new clusters are shown now." if is_done else "There is nothing to take."
            messages.success(request, told)
        case "keep":
            accepting.keep(collection)
            messages.success(request, "Everything stays as it was.")
        case _:
            form = NumberForm(request.POST)
            if not form.is_valid():
                messages.error(request, complaints(form))
            elif not divide_later(collection, form.cleaned_data["k"], by=_name(request)):
                messages.error(request, AT_WORK)


def change(
    request: HttpRequest, collection: Collection, version: ModelVersion, cluster: Cluster
) -> None:
    """One change of a cluster, or of where its companies stand."""
    steps: dict[str, Callable[[], str]] = {
        "open": lambda: _open(request, collection, cluster),
        "keep-parts": lambda: _keep_parts(version, cluster),
        "throw-parts": lambda: _throw_parts(version, cluster),
        "move": lambda: _move(request, collection, version),
    }
    _say(request, steps.get(request.POST.get("do", ""), lambda: _show(request, version, cluster)))


def move(request: HttpRequest, collection: Collection, version: ModelVersion) -> None:
    _say(request, lambda: _move(request, collection, version))


def undo(request: HttpRequest, collection: Collection, version: ModelVersion, pk: int) -> None:
    def put_back() -> str:
        is_done = editing.undo(collection, version, pk, _name(request))
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
    k = form.cleaned_data["k"]
    if not open_later(collection, cluster.number, k, by=_name(request)):
        raise DisplayError(AT_WORK)
    return "It is being opened: its parts show up here in a moment."


def _keep_parts(version: ModelVersion, cluster: Cluster) -> str:
    parts.keep(version, cluster.number)
    return "Its parts stay."


def _throw_parts(version: ModelVersion, cluster: Cluster) -> str:
    parts.throw_away(version, cluster.number)
    return "It is one cluster again."


def _move(request: HttpRequest, collection: Collection, version: ModelVersion) -> str:
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise DisplayError(complaints(form))
    numbers = [whole_number(value) for value in request.POST.getlist("like")[:MOST_TICKED]]
    companies = [number for number in numbers if number]
    if not companies:
        raise DisplayError("Tick companies first.")
    into = form.cleaned_data["into"]
    if into == NEW:
        target: int | None = editing.new_cluster(version, form.cleaned_data["name"])
    else:
        target = None if into == OUTSIDE else int(into)
    moved = editing.move(collection, version, companies, target, _name(request))
    told = "1 company is" if moved == 1 else f"{moved} companies are"
    return f"{told} moved, and will stay there. You can undo that below all clusters."


def _name(request: HttpRequest) -> str:
    return request.user.get_username()
