"""A pasted text under the embedded model: stored nowhere, and sent nowhere."""

from typing import NamedTuple

from clustering.model import Score
from scoring.models import Cluster, ModelVersion
from scoring.similar.seeds import Seed
from scoring.similar.sources import Sources


class PastedText(NamedTuple):
    """A text with its score, its cluster, and the version that says so."""

    text: str
    score: Score
    cluster: Cluster | None
    version: ModelVersion

    def seeds(self) -> list[Seed]:
        """None where too little of the text is known."""
        if not self.score.vector.any():
            return []
        return [Seed(self.text, self.score.vector)]


def place_text(text: str, sources: Sources) -> PastedText | None:
    """None while there is no model."""
    version = sources.embedded
    model = sources.model()
    if version is None or model is None:
        return None
    [score] = model.score([text])
    cluster = sources.embedded_clusters().get(score.cluster)
    return PastedText(text, score, cluster, version)
