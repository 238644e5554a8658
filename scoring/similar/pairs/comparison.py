"""Two companies side by side: what their texts share, and where it stands."""

from typing import NamedTuple

from clustering.marking import Piece, SharedPhrase, marked
from scoring.models import Submission
from scoring.similar.explaining import Known, in_common
from scoring.similar.nearest import pair_score
from scoring.similar.pairs.feedback import feedback_on
from scoring.similar.pairs.meaning import Meaning
from scoring.similar.sources import Sources

MOST_PHRASES = 100


class Comparison(NamedTuple):
    """Two companies: their score (None while one has no place), and what was said of them.

    `meaning` says what a score means. `phrases` are those that both texts have, the heaviest first,
    without what everybody says of himself, and `texts` have them marked. `more` phrases are neither
    listed nor marked.
    """

    score: int | None
    meaning: Meaning
    verdict: str
    phrases: list[SharedPhrase]
    more: int
    texts: list[tuple[Submission, list[Piece]]]

    @property
    def word(self) -> str:
        if self.score is None:
            return ""
        return self.meaning.word(self.score)


def compare_texts(
    first: Submission,
    second: Submission,
    sources: Sources,
) -> Comparison:
    """Without a model that can be read both texts come without marks."""
    companies = (first, second)
    model = sources.model()
    if model:
        one, other = (Known(company.text, model.weigh(company.text)) for company in companies)
        phrases = in_common(model, one, other)
        listed = phrases[:MOST_PHRASES]
        ngrams = [phrase.ngram for phrase in listed]
        texts = [(company, marked(model, company.text, ngrams)) for company in companies]
    else:
        phrases = listed = []
        texts = [(company, [Piece(company.text, False)]) for company in companies]
    verdicts = feedback_on([first.pk], sources.scope)
    return Comparison(
        score=pair_score(first, second, sources),
        meaning=sources.meaning(),
        verdict=verdicts.get((first.pk, second.pk), ""),
        phrases=listed,
        more=len(phrases) - len(listed),
        texts=texts,
    )
