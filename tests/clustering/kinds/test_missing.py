"""Of a text that leaves doubt, what is missing in it."""

import pytest

from clustering.kinds.missing import ALL, EARNS, FOR_WHOM, MAKES, missing
from tests.learned import all_kinds_of_business


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ("AI-powered platform for modern teams", ALL),
        ("Innovative solutions that empower customers", ALL),
        ("", ALL),
        ("We bake bread and cakes.", (FOR_WHOM, EARNS)),
        ("We bake bread and cakes for hotels.", (EARNS,)),
        ("We sell bread and cakes.", (FOR_WHOM,)),
        ("We help dentists fill their calendars.", (MAKES, EARNS)),
        # A sentence ends what a sign leads to
        ("Subscriptions for. Hospitals need nurses and surgeons.", (FOR_WHOM,)),
        # Not every “to” leads to a customer
        ("We like to bake bread and cakes, and charge by the loaf.", (FOR_WHOM,)),
    ],
)
def test_what_a_text_does_not_say_is_missing(text: str, left_out: tuple[str, ...]) -> None:
    assert missing(text, all_kinds_of_business()) == left_out


def test_of_a_text_that_says_all_of_it_anything_may_help() -> None:
    text = "We bake bread and cakes, and sell them to hotels by the week."

    assert missing(text, all_kinds_of_business()) == ALL
