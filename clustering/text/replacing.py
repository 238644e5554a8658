"""One step of cleaning: a pattern, and what takes its place."""

import re
from typing import NamedTuple

from clustering.text.tracing import Replacement, Traced


class Replace(NamedTuple):
    """One step of cleaning, left out where none of its `signs` and no `hint` is in the text."""

    pattern: re.Pattern[str]
    replacement: Replacement
    signs: tuple[str, ...] = ()
    hint: re.Pattern[str] | None = None

    def clean(self, text: str) -> str:
        if not self._may_match(text):
            return text
        return self.pattern.sub(self.replacement, text)

    def trace(self, traced: Traced) -> Traced:
        if not self._may_match(traced.text):
            return traced
        return traced.replaced(self.pattern, self.replacement)

    def _may_match(self, text: str) -> bool:
        """Told by cheap signs, for most texts have none and some patterns are slow."""
        if self.hint and self.hint.search(text):
            return True
        if not self.signs:
            return self.hint is None
        folded = text.casefold()
        return any(sign in folded for sign in self.signs)
