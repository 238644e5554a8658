"""TextRank (Mihalcea and Tarau, 2004): how central a word is among those that it stands beside."""

import itertools
from collections.abc import Sequence

import numpy as np

# As in the paper
DAMPING = 0.85
STEPS = 50


def word_ranks(sentences: Sequence[Sequence[str]]) -> dict[str, float]:
    """PageRank (0..1, together 1) of each word; words side by side in a sentence are linked."""
    different = set(itertools.chain.from_iterable(sentences))
    # In order, for sums of floats depend on theirs
    words = sorted(different)
    size = len(words)
    if not size:
        return {}

    number = {word: place for place, word in enumerate(words)}
    links: set[tuple[int, int]] = set()
    for sentence in sentences:
        numbers = [number[word] for word in sentence]
        for left, right in itertools.pairwise(numbers):
            if left != right:
                links.add((left, right))
                links.add((right, left))
    pairs = np.array(sorted(links), dtype=np.intp)
    # In two columns, also where there is no pair
    source, target = pairs.reshape(-1, 2).T
    degrees = np.bincount(source, minlength=size)

    # All the same at first
    ranks = np.full(size, 1 / size)
    for _ in range(STEPS):
        # Each word gives its rank to its neighbours in equal parts
        given = ranks[source] / degrees[source]
        # Without any link the sums would be whole numbers
        sums = np.bincount(target, given, minlength=size)
        moved = sums.astype(np.float64)
        # A word without a neighbour gives its rank to all
        without_neighbour = ranks[degrees == 0]
        rank_for_all = without_neighbour.sum()
        moved += rank_for_all / size
        ranks = (1 - DAMPING) / size + DAMPING * moved
    return dict(zip(words, ranks.tolist(), strict=True))
