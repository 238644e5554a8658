"""What a market map knows of each company."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import CharField, F, FilteredRelation, Q
from django.db.models.functions import Left

from scoring.kinds.sureness import LABELS
from scoring.markets.boxes import Box, placed_in, shown_clusters
from scoring.models import Collection, ModelVersion, model_versions

# So much of a text is a line
LINE = 140


class Told(NamedTuple):
    """A company on the map; `text` is how its text begins, or all of it where it is asked for."""

    pk: int
    title: str
    text: str
    category: str
    sector: str
    segment: str
    answer: str

    @property
    def line(self) -> str:
        return self.text[:LINE]

    @property
    def card(self) -> str:
        """Title, segment and answer, for whoever points at it where no script shows more."""
        lines = [self.title, self.segment, LABELS.get(self.answer, "")]
        return "\n".join(line for line in lines if line)


def told_of_each(
    collection: Collection,
    version: ModelVersion,
    boxes: Sequence[Box],
    *,
    whole_texts: bool,
) -> list[list[Told]]:
    """The companies of each box, the most typical first."""
    clusters = shown_clusters(version)
    trained = Q(submission__assignments__version=model_versions.embedded())
    placed = placed_in(collection, version).annotate(
        row=FilteredRelation("submission__assignments", condition=trained),
        line=Left("submission__text", LINE, output_field=CharField()),
    )
    rows = placed.order_by("-fit", "pk").values_list(
        "shown_cluster",
        "submission",
        F("submission__title"),
        F("submission__text") if whole_texts else "line",
        F("submission__category"),
        F("row__shown_sector"),
        F("row__shown_segment"),
        F("row__answer"),
    )
    of_number: dict[int | None, list[Told]] = {}
    for number, pk, title, text, *filed in rows:
        cluster = clusters.get(number)
        category, sector, segment, answer = (value or "" for value in filed)
        company = Told(pk, title, text, category, sector, segment, answer)
        shown_in = cluster.number if cluster else None
        of_number.setdefault(shown_in, []).append(company)
    numbers = [box.cluster.number if box.cluster else None for box in boxes]
    return [of_number.get(number, []) for number in numbers]
