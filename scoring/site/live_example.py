"""An example company with its result, as the first page shows it."""

from typing import NamedTuple

from clustering.marking import Piece
from scoring.kinds.sureness import in_words
from scoring.models import Cluster
from scoring.similar.explaining import marked_where_shared
from scoring.similar.nearest import Similar, nearest_to_seeds
from scoring.similar.pasted_text import place_text
from scoring.similar.sources import Sources
from scoring.site.examples import Example

NEIGHBOURS = 5


class LiveExample(NamedTuple):
    """An invented company, the cluster that its text gets, how sure, and its nearest companies.

    The words that it shares with them are marked in the text.
    """

    example: Example
    text: list[Piece]
    cluster: Cluster
    answer: str
    words: str
    similar: list[Similar]


def live_example(example: Example, sources: Sources) -> LiveExample | None:
    """None while there is no model, nobody is near, or the text cannot be placed."""
    placed = place_text(example.text, sources)
    model = sources.model()
    if model is None or placed is None or placed.cluster is None:
        return None
    similar = nearest_to_seeds(placed.seeds(), sources, NEIGHBOURS).rows
    if not similar:
        return None
    text = marked_where_shared(
        model,
        example.text,
        [neighbour.reason for neighbour in similar],
    )
    row = placed.row
    return LiveExample(
        example=example,
        text=text,
        cluster=placed.cluster,
        answer=row.answer,
        words=in_words(row.kind, placed.cluster),
        similar=similar,
    )
