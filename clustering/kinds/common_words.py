"""Words that are no reason why two companies are close: what everybody says, and where."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from clustering.text.language import WORD
from clustering.text.places import TOKENS, tokens_elsewhere


@dataclass(frozen=True)
class CommonWords:
    """Words that tell nothing, by their tokens.

    Those of `tokens` never do. Those of `telling_forms` do in these forms alone: two texts that say
    "power" sell it perhaps, and two that say "powered" have nothing in common. Nor do names of
    places, months and legal forms, whatever a model has learned.
    """

    tokens: frozenset[str] = frozenset()
    telling_forms: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def is_reason(self, ngram: str, *texts: str) -> bool:
        """Whether an n-gram tells something where all these texts have it."""
        return any(self._tells(token, texts) for token in ngram.split("_"))

    def _tells(self, token: str, texts: tuple[str, ...]) -> bool:
        if token in self.tokens:
            return False
        if token in TOKENS and any(token not in tokens_elsewhere(text) for text in texts):
            return False
        forms = self.telling_forms.get(token)
        if forms is None:
            return True
        return all(not forms.isdisjoint(WORD.findall(text.lower())) for text in texts)
