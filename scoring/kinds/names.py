"""Sectors by names that people would say, and by parts of addresses."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import slugify

from scoring.kinds.data import described
from scoring.models.kinds import ShownKind

# The official names stay in files, and in what programs read
READABLE = {
    "Communication Services": "Media and telecoms",
    "Consumer Discretionary": "Shops, cars and leisure",
    "Consumer Staples": "Food and household",
    "Energy": "Oil and gas",
    "Financials": "Financials",
    "Health Care": "Health care",
    "Industrials": "Industrials",
    "Information Technology": "Technology",
    "Materials": "Materials",
    "Real Estate": "Real estate",
    "Utilities": "Utilities",
}
SECTORS = tuple(READABLE)


def readable(sector: str) -> str:
    """The name that pages use; another's own, and nothing for none.

    Names of clusters have small letters inside.
    """
    return READABLE.get(sector.title(), sector)


def sector_at(slug: str) -> str:
    """The official name of the sector that an address names; empty for none."""
    return next((sector for sector in SECTORS if slugify(sector) == slug), "")


def segment_at(slug: str) -> str:
    """The name of the segment that an address names; empty for none."""
    return next((name for name in described() if slugify(name) == slug), "")


def sector_address(sector: str) -> str:
    """Where the companies of a sector are."""
    return reverse("sector", args=[slugify(sector)])


def segment_address(segment: str) -> str:
    """Where the companies of a segment are; of one that is no more, those stored under it."""
    if segment in described():
        return reverse("segment", args=[slugify(segment)])
    return f"{reverse('history')}?{urlencode({'segment': segment})}"


class KindLinks(NamedTuple):
    """A kind of business as a page shows it; without a segment only the sector is known."""

    sector: str
    sector_address: str
    segment: str
    segment_address: str


def links_of(kind: ShownKind) -> KindLinks | None:
    """The names and addresses of a kind of business; None where nothing is known."""
    if not kind.sector:
        return None
    return KindLinks(
        sector=readable(kind.sector),
        sector_address=sector_address(kind.sector),
        segment=kind.segment,
        segment_address=segment_address(kind.segment) if kind.segment else "",
    )
