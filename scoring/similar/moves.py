"""Which phrases moved the rows of a list when further examples came."""

from collections.abc import Collection, Sequence

import numpy as np

from clustering.closeness import places
from scoring.similar.explaining import Move, reason
from scoring.similar.nearest import Similar
from scoring.similar.seeds import Seed, asked_for, stored_seeds
from scoring.similar.sources import Sources

# What an example is called that is no company
YOUR_TEXT = "your text"


def with_moves(
    rows: Sequence[Similar],
    more: Sequence[Seed],
    less: Sequence[Seed],
    new: Collection[int | None],
    sources: Sources,
) -> list[Similar]:
    """The rows, each with the phrase that moved it up or down among them.

    `new` are the examples that came last, by their ids, None for a text. Without others to be like
    there was no list before, and nothing has moved.
    """
    before = [seed for seed in more if _id(seed) not in new]
    less_before = [seed for seed in less if _id(seed) not in new]
    model = sources.model()
    if not new or not before or not rows or model is None:
        return list(rows)
    order_before = _order(rows, before, less_before, sources)
    moved = []
    for place, row in enumerate(rows):
        steps = 0
        if place in order_before:
            steps = order_before.index(place) - place
        examples = more if steps > 0 else less
        shared = []
        for seed in examples:
            if _id(seed) in new:
                title = seed.company.title if seed.company else YOUR_TEXT
                why = reason(model, seed.text, row.company.text)
                for most_telling in why.telling[:1]:
                    shared.append((most_telling.product, most_telling.surface, title))
        if steps and shared:
            _, phrase, title = max(shared)
            row = row._replace(moved=Move(steps > 0, phrase, title))
        moved.append(row)
    return moved


def _order(
    rows: Sequence[Similar],
    more: Sequence[Seed],
    less: Sequence[Seed],
    sources: Sources,
) -> list[int]:
    """The places of the rows in the order in which these examples put them."""
    stored = {}
    for seed in stored_seeds([row.company for row in rows], sources):
        stored[seed.company] = seed
    # Without those that somebody has deleted meanwhile
    listed = [place for place, row in enumerate(rows) if row.company in stored]
    seeds = [stored[rows[place].company] for place in listed]
    if not seeds:
        return []
    vectors = np.array([seed.vector for seed in seeds])
    asked = asked_for(more, sources, less)
    closeness = asked.closeness(
        np.concatenate([seed.said for seed in seeds]),
        np.array([len(seed.said) for seed in seeds]),
        places(vectors, sources.guided()),
    )
    order = np.argsort(-closeness, kind="stable")
    return [listed[place] for place in order.tolist()]


def _id(seed: Seed) -> int | None:
    if not seed.company:
        return None
    return seed.company.pk
