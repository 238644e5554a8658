"""Which n-grams a model knows: the vocabulary modes Create, ReadOnly, Update and Merge."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clustering.text.ngrams import Extraction
from clustering.text.vocabulary import MODES, Vocabulary, plain
from clustering.training.corpus import Corpus
from clustering.training.selection import relevance

# Enough to see how a word is usually written, and little to read again
SURFACE_TEXTS = 2_000
ROUNDING = 1e-9


class Known(NamedTuple):
    """A vocabulary that is there already, and what becomes of it: one of MODES."""

    vocabulary: Vocabulary
    mode: str = "read-only"


def chosen(corpus: Corpus, categories: Sequence[str], known: Known | None) -> Vocabulary:
    """The vocabulary for a corpus: a new one, the known one as it is, or both together."""
    if known is None:
        return create(corpus, categories)
    if known.mode not in MODES:
        raise ValueError(
            f"There is no vocabulary mode {known.mode!r}: choose one of {', '.join(MODES)}."
        )
    if known.mode == "update":
        return update(known.vocabulary, corpus, categories)
    return merge(known.vocabulary, corpus) if known.mode == "merge" else known.vocabulary


def create(corpus: Corpus, categories: Sequence[str]) -> Vocabulary:
    """The n-grams of the corpus within the bounds of its options; it may come out empty.

    Readable forms come later.
    """
    documents = corpus.documents()
    return _within_bounds(corpus, categories, documents, len(corpus.texts))


def update(vocabulary: Vocabulary, corpus: Corpus, categories: Sequence[str]) -> Vocabulary:
    """The n-grams of the corpus, with the documents of an older vocabulary counted too."""
    documents = corpus.documents()
    for place, ngram in enumerate(corpus.ngrams):
        if documents[place] and ngram in vocabulary.index:
            documents[place] += vocabulary.documents[vocabulary.index[ngram]]
    return _within_bounds(corpus, categories, documents, vocabulary.total + len(corpus.texts))


def merge(vocabulary: Vocabulary, corpus: Corpus) -> Vocabulary:
    """The n-grams of an older vocabulary and of the corpus, their documents added up, within the
    bounds.

    The most frequent are kept, whatever the selection: the older texts are not at hand.
    """
    options = corpus.analyser.extraction
    documents = Counter(dict(zip(vocabulary.ngrams, vocabulary.documents.tolist(), strict=True)))
    documents.update(dict(zip(corpus.ngrams, corpus.documents().tolist(), strict=True)))
    total = vocabulary.total + len(corpus.texts)
    fitting = [ngram for ngram, count in documents.items() if _fits(ngram, count, total, options)]
    kept = sorted(sorted(fitting, key=lambda ngram: (-documents[ngram], ngram))[: options.features])
    known = dict(zip(vocabulary.ngrams, vocabulary.surfaces, strict=True))
    surfaces = [known.get(ngram, plain(ngram)) for ngram in kept]
    return _vocabulary(kept, surfaces, [documents[ngram] for ngram in kept], total, options)


def with_surfaces(vocabulary: Vocabulary, corpus: Corpus) -> Vocabulary:
    """The vocabulary with the readable forms that the corpus uses most; an n-gram of older texts
    keeps its own.

    A form is in lower case unless it is nearly always capitalised.
    """
    forms: dict[str, Counter[str]] = {ngram: Counter() for ngram in vocabulary.ngrams}
    _count_forms(
        forms, corpus, range(0, len(corpus.texts), max(1, len(corpus.texts) // SURFACE_TEXTS))
    )
    unseen = {ngram for ngram, seen in forms.items() if not seen}
    _count_forms(forms, corpus, corpus.first_rows(unseen))
    pairs = zip(vocabulary.ngrams, vocabulary.surfaces, strict=True)
    return replace(
        vocabulary,
        surfaces=tuple(
            _usual_form(forms[ngram]) if forms[ngram] else kept for ngram, kept in pairs
        ),
    )


def _count_forms(forms: dict[str, Counter[str]], corpus: Corpus, rows: Iterable[int]) -> None:
    for row in rows:
        for ngram, surface in corpus.analyser.surfaces(corpus.texts[row]):
            if ngram in forms:
                forms[ngram][surface] += 1


def _within_bounds(
    corpus: Corpus, categories: Sequence[str], documents: NDArray[np.int64], total: int
) -> Vocabulary:
    options = corpus.analyser.extraction
    fitting = [
        place
        for place, (ngram, count) in enumerate(zip(corpus.ngrams, documents.tolist(), strict=True))
        if count and _fits(ngram, count, total, options)
    ]
    scores = (
        relevance(corpus.counts[:, fitting], categories, options.selection).tolist()
        if fitting
        else []
    )
    ranked = sorted(
        zip(fitting, scores, strict=True), key=lambda pair: (-pair[1], corpus.ngrams[pair[0]])
    )
    kept = sorted(
        (place for place, _ in ranked[: options.features]), key=lambda place: corpus.ngrams[place]
    )
    ngrams = [corpus.ngrams[place] for place in kept]
    return _vocabulary(
        ngrams, [plain(ngram) for ngram in ngrams], documents[kept].tolist(), total, options
    )


def _fits(ngram: str, count: int, total: int, options: Extraction) -> bool:
    least = options.min_documents_of_phrases if "_" in ngram else options.min_documents
    # Of very few texts the share would let nothing pass
    return least <= count <= max(options.max_ratio * total + ROUNDING, least)


def _vocabulary(
    ngrams: Sequence[str],
    surfaces: Sequence[str],
    documents: Sequence[int],
    total: int,
    options: Extraction,
) -> Vocabulary:
    counts = np.minimum(documents, np.iinfo(np.int32).max).astype(np.int32)
    smooth = options.weights == "sublinear"
    idf = 1 + np.log((1 + total) / (1 + counts)) if smooth else np.log10(total / counts)
    return Vocabulary(tuple(ngrams), tuple(surfaces), counts, total, idf.astype(np.float32))


def _usual_form(forms: Counter[str]) -> str:
    folded: Counter[str] = Counter()
    for form, count in forms.items():
        folded[form.lower()] += count
    usual = min(folded, key=lambda form: (-folded[form], form))
    # Words at the beginning of a sentence are capitalised too: one small form in five shows a
    # common word.
    if forms[usual] * 5 >= folded[usual]:
        return usual
    return min(
        (form for form in forms if form.lower() == usual), key=lambda form: (-forms[form], form)
    )
