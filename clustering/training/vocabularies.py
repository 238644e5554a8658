"""Which n-grams a model knows: the vocabulary modes Create, ReadOnly, Update and Merge."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain, compress
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clustering.text.forms import usual_form
from clustering.text.ngrams import Extraction
from clustering.text.vocabulary import MODES, Vocabulary, plain
from clustering.training.corpus import Corpus
from clustering.training.selection import relevance

# Enough to see how a word is usually written, and little to read again
SURFACE_TEXTS = 2_000
# A share of exactly so many texts may come out a little smaller
ROUNDING = 1e-9


class Known(NamedTuple):
    """A vocabulary that is there already, and what becomes of it: one of MODES."""

    vocabulary: Vocabulary
    mode: str = "read-only"


def chosen(corpus: Corpus, categories: Sequence[str], known: Known | None) -> Vocabulary:
    """The vocabulary for a corpus: a new one, the known one as it is, or both together."""
    if known is None:
        return create(corpus, categories)
    match known.mode:
        case "read-only":
            return known.vocabulary
        case "update":
            return update(known.vocabulary, corpus, categories)
        case "merge":
            return merge(known.vocabulary, corpus)
    modes = ", ".join(MODES)
    raise ValueError(f"There is no vocabulary mode {known.mode!r}: choose one of {modes}.")


def create(corpus: Corpus, categories: Sequence[str]) -> Vocabulary:
    """The n-grams of the corpus within the bounds of its options; it may come out empty.

    Readable forms come later.
    """
    return _within_bounds(
        corpus,
        categories,
        documents=corpus.documents(),
        total=len(corpus.texts),
    )


def update(vocabulary: Vocabulary, corpus: Corpus, categories: Sequence[str]) -> Vocabulary:
    """The n-grams of the corpus, with the documents of an older vocabulary counted too."""
    documents = corpus.documents()
    for column, ngram in enumerate(corpus.ngrams):
        # What none of the texts has, the corpus of a part of them still has a column for
        if documents[column] and ngram in vocabulary.index:
            older_place = vocabulary.index[ngram]
            documents[column] += vocabulary.documents[older_place]
    return _within_bounds(
        corpus,
        categories,
        documents=documents,
        total=vocabulary.total + len(corpus.texts),
    )


def merge(vocabulary: Vocabulary, corpus: Corpus) -> Vocabulary:
    """The n-grams of an older vocabulary and of the corpus, their documents added up.

    The most frequent within the bounds are kept, whatever the selection: the older texts are not at
    hand.
    """
    options = corpus.analyser.extraction
    older_counts = vocabulary.documents.tolist()
    newer_counts = corpus.documents().tolist()
    older = zip(vocabulary.ngrams, older_counts, strict=True)
    newer = zip(corpus.ngrams, newer_counts, strict=True)
    documents: Counter[str] = Counter()
    for ngram, count in chain(older, newer):
        documents[ngram] += count
    total = vocabulary.total + len(corpus.texts)
    merged = from_documents(documents, total, options)
    surfaces = []
    for ngram, surface in zip(merged.ngrams, merged.surfaces, strict=True):
        is_older = ngram in vocabulary.index
        surfaces.append(vocabulary.surface(ngram) if is_older else surface)
    return replace(merged, surfaces=tuple(surfaces))


def from_documents(documents: Mapping[str, int], total: int, options: Extraction) -> Vocabulary:
    """The most frequent n-grams within the bounds, of which `documents` of all texts have each.

    Readable forms come later.
    """
    counts = np.array(list(documents.values()), dtype=np.int64)
    fits = fit(documents, counts, total, options)
    fitting = list(compress(documents, fits.tolist()))
    # Equal ones by alphabet, whatever order the texts came in
    fitting.sort(key=lambda ngram: (-documents[ngram], ngram))
    most_frequent = fitting[: options.features]
    kept = sorted(most_frequent)
    return _vocabulary(
        kept,
        surfaces=[plain(ngram) for ngram in kept],
        documents=[documents[ngram] for ngram in kept],
        total=total,
        options=options,
    )


def with_surfaces(vocabulary: Vocabulary, corpus: Corpus) -> Vocabulary:
    """The vocabulary with the readable forms that the corpus uses most.

    A form is in lower case unless it is nearly always capitalised. An n-gram of older texts keeps
    its own.
    """
    forms: dict[str, Counter[str]] = {}
    for ngram in vocabulary.ngrams:
        forms[ngram] = Counter()
    # From the whole corpus, for its texts may be sorted
    size = len(corpus.texts)
    step = max(1, size // SURFACE_TEXTS)
    sample = range(0, size, step)
    _count_forms(forms, corpus, sample)
    # A rare n-gram of very many texts may be in none of those
    without_form = {ngram for ngram, counts in forms.items() if not counts}
    other_rows = corpus.first_rows(without_form)
    _count_forms(forms, corpus, other_rows)

    surfaces = []
    for ngram in vocabulary.ngrams:
        counts = forms[ngram]
        surface = usual_form(counts) if counts else vocabulary.surface(ngram)
        surfaces.append(surface)
    return replace(vocabulary, surfaces=tuple(surfaces))


def _count_forms(forms: dict[str, Counter[str]], corpus: Corpus, rows: Iterable[int]) -> None:
    """Count how the n-grams in `forms` are written in some texts of a corpus."""
    for row in rows:
        text = corpus.texts[row]
        for ngram, surface in corpus.analyser.surfaces(text):
            if ngram in forms:
                forms[ngram][surface] += 1


def _within_bounds(
    corpus: Corpus,
    categories: Sequence[str],
    documents: NDArray[np.int64],
    total: int,
) -> Vocabulary:
    """The vocabulary of those n-grams that the options keep.

    `documents` says of each n-gram of the corpus how many of all `total` texts have it.
    """
    options = corpus.analyser.extraction
    is_within = fit(corpus.ngrams, documents, total, options)
    fitting = np.flatnonzero(is_within & (documents > 0)).tolist()
    # By alphabet, for of equal n-grams the first are kept
    columns = sorted(fitting, key=corpus.ngrams.__getitem__)
    kept: list[int] = []
    # Nothing can be selected from no column
    if columns:
        scores = relevance(corpus.counts[:, columns], categories, options.selection)
        best_first = np.argsort(-scores, kind="stable")
        best = np.sort(best_first[: options.features])
        kept = [columns[place] for place in best.tolist()]
    ngrams = [corpus.ngrams[column] for column in kept]
    return _vocabulary(
        ngrams,
        surfaces=[plain(ngram) for ngram in ngrams],
        documents=documents[kept].tolist(),
        total=total,
        options=options,
    )


def fit(
    ngrams: Iterable[str],
    documents: NDArray[np.int64],
    total: int,
    options: Extraction,
) -> NDArray[np.bool_]:
    """Whether neither too few nor too many of `total` texts have each n-gram."""
    is_phrase = np.array(["_" in ngram for ngram in ngrams], dtype=bool)
    least = np.where(is_phrase, options.min_documents_of_phrases, options.min_documents)
    # Of very few texts the share would let nothing pass
    most = np.maximum(options.max_ratio * total + ROUNDING, least)
    return (least <= documents) & (documents <= most)


def _vocabulary(
    ngrams: Sequence[str],
    surfaces: Sequence[str],
    documents: Sequence[int],
    total: int,
    options: Extraction,
) -> Vocabulary:
    """A vocabulary with the IDF that its documents give."""
    # Two large vocabularies together may count more than is stored
    most = np.iinfo(np.int32).max
    counts = np.minimum(documents, most).astype(np.int32)
    # The formulas stand in `clustering/text/ngrams.py`
    if options.weights == "sublinear":
        ratio = (1 + total) / (1 + counts)
        idf = 1 + np.log(ratio)
    else:
        idf = np.log10(total / counts)
    return Vocabulary(
        ngrams=tuple(ngrams),
        surfaces=tuple(surfaces),
        documents=counts,
        total=total,
        idf=idf.astype(np.float32),
    )
