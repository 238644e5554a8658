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
    clusters = Cluster.objects.filter(version__collection=None).select_related("version")
    cluster = get_object_or_404(clusters, version=pk, number=number)
    form = ClusterChangeForm(request.POST)
    by = request.user.get_username()
    try:
        if not form.is_valid():
            raise DisplayError(complaints(form))
        made = display.change_cluster(
            version=cluster.version,
            number=number,
            by=by,
            **form.cleaned_data,
        )
    except DisplayError as error:
        messages.error(request, f"Nothing was changed. {error}")
    else:
        done = "It is like that already."
        if made:
            names = {each.number: str(each) for each in cluster.version.clusters.all()}
            done = f"{made.cluster} is {made.told(names)}. You can undo that below."
        messages.success(request, done)
    return back(request, reverse("version-cluster", args=[pk, number]))


@require_POST
@may_change
def undo(request: HttpRequest, pk: int, change: int) -> HttpResponse:
    of_site = ClusterChange.objects.filter(cluster__version__collection=None)
    changes = of_site.select_related("cluster__version")
    made = get_object_or_404(changes, pk=change, cluster__version=pk)
    by = request.user.get_username()
    try:
        is_done = display.undo_change(
            version=made.cluster.version,
            change=change,
            by=by,
        )
    except DisplayError as error:
        messages.error(request, f"Nothing was undone. {error}")
    else:
        messages.success(request, "Undone." if is_done else "That was undone already.")
    return back(request, reverse("version-cluster", args=[pk, made.cluster.number]))
