"""TextRank (Mihalcea and Tarau, 2004):
how central a word is among the words that it stands beside.
"""

import itertools
from collections.abc import Sequence

import numpy as np

DAMPING = 0.85
STEPS = 50


def word_ranks(sentences: Sequence[Sequence[str]]) -> dict[str, float]:
    """PageRank (0..1, together 1) of each word;
    two words that stand side by side in a sentence are linked.
    """
    words = sorted({word for sentence in sentences for word in sentence})
    place = {word: number for number, word in enumerate(words)}
    pairs = {
        (place[one], place[other])
        for sentence in sentences
        for left, right in itertools.pairwise(sentence)
        if left != right
        for one, other in ((left, right), (right, left))
    }
    source, target = np.array(sorted(pairs), dtype=np.intp).reshape(-1, 2).T
    degrees = np.bincount(source, minlength=len(words))
    ranks = np.full(len(words), 1 / max(len(words), 1))
    for _ in range(STEPS if words else 0):
        moved = np.bincount(target, ranks[source] / degrees[source], minlength=len(words)).astype(
            float
        )
        # A word without a neighbour gives its rank to all
        moved += ranks[degrees == 0].sum() / len(words)
        ranks = (1 - DAMPING) / len(words) + DAMPING * moved
    return dict(zip(words, ranks.tolist(), strict=True))
