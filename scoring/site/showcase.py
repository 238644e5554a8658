"""The pictures of the first page, drawn once a minute: an example with its result, and the map."""

from typing import NamedTuple

from django.template.loader import render_to_string

from scoring.maps.rows import Source
from scoring.maps.small import whole_map
from scoring.models import ModelVersion, ShownClusters
from scoring.models.collections import OF_THE_SITE
from scoring.pages.caching import counted_lately
from scoring.similar.sources import Sources
from scoring.site.examples import EXAMPLES
from scoring.site.live_example import live_example


class Showcase(NamedTuple):
    """HTML; empty where there is nothing to show."""

    example: str
    map: str


def showcase(active: ModelVersion | None, embedded: ModelVersion | None, number: int) -> Showcase:
    """With example 1, 2 or 3; nothing without a model."""
    if active is None or embedded is None:
        return Showcase(example="", map="")

    def draw() -> Showcase:
        clusters = ShownClusters.of_version(active)
        sources = Sources(embedded, active, clusters, OF_THE_SITE)
        live = live_example(EXAMPLES[number - 1], sources)
        example = ""
        if live:
            context = {"live": live, "examples": EXAMPLES}
            example = render_to_string("site/_example.html", context)
        everybody = whole_map(Source(embedded, active, OF_THE_SITE), clusters)
        drawn_map = render_to_string("maps/whole.html", {"map": everybody})
        return Showcase(example, drawn_map)

    key = f"showcase:{active.pk}:{embedded.pk}:{number}"
    return counted_lately(key, draw)
