"""What companies say -> vectors in which the parts of their market lie apart.

A company's vector has three parts side by side: how likely each kind of business is (the root of
each segment's probability, and of the sums over industries and sectors), a latent semantic analysis
of its n-grams among the collection's and the catalogue's (Deerwester and others, 1990), and, mixed
into both, the mean of its nearest companies: a text of few words says little by itself. What most
companies of the collection say, as "dental" among dental suppliers, counts for little.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.utils.extmath import randomized_svd

from clustering.closeness import FIRST_SEGMENT, PARTS, Said
from clustering.kinds.segments import Segments
from clustering.market.neighbours import nearest
from clustering.text.arrays import Doubles, Floats
from clustering.training.corpus import sparse_lengths
from clustering.training.threads import one_thread
from clustering.vectors import unit

# Latent dimensions, at most one for every four texts
LATENT = 50
# Of the randomized algorithm (Halko, Martinsson and Tropp, 2009)
ITERATIONS = 5
# What the parts count beside the segments; found on 1,042 start-ups
WORDS, INDUSTRIES, SECTORS = 0.7, 0.5, 0.5
NEIGHBOURS = 10
# Of few companies fewer are mixed in, or small clusters would run together
COMPANIES_FOR_EACH = 10
# Of the whole, so many dimensions are kept
DIMENSIONS = 100
# An n-gram that fewer texts of the collection have brings none together
FEWEST_TEXTS = 2


def vectors(
    said: Sequence[Said],
    background: Sequence[Said],
    segments: Segments,
    seed: int,
) -> tuple[Floats, Floats]:
    """n x d vectors of length 1: what each company says alone, and among its nearest.

    `background` are other texts whose words are learned along. Zeros of a text that says nothing.
    """
    with one_thread():
        kinds = _of_kinds(said, segments)
        words = _of_words(said, background, seed)
        alone = unit(np.hstack([kinds, WORDS * words]))
        near, _ = nearest(alone, min(NEIGHBOURS, len(said) // COMPANIES_FOR_EACH))
        among = unit(alone + _mean_of(alone, near))
        return _turned(alone, among)


def _of_kinds(said: Sequence[Said], segments: Segments) -> Floats:
    rows, keys, weights = _taken_apart(said)
    is_segment = keys >= FIRST_SEGMENT
    numbers = keys[is_segment] - FIRST_SEGMENT
    shape = (len(said), len(segments))
    roots = csr_matrix((weights[is_segment], (rows[is_segment], numbers)), shape=shape).toarray()
    chances = roots**2
    in_groups = np.eye(len(segments.groups))[segments.group_of]
    of_groups = np.sqrt(chances @ in_groups)
    of_sectors = np.sqrt(chances @ segments.in_sectors)
    joined = np.hstack([roots, INDUSTRIES * of_groups, SECTORS * of_sectors])
    return np.asarray(joined, dtype=np.float32)


def _of_words(said: Sequence[Said], background: Sequence[Said], seed: int) -> Floats:
    """n x at most LATENT: where the n-grams of each text lie."""
    rows, keys, weights = _taken_apart([*said, *background])
    own = keys < FIRST_SEGMENT
    rows, keys, weights = rows[own], keys[own], weights[own]
    ngrams, columns = np.unique(keys, return_inverse=True)
    shape = (len(said) + len(background), len(ngrams))
    whole = csr_matrix((weights, (rows, columns)), shape=shape)

    texts = len(said)
    documents = np.bincount(columns[rows < texts], minlength=len(ngrams))
    kept = np.flatnonzero(documents >= FEWEST_TEXTS)
    dimensions = min(LATENT, texts // 4, len(kept) - 1)
    if dimensions < 1:
        return np.zeros((texts, 1), np.float32)
    rarity = np.log((1 + texts) / (1 + documents[kept])) / np.log(1 + texts)
    weighed = whole[:, kept] @ diags(rarity)
    weighed = csr_matrix(diags(1 / sparse_lengths(weighed)) @ weighed)
    _, _, components = randomized_svd(weighed, dimensions, n_iter=ITERATIONS, random_state=seed)
    return unit(np.asarray(weighed[:texts] @ components.T, dtype=np.float32))


def _taken_apart(
    said: Sequence[Said],
) -> tuple[NDArray[np.int64], NDArray[np.int64], Doubles]:
    """Of all that is said: which text says it, which n-gram or segment it is, and its weight."""
    sizes = [len(told) for told in said]
    told = np.concatenate([np.zeros(0, np.uint32), *said])
    rows = np.repeat(np.arange(len(said)), sizes)
    roots = (told & PARTS) / PARTS
    return rows, (told >> 8).astype(np.int64), roots**2


def _mean_of(vectors: Floats, near: NDArray[np.int64]) -> Floats:
    total = np.zeros_like(vectors)
    for column in near.T:
        total += vectors[column]
    return total / max(near.shape[1], 1)


def _turned(alone: Floats, among: Floats) -> tuple[Floats, Floats]:
    """Both with the directions in which the second differ most, and the others left out."""
    centred = among - among.mean(axis=0)
    _, directions = np.linalg.eigh(centred.T.astype(np.float64) @ centred)
    kept = directions[:, -DIMENSIONS:].astype(np.float32)
    return unit(alone @ kept), unit(among @ kept)
