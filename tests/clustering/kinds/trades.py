"""Six kinds of business of three sectors, with texts of each, and what was learned of them."""

from functools import lru_cache

import numpy as np

from clustering.closeness import Said, said
from clustering.kinds.reader import Kinds
from clustering.kinds.segments import Segment
from clustering.training.kinds import KindRow, fit_kinds

SEGMENTS = (
    Segment("Savings banks", "Regional Banks", "Financials"),
    Segment("Card issuers", "Consumer Finance", "Financials"),
    Segment("Pawnbrokers", "Consumer Finance", "Financials"),
    Segment("Bakeries", "Packaged Foods & Meats", "Consumer Staples"),
    Segment("Breweries", "Brewers", "Consumer Staples"),
    Segment("Vets", "", "Health Care"),
)
TEXTS = {
    "Savings banks": (
        "Branches take deposits and grant mortgages to families.",
        "Deposits of savers become mortgages and loans of the county.",
        "The bank pays interest on deposits and lends them as mortgages.",
    ),
    "Card issuers": (
        "Credit cards with rewards; cardholders pay interest on balances.",
        "Cardholders spend, merchants pay fees, balances earn interest.",
        "We issue credit cards and earn interest on revolving balances.",
    ),
    "Pawnbrokers": (
        "Loans against pledged jewellery, watches and gold rings.",
        "The pawn shop lends on gold and sells forfeited jewellery.",
        "Bring gold or a watch, take cash, redeem the pledged ring later.",
    ),
    "Bakeries": (
        "Bread, rolls and cakes from wheat flour, baked each night.",
        "Ovens bake loaves of rye bread and buns for grocers.",
        "Our bakers knead dough, bake bread and deliver cakes.",
    ),
    "Breweries": (
        "Beer brewed from malt and hops, in kegs and bottles.",
        "Lagers and ales ferment with yeast before the beer is bottled.",
        "The brewery sells kegs of ale and lager to pubs.",
    ),
    "Vets": (
        "Surgeons treat dogs, cats and horses in the animal hospital.",
        "Vaccinations for puppies and kittens, and surgery for sick pets.",
        "Our vets treat pets: dogs, cats, rabbits, whatever ails them.",
    ),
}
ROWS = [
    KindRow(text, segment.name, segment.industry, segment.sector)
    for segment in SEGMENTS
    for text in TEXTS[segment.name]
]


@lru_cache
def kinds() -> Kinds:
    return fit_kinds(SEGMENTS, ROWS)


def told(text: str) -> Said:
    reader = kinds()
    read = reader.known.read([text])
    [numbers] = read.occurrences.numbers
    counted = reader.count(read, numbers)
    chances = reader.probabilities(reader.weigh(counted))
    [entries] = said(read, np.flatnonzero(numbers < 0), counted, reader.vocabulary, chances)
    return entries
