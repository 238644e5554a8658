"""Companies to click on the form: invented, so that none of them is in the catalogue."""

from typing import NamedTuple


class Example(NamedTuple):
    title: str
    category: str
    text: str


EXAMPLES = (
    Example(
        "Rivertown Savings",
        "Financials",
        "A savings bank with branches in a dozen small towns. It takes deposits, lends to families "
        "buying a first home and to local firms that need a new van or a bigger workshop, and "
        "offers cards, pensions advice and simple investment accounts. Most of its income is the "
        "interest on mortgages and business loans.",
    ),
    Example(
        "Northlight Diagnostics",
        "Health Care",
        "We design blood tests and the instruments that read them. Hospitals and doctors' "
        "laboratories use our analysers to find infections, heart disease and some cancers early, "
        "often within the hour. Customers lease the machine and buy reagents and single-use "
        "cartridges from us for as long as they run it.",
    ),
    Example(
        "Harrow Field Bakeries",
        "Consumer Staples",
        "Bakes bread, rolls and snack cakes in six plants and delivers them every morning to "
        "supermarkets, schools and sandwich shops. Half of what it sells carries its own brands, "
        "the other half the retailers' names. Flour, butter and diesel are its largest costs.",
    ),
)
