"""A pasted text under the embedded model: stored nowhere, and sent nowhere."""

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from clustering.score import Score
from scoring.collections.scopes import scope_of
from scoring.endpoint.scoring import text_answer
from scoring.models import Assignment, Cluster, ModelVersion
from scoring.pages.fields import PastedForm
from scoring.queue.kinds import set_answer, set_kind
from scoring.similar import lists
from scoring.similar.answer import answer_to
from scoring.similar.examples import NO_EXAMPLES, Examples
from scoring.similar.forms import SimilarQuery
from scoring.similar.lists import SimilarList
from scoring.similar.seeds import Seed
from scoring.similar.sources import Sources


class PastedText(NamedTuple):
    """A text with its score, its cluster, and the version that says so.

    `answer` is how sure a reader may be of the text alone, `sector` that of the model's cluster.
    """

    text: str
    score: Score
    cluster: Cluster | None
    version: ModelVersion
    answer: str
    sector: str

    @property
    def row(self) -> Assignment:
        """The assignment that it would have; it is not stored."""
        is_placed = self.score.cluster is not None
        row = Assignment(
            version=self.version,
            status=Assignment.Status.SCORED if is_placed else Assignment.Status.UNPLACED,
            cluster=self.score.cluster,
            distances=list(self.score.distances),
            sure=self.score.sure,
            coverage=self.score.coverage,
        )
        row.show_in(self.score.cluster)
        set_kind(row, self.score.kind, corrected=None)
        set_answer(row, self.answer, self.sector)
        return row

    def seeds(self) -> list[Seed]:
        """None where too little of the text is known."""
        if not self.score.vector.any():
            return []
        return [Seed(self.text, self.score.vector, self.score.said)]


def results_page(request: HttpRequest, text: str) -> HttpResponse:
    """The page of results for a text that was typed, by the filters that came with it."""
    sources = Sources.read(scope_of(request))
    own = sources.by_itself()
    placed = place_text(text, own)
    context: dict[str, Any] = {
        "text": text,
        "form": PastedForm(initial={"text": text}),
        "version": sources.active,
        "placed": placed,
    }
    if placed:
        seeds = placed.seeds()
        query = SimilarQuery(request.POST, sources.clusters, sources.scope)
        similar = lists.similar_to_seeds(seeds, [], query, sources)
        answer = answer_to(text, placed.row, seeds, similar, own)
        context |= {"similar": similar, "answer": answer, "row": answer.row}
    return render(request, "similar/results.html", context)


def similar_to_text(
    text: str,
    query: QueryDict,
    sources: Sources,
    examples: Examples = NO_EXAMPLES,
) -> SimilarList:
    """The list for a text, perhaps among other examples; the text says nothing without a model."""
    placed = place_text(text, sources.by_itself())
    return lists.similar_to_examples(
        examples,
        query,
        sources,
        placed.seeds() if placed else [],
    )


def place_text(text: str, sources: Sources) -> PastedText | None:
    """None while there is no model."""
    version = sources.embedded
    model = sources.model()
    if version is None or model is None:
        return None
    [score] = model.score([text])
    clusters = sources.embedded_clusters()
    own = None
    if score.cluster is not None:
        own = clusters.own(score.cluster)
    return PastedText(
        text=text,
        score=score,
        cluster=clusters.get(score.cluster),
        version=version,
        answer=text_answer(model, score.kind, score.sure),
        sector=own.sector if own else "",
    )
