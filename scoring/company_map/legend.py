"""What the colours of the map mean, with how many companies of each are in the window."""

from collections.abc import Sequence
from typing import NamedTuple

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from scoring.company_map.asked import Asked
from scoring.maps.colouring import Colours
from scoring.maps.picture import Line
from scoring.models import Cluster
from scoring.own_columns.colours import STEPS


class LegendLine(NamedTuple):
    """How many companies of a colour are in the window, and where its name leads.

    To the map with that cluster alone, or to the list of companies with that value.
    """

    cluster: Cluster | None
    total: int
    address: str
    is_alone: bool = False


def legend_of_clusters(
    lines: Sequence[Line],
    chosen: Cluster | None,
    asked: Asked,
    colours: Colours | None,
) -> SafeString:
    """Also where `colours` were asked for, which very many companies do not have."""
    legend = []
    for cluster, total in lines:
        line = LegendLine(
            cluster=cluster,
            total=total,
            address=asked.in_cluster(cluster.number) if cluster else "",
            is_alone=cluster is not None and cluster == chosen,
        )
        legend.append(line)
    context = {
        "lines": legend,
        "everything": asked.without_cluster if chosen else "",
        "column_of_nearer": colours.name if colours else "",
    }
    return render_to_string("company_map/_legend.html", context)


def legend_of_groups(lines: Sequence[Line], colours: Colours) -> SafeString:
    """The steps of a scale stand in their order."""
    above = reverse("history")
    legend = []
    for group, total in lines:
        query = ""
        if group:
            query = colours.address(group.number)
        address = ""
        if query:
            address = f"{above}?{query}"
        legend.append(LegendLine(group, total, address))
    if colours.is_scale:
        legend.sort(key=lambda line: line.cluster.number if line.cluster else STEPS)
    context = {"lines": legend, "colours": colours}
    return render_to_string("company_map/_legend.html", context)
