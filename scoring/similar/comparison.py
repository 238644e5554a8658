"""Two companies side by side: what their texts share, and where it stands."""

from typing import NamedTuple

from clustering.marking import Segment, SharedPhrase, marked, shared
from scoring.endpoint import embedded
from scoring.models import Submission, model_versions
from scoring.similar import feedback, nearest

MOST_PHRASES = 100


class Comparison(NamedTuple):
    """The score of two companies (None while one has no place), the phrases that both texts have,
    the heaviest first, and both texts with these marked. `more` phrases are neither listed nor
    marked.
    """

    score: int | None
    verdict: str
    phrases: list[SharedPhrase]
    more: int
    texts: list[tuple[Submission, list[Segment]]]


def compare(first: Submission, second: Submission) -> Comparison:
    """Without a model that can be read both texts come without marks."""
    row = nearest.pair(first, second)
    version = model_versions.embedded()
    try:
        model = embedded.model(version.pk) if version else None
    except embedded.NoModelError:
        model = None
    phrases = shared(model, model.weigh(first.text), model.weigh(second.text)) if model else []
    listed = phrases[:MOST_PHRASES]
    ngrams = [phrase.ngram for phrase in listed]
    texts = [
        (each, marked(model, each.text, ngrams) if model else [Segment(each.text, False)])
        for each in (first, second)
    ]
    return Comparison(
        score=row.score if row else None,
        verdict=feedback.of([first.pk]).get((first.pk, second.pk), ""),
        phrases=listed,
        more=len(phrases) - len(listed),
        texts=texts,
    )
