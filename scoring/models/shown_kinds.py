"""The kind of business that is shown of a company: a reviewer's, else the model's."""

from collections.abc import Mapping
from typing import Any, NamedTuple

# The columns of an assignment that tell it, in the order in which `shown_kind` takes them
KIND_FIELDS = (
    "shown_sector",
    "sector",
    "sector_probability",
    "next_kinds",
    "shown_segment",
    "segment",
    "segment_probability",
)


class ShownKind(NamedTuple):
    """Sector and segment with their probabilities (0..1), empty where nothing is known.

    What a reviewer said has no probability; the second sector is the model's next best.
    """

    sector: str
    sector_probability: float | None
    second_sector: str
    segment: str
    segment_probability: float | None


# As columns of files
KIND_HEADER = ("Sector", "Sector probability", "Second sector", "Segment", "Segment probability")


def shown_kind(
    shown_sector: str | None,
    sector: str | None,
    sector_probability: float | None,
    next_kinds: Mapping[str, Any] | None,
    shown_segment: str | None,
    segment: str | None,
    segment_probability: float | None,
) -> ShownKind:
    """What is shown of the columns of an assignment, all None where there is no such row."""
    is_the_models = shown_sector == sector
    return ShownKind(
        sector=shown_sector or "",
        sector_probability=sector_probability if is_the_models else None,
        second_sector=second_sector(next_kinds) if is_the_models else "",
        segment=shown_segment or "",
        segment_probability=segment_probability if shown_segment == segment else None,
    )


def second_sector(next_kinds: Mapping[str, Any] | None) -> str:
    """The next best sector; empty where none was told."""
    told = (next_kinds or {}).get("sectors", [])
    return told[0][0] if told else ""
