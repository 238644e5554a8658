"""How alike two texts are by what both say, and the segment that both point to."""

import pytest

from clustering.closeness import FIRST_SEGMENT, NOTHING, PARTS, WEIGHTS, Said
from clustering.likeness import alike_among, alike_to, segment_of_both
from tests.clustering.kinds.trades import kinds, told


def alike(one: Said, other: Said) -> float:
    """The same, number by number."""
    weights = {entry >> 8: WEIGHTS[entry & PARTS] for entry in other.tolist()}
    cosine = 0.0
    for entry in one.tolist():
        if entry >> 8 < FIRST_SEGMENT:
            cosine += WEIGHTS[entry & PARTS] * weights.get(entry >> 8, 0.0)
    return cosine


def test_each_with_each_is_as_two_by_two() -> None:
    texts = [told("They bake bread"), told("bread and cakes"), NOTHING, told("kegs of ale")]

    among = alike_among(texts)

    assert among.tolist() == [[pytest.approx(alike(one, two)) for two in texts] for one in texts]


def test_one_with_each_is_as_two_by_two() -> None:
    texts = [NOTHING, told("bread and cakes"), NOTHING, told("kegs of ale"), told("zyzzquark")]

    for one in [*texts, told("They bake bread, zyzzquark and zyzzquark")]:
        assert alike_to(one, texts) == pytest.approx([alike(one, other) for other in texts])
    assert alike_to(texts[1], []).tolist() == []


def test_two_texts_have_a_segment_in_common_only_where_both_point_to_it() -> None:
    bakers = [told("They bake bread and cakes"), told("bread, rolls and cakes from the oven")]
    segment = segment_of_both(*bakers)

    assert segment is not None
    assert kinds().segments.all[segment].name == "Bakeries"
    assert segment_of_both(bakers[0], told("loans and mortgages from the bank")) is None
    assert segment_of_both(bakers[0], NOTHING) is None
