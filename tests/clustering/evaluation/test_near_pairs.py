"""Pairs of a row that a model had not seen and its nearest of those that it had."""

from clustering.evaluation.near_pairs import ASKED_FOLDS, FOLDS, NEAREST, near_pairs
from clustering.settings import PRESETS
from clustering.training import Rows
from tests.catalogue import catalogue
from tests.kinds.site import told_apart


def test_each_row_that_is_asked_is_left_out_of_what_is_learned() -> None:
    companies = catalogue()
    columns = ([row[name] for row in companies] for name in ("Title", "Category", "Text"))
    rows = Rows(*columns)
    segments = [row["Segment"] for row in companies]
    left_out = []

    def kinds_without(texts):  # type: ignore[no-untyped-def]
        left_out.append(set(texts))
        return told_apart()

    pairs = near_pairs(rows, segments, PRESETS["similarco"], kinds_without)

    assert len(left_out) == ASKED_FOLDS
    asked = set.union(*left_out)
    assert len(asked) == sum(map(len, left_out)) == ASKED_FOLDS * len(rows.texts) // FOLDS
    assert len(pairs) == NEAREST * len(asked)
    closeness = [pair.closeness for pair in pairs]
    assert 0 < min(closeness) < max(closeness) < 1
    assert 0 < sum(pair.is_one_segment for pair in pairs) < len(pairs) / 2
    # Without industries nobody can say
    assert not any(pair.is_one_industry for pair in pairs)
