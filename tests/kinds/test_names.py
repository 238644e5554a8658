"""Sectors and segments have names for pages, and parts of addresses that lead back to them."""

import pytest

from scoring.kinds import names
from scoring.kinds.data import described
from scoring.models.kinds import shown_kind


def test_every_sector_and_segment_is_found_by_its_address() -> None:
    for sector in names.SECTORS:
        slug = names.sector_address(sector).split("/")[-2]
        assert names.sector_at(slug) == sector
    for segment in described():
        slug = names.segment_address(segment).split("/")[-2]
        assert names.segment_at(slug) == segment


@pytest.mark.parametrize(
    "slug", ["", "nowhere", "Financials", "shops-cars-and-leisure", "x" * 5000, "\x00", "none"]
)
def test_another_address_leads_nowhere(slug: str) -> None:
    assert names.sector_at(slug) == names.segment_at(slug) == ""


def test_no_two_sectors_have_one_readable_name() -> None:
    assert len(set(names.READABLE.values())) == len(names.SECTORS) == 11


@pytest.mark.parametrize("sector", ["", "Conglomerates", "<b>"])
def test_what_is_no_sector_keeps_its_name(sector: str) -> None:
    assert names.readable(sector) == sector


def test_a_cluster_of_one_sector_is_called_as_people_say_it() -> None:
    assert names.readable("Consumer discretionary") == "Shops, cars and leisure"


def test_nothing_known_has_no_links() -> None:
    nothing = shown_kind("", "", None, {}, "", "", None, "", "")

    assert names.links_of(nothing) is None


def test_a_sector_alone_has_no_link_to_a_segment() -> None:
    corrected = shown_kind("Energy", "Financials", 0.9, {}, "", "Pawnbrokers", 0.8, "sure", "")
    links = names.links_of(corrected)

    assert links is not None
    assert (links.sector, links.sector_address) == ("Oil and gas", "/sectors/energy/")
    assert (links.segment, links.segment_address) == ("", "")
