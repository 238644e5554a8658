"""What reviewers do to how clusters are shown."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from scoring.clusters import display
from scoring.clusters.display import DisplayError
from scoring.clusters.forms import ClusterChangeForm
from scoring.models import Cluster, ClusterChange
from scoring.pages.messages import complaints
from scoring.pages.returning import back

may_change = permission_required("scoring.change_cluster", raise_exception=True)


@require_POST
@may_change
def change(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    cluster = get_object_or_404(
        Cluster.objects.select_related("version"), version=pk, number=number
    )
    try:
        made = _change(request, cluster)
    except DisplayError as error:
        messages.error(request, f"Nothing was changed. {error}")
    else:
        done = made and f"Cluster {made.cluster} is {made.words}. You can undo that below."
        messages.success(request, done or "It is like that already.")
    return back(request, reverse("version-cluster", args=[pk, number]))


def _change(request: HttpRequest, cluster: Cluster) -> ClusterChange | None:
    form = ClusterChangeForm(request.POST)
    if not form.is_valid():
        raise DisplayError(complaints(form))
    by = request.user.get_username()
    return display.change(
        version=cluster.version, number=cluster.number, by=by, **form.cleaned_data
    )


@require_POST
@may_change
def undo(request: HttpRequest, pk: int, change: int) -> HttpResponse:
    made = get_object_or_404(
        ClusterChange.objects.select_related("cluster__version"), pk=change, cluster__version=pk
    )
    by = request.user.get_username()
    try:
        is_done = display.undo(version=made.cluster.version, change=change, by=by)
    except DisplayError as error:
        messages.error(request, f"Nothing was undone. {error}")
    else:
        messages.success(request, "It is undone." if is_done else "It was undone before.")
    return back(request, reverse("version-cluster", args=[pk, made.cluster.number]))
