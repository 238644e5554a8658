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
        mixed_in = min(NEIGHBOURS, len(said) // COMPANIES_FOR_EACH)
        near, _ = nearest(alone, mixed_in)
        total = np.zeros_like(alone)
        for column in near.T:
            total += alone[column]
        mean = total / max(near.shape[1], 1)
        among = unit(alone + mean)

        # Both in the directions in which the second differ most; the others are left out
        centred = among - among.mean(axis=0)
        covariance = centred.T.astype(np.float64) @ centred
        _, directions = np.linalg.eigh(covariance)
        kept = directions[:, -DIMENSIONS:].astype(np.float32)
        return unit(alone @ kept), unit(among @ kept)


def _of_kinds(said: Sequence[Said], segments: Segments) -> Floats:
    rows, keys, weights = _taken_apart(said)
    is_segment = keys >= FIRST_SEGMENT
    numbers = keys[is_segment] - FIRST_SEGMENT
    places = (rows[is_segment], numbers)
    shape = (len(said), len(segments))
    roots = csr_matrix((weights[is_segment], places), shape=shape).toarray()
    chances = roots**2
    in_groups = np.eye(len(segments.groups))[segments.group_of]
    of_groups = np.sqrt(chances @ in_groups)
    of_sectors = np.sqrt(chances @ segments.in_sectors)
    parts = [roots, INDUSTRIES * of_groups, SECTORS * of_sectors]
    return np.asarray(np.hstack(parts), dtype=np.float32)


def _of_words(said: Sequence[Said], background: Sequence[Said], seed: int) -> Floats:
    """n x at most LATENT: where the n-grams of each text lie."""
    rows, keys, weights = _taken_apart([*said, *background])
    is_ngram = keys < FIRST_SEGMENT
    rows = rows[is_ngram]
    ngrams, columns = np.unique(keys[is_ngram], return_inverse=True)
    shape = (len(said) + len(background), len(ngrams))
    whole = csr_matrix((weights[is_ngram], (rows, columns)), shape=shape)

    texts = len(said)
    columns_of_own = columns[rows < texts]
    documents = np.bincount(columns_of_own, minlength=len(ngrams))
    kept = np.flatnonzero(documents >= FEWEST_TEXTS)
    dimensions = min(LATENT, texts // 4, len(kept) - 1)
    if dimensions < 1:
        return np.zeros((texts, 1), np.float32)
    # 0 for what all say, 1 for what nobody says
    ratio = (1 + texts) / (1 + documents[kept])
    highest = np.log(1 + texts)
    rarity = np.log(ratio) / highest
    weighed = whole[:, kept] @ diags(rarity)
    factors = 1 / sparse_lengths(weighed)
    of_length_1 = csr_matrix(diags(factors) @ weighed)
    _, _, components = randomized_svd(of_length_1, dimensions, n_iter=ITERATIONS, random_state=seed)
    latent = of_length_1[:texts] @ components.T
    return unit(np.asarray(latent, dtype=np.float32))


def _taken_apart(
    said: Sequence[Said],
) -> tuple[NDArray[np.int64], NDArray[np.int64], Doubles]:
    """Of all that is said: which text says it, which n-gram or segment it is, and its weight."""
    sizes = [len(told) for told in said]
    rows = np.repeat(np.arange(len(said)), sizes)
    # Also where there is no text
    told = np.concatenate([np.zeros(0, np.uint32), *said])
    keys = told >> 8
    roots = (told & PARTS) / PARTS
    return rows, keys.astype(np.int64), roots**2
