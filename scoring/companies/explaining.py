"""What the model makes of a company's text: the phrases that it knows."""

from typing import NamedTuple

from scoring.endpoint import embedded
from scoring.models import ModelVersion, Submission


class KnownPhrase(NamedTuple):
    """A known n-gram as it stands in a text; `length` is its weight as 0 to 100 of the heaviest."""

    phrase: str
    weight: float
    length: float


def known_phrases(company: Submission, version: ModelVersion) -> list[KnownPhrase]:
    """The known n-grams of a company's text, heaviest first.

    Raises:
        NoModelError: the model cannot be read.
    """
    model = embedded.model(version.pk)
    weighed = model.known_phrases(company.text)
    # All may weigh nothing: what every training text has
    heaviest = max((weight for _, weight in weighed), default=0) or 1.0
    phrases = []
    for phrase, weight in weighed:
        length = round(100 * weight / heaviest, 1)
        phrases.append(KnownPhrase(phrase, weight, length))
    return phrases
