"""Thirty invented companies of five trades, and small models of them."""

from collections.abc import Sequence
from functools import lru_cache

import pytest

from clustering.model import Model
from clustering.settings import METRICS, SPACES, Settings
from clustering.training import Rows, train

TRADES = {
    "bank": [
        (
            "Rivertown Savings",
            "A bank that takes deposits and gives home loans to families. Its branches lend.",
        ),
        (
            "Oakmere Trust",
            "The bank offers savings accounts, credit cards and business loans in its branches.",
        ),
        (
            "Pellam Bancorp",
            "Commercial bank with branches in nine counties: deposits, mortgages, credit cards.",
        ),
        (
            "Harbour Mutual",
            "Mutual bank. Members hold savings accounts and take home loans and mortgages.",
        ),
        (
            "Quill Finance",
            "Business loans and credit cards for small shops, from a bank without branches.",
        ),
        (
            "Tamsin Capital",
            "An online bank: savings accounts, deposits and loans, and no branches at all.",
        ),
    ],
    "oil": [
        (
            "Brackwater Energy",
            "Explores for oil and gas and drills wells. Its refineries process crude oil.",
        ),
        (
            "Doveton Petroleum",
            "Oil and gas producer with wells in the northern basin and two pipelines.",
        ),
        (
            "Skarn Resources",
            "Drills wells for natural gas and oil, and sells crude oil to refineries.",
        ),
        ("Fellside Drilling", "Contract driller of oil and gas wells for exploration companies."),
        ("Lunt Pipelines", "Pipelines carry crude oil and natural gas from wells to refineries."),
        (
            "Marrow Oil",
            "Oil and gas exploration in shallow seas; drilling of new wells each spring.",
        ),
    ],
    "software": [
        ("Kestrel Systems", "Develops accounting software and cloud services for small firms."),
        (
            "Nimbus Nine",
            "Cloud software for data storage. Developers use its computer systems every day.",
        ),
        ("Tallow Labs", "Makes security software that guards computer networks and cloud data."),
        (
            "Oddpixel",
            "Software studio: developers write games and cloud services for computer and phone.",
        ),
        (
            "Vellum Data",
            "Its data software searches computer networks and draws reports in the cloud.",
        ),
        (
            "Gritstone",
            "Sells software to developers: databases, cloud services, and computer security.",
        ),
    ],
    "medicine": [
        (
            "Asterley Pharma",
            "Develops drugs for cancer patients and runs clinical trials in hospitals.",
        ),
        (
            "Brindle Health",
            "Hospitals and clinics that treat patients. Doctors and nurses work day and night.",
        ),
        (
            "Corvane Medical",
            "Manufactures medical devices for hospitals, such as pumps for heart patients.",
        ),
        (
            "Dunmore Biotech",
            "Biotechnology: drugs and vaccines, tested in clinical trials with patients.",
        ),
        (
            "Elmsworth Devices",
            "Medical devices and implants that doctors use in hospitals and clinics.",
        ),
        (
            "Fenwick Labs",
            "Laboratory tests for hospitals, doctors and clinical trials of new drugs.",
        ),
    ],
    "food": [
        (
            "Greenlow Foods",
            "Makes frozen food and snacks, sold in supermarkets under several brands.",
        ),
        ("Hobbs Bakery", "Bread and snacks from twelve bakeries for supermarkets and restaurants."),
        ("Ivory Dairy", "Dairy food: milk, cheese and butter brands for supermarkets."),
        (
            "Juniper Drinks",
            "Bottles soft drinks and juice; its beverage brands are in all supermarkets.",
        ),
        (
            "Kettle and Crust",
            "Restaurants that serve food, bread and drinks, with brands for supermarkets.",
        ),
        ("Larkspur Snacks", "Snacks and frozen food brands for restaurants and supermarkets."),
    ],
}
TITLES = [title for rows in TRADES.values() for title, _ in rows]
TEXTS = [text for rows in TRADES.values() for _, text in rows]
CATEGORIES = [trade for trade, rows in TRADES.items() for _ in rows]
ROWS = Rows(TITLES, CATEGORIES, TEXTS)
SETTINGS = Settings(k=5)
KINDS = [(space, metric) for space in SPACES for metric in METRICS]


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Nothing here has rows; to forget them for every test would take a tenth of the time."""


def rows_of(texts: Sequence[str], categories: Sequence[str] | None = None) -> Rows:
    """Rows without titles, and without categories unless they are given."""
    return Rows([""] * len(texts), [""] * len(texts) if categories is None else categories, texts)


@lru_cache
def trained(space: str, metric: str) -> Model:
    return train(ROWS, Settings(k=5, space=space, metric=metric))


@pytest.fixture(scope="session")
def model() -> Model:
    return trained("guided", "euclidean")


@pytest.fixture(scope="session", params=KINDS, ids=lambda kind: "-".join(kind))
def any_model(request: pytest.FixtureRequest) -> Model:
    """A model of each space and metric."""
    return trained(*request.param)
