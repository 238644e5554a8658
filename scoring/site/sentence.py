"""A sentence as n-grams, for the page about the site, and which of them the model knows."""

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

from clustering.settings import preset
from clustering.text.ngrams import Analyser
from scoring.endpoint import embedded
from scoring.models import ModelVersion

SIZES = (1, 2, 3)
SENTENCE = "Our bank lends money to farmers who grow wheat and corn."
LONGEST_SENTENCE = 300


class Ngram(NamedTuple):
    """An n-gram of a sentence, how often it stands there, and whether the model knows it."""

    phrase: str
    times: int
    is_known: bool


def ngrams_of(sentence: str, version: ModelVersion | None) -> dict[int, list[Ngram]]:
    """The n-grams of a sentence for each n, in the order in which they stand there."""
    model = None
    if version:
        with suppress(embedded.NoModelError):
            model = embedded.model(version.pk)
    # Without a model the page explains by the usual preset
    settings = model.settings if model else preset("similarco")
    known = model.vocabulary.index if model else {}
    extraction = replace(settings.extraction, size=max(SIZES), skip=0)
    analyser = Analyser(settings.cleaning, extraction)
    phrases: dict[str, str] = {}
    times: Counter[str] = Counter()
    for ngram, surface in analyser.surfaces(sentence):
        # One that stands there twice is shown as it is written first
        phrases.setdefault(ngram, surface)
        times[ngram] += 1
    ngrams: dict[int, list[Ngram]] = {size: [] for size in SIZES}
    for ngram, phrase in phrases.items():
        shown = Ngram(
            phrase=phrase,
            times=times[ngram],
            is_known=ngram in known,
        )
        size = ngram.count("_") + 1
        ngrams[size].append(shown)
    return ngrams
