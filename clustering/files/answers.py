"""Companies -> what a model says of them, as columns of a table.

A text on which scoring fails stops no other: it has the reason as its problem.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, Self

from clustering.bulk.text_rows import BLOCK
from clustering.files.companies import Company
from clustering.model import Model
from clustering.score import Score
from clustering.text.cleaning import has_words

UNPLACED = "Too little of the text is known to place it."
NO_WORDS = (
    "The text has no words that say what the company does: all of it is placeholders such as "
    "{{name}}, code, addresses, numbers or stock phrases."
)


class Answer(NamedTuple):
    """The columns that a scored table has behind its own.

    Sector and segment are the likeliest, with their probabilities (0..1); `cluster` is the number
    of the nearest centre, `distances` are those to all. What a text says too little for is None.
    """

    sector: str | None = None
    sector_probability: float | None = None
    segment: str | None = None
    segment_probability: float | None = None
    cluster: int | None = None
    cluster_name: str | None = None
    distances: list[float] | None = None
    vector: list[float] | None = None
    problem: str | None = None

    @classmethod
    def of(cls, score: Score, cluster_names: Sequence[str]) -> Self:
        answer = cls()
        if score.kind:
            sector = score.kind.sectors[0]
            segment = score.kind.segments[0]
            answer = cls(
                sector=sector.name,
                sector_probability=sector.probability,
                segment=segment.name,
                segment_probability=segment.probability,
            )
        if score.cluster is None:
            return answer._replace(problem=UNPLACED)
        return answer._replace(
            cluster=score.cluster,
            cluster_name=cluster_names[score.cluster],
            distances=list(score.distances),
            vector=score.vector.tolist(),
        )


COLUMNS = Answer._fields


class Counts(NamedTuple):
    """How many rows were written, and how many of them have a problem.

    `stopped` says why the rest of a file could not be read; empty if it was.
    """

    rows: int
    problems: int
    stopped: str = ""


def answers(
    model: Model,
    cluster_names: Sequence[str],
    companies: Iterable[Company],
) -> Iterator[Answer]:
    """One for each company, in their order."""
    left = iter(companies)
    while block := list(islice(left, BLOCK)):
        texts = [company.text for company in block if not company.problem]
        scored = iter(_scored(model, texts))
        for company in block:
            score = company.problem or next(scored)
            if isinstance(score, str):
                yield Answer(problem=score)
                continue
            answer = Answer.of(score, cluster_names)
            if answer.problem and company.text.strip() and not has_words(company.text):
                answer = answer._replace(problem=NO_WORDS)
            yield answer


def _scored(model: Model, texts: Sequence[str]) -> list[Score | str]:
    """The score of each text, or why it has none."""
    try:
        return [*model.score(texts)]
    except Exception as error:
        if len(texts) == 1:
            return [f"The text cannot be scored: {error!r}."]
    alone = [_scored(model, [text]) for text in texts]
    return [score for [score] in alone]
