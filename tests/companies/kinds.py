"""Companies of several kinds of business, as a model and a reviewer said."""

from typing import Any

from scoring.models import ModelVersion
from tests.search import companies


def said(sector: str, segment: str, second: str = "Energy") -> dict[str, Any]:
    """What a model says of a text, and what is shown where no reviewer says otherwise."""
    return {
        "sector": sector,
        "sector_probability": 0.75,
        "segment": segment,
        "segment_probability": 0.5,
        "next_kinds": {"sectors": [[second, 0.2]], "segments": [["Pawnbrokers", 0.1]]},
        "shown_sector": sector,
        "shown_segment": segment,
        "model_answer": "probable",
        "answer": "probable",
    }


BANK = said("Financials", "Regional and community banks")
LENDER = said("Financials", "Pawnbrokers")
BAKER = said("Consumer Staples", "Bakeries")
# A reviewer said that it is a bakery
SAID = {"kind_is_reviewed": True}
CORRECTED = {**BANK, **SAID, "shown_sector": "Consumer Staples", "shown_segment": "Bakeries"}
# Of this one a reviewer knew the sector alone
SECTOR_ALONE = {**BAKER, **SAID, "shown_sector": "Financials", "shown_segment": ""}
KINDS: tuple[dict[str, Any], ...] = (
    {"title": "Ark Bank", "text": "A bank of farmers.", "kind": BANK, "category": "Financials"},
    {"title": "Bread Bank", "text": "Bread, and a bank.", "kind": CORRECTED, "cluster": 2},
    {"title": "Cake Works", "kind": BAKER, "cluster": 2, "source": "form"},
    {"title": "Dough", "text": "Money for dough.", "kind": SECTOR_ALONE, "cluster": 2, "day": 22},
    {"title": "Gold Pawn", "text": "Loans on gold, no bank.", "kind": LENDER, "day": 22},
    {"title": "Hush", "cluster": None, "status": "unplaced"},
    {"title": "Idle", "text": "A waiting bank.", "cluster": None, "status": "pending"},
)


def place_kinds() -> ModelVersion:
    version = companies.version()
    companies.store(version, *KINDS)
    return version
