"""What the model makes of a text: its n-grams, and which of them it knows."""

from dataclasses import replace
from typing import NamedTuple

from clustering.settings import preset
from clustering.text.ngrams import Analyser
from scoring.endpoint import embedded
from scoring.models import ModelVersion, Submission

SIZES = (1, 2, 3)
SENTENCE = "Our bank lends money to farmers who grow wheat and corn."
LONGEST_SENTENCE = 300


class Seen(NamedTuple):
    """A known n-gram as it stands in a text; `length` is its weight as 0 to 100 of the heaviest."""

    phrase: str
    weight: float
    length: float


class Found(NamedTuple):
    """An n-gram of a sentence, how often it stands there, and whether the model knows it."""

    phrase: str
    times: int
    is_known: bool


def seen(company: Submission, version: ModelVersion) -> list[Seen]:
    """The known n-grams of a company's text, heaviest first.

    Raises NoModelError when the model cannot be read.
    """
    known = embedded.model(version.pk).known_phrases(company.text)
    heaviest = max((weight for _, weight in known), default=0) or 1.0
    return [Seen(phrase, weight, round(100 * weight / heaviest, 1)) for phrase, weight in known]


def ngrams(sentence: str, version: ModelVersion | None) -> dict[int, list[Found]]:
    """The n-grams of a sentence for each n, in the order in which they stand there."""
    try:
        model = embedded.model(version.pk) if version else None
    except embedded.NoModelError:
        model = None
    settings = model.settings if model else preset("similarco")
    known = model.vocabulary.index if model else {}
    analyser = Analyser(settings.cleaning, replace(settings.extraction, size=max(SIZES), skip=0))
    found: dict[int, dict[str, Found]] = {size: {} for size in SIZES}
    for ngram, surface in analyser.surfaces(sentence):
        column = found[ngram.count("_") + 1]
        before = column.get(ngram)
        column[ngram] = Found(
            before.phrase if before else surface, before.times + 1 if before else 1, ngram in known
        )
    return {size: list(column.values()) for size, column in found.items()}
