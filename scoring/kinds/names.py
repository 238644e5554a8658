"""Sectors by names that people would say, and by parts of addresses."""

from django.utils.text import slugify

# The official names stay in files, and in what programs read
READABLE = {
    "Communication Services": "Media, games and telecoms",
    "Consumer Discretionary": "Shops, cars and leisure",
    "Consumer Staples": "Food and household goods",
    "Energy": "Oil, gas and coal",
    "Financials": "Banks and insurance",
    "Health Care": "Health and medicine",
    "Industrials": "Industry and transport",
    "Information Technology": "Software and electronics",
    "Materials": "Chemicals, metals and paper",
    "Real Estate": "Property",
    "Utilities": "Electricity, gas and water",
}
SECTORS = tuple(READABLE)


def readable(sector: str) -> str:
    """The name that pages use; another's own, and nothing for none."""
    return READABLE.get(sector, sector)


def sector_at(slug: str) -> str:
    """The official name of the sector that an address names; empty for none."""
    return next((sector for sector in SECTORS if slugify(sector) == slug), "")
