"""One step of cleaning: a pattern, and what takes its place."""

import re
from typing import NamedTuple

from clustering.text.tracing import Replacement, Traced


class Replace(NamedTuple):
    """One step of cleaning, left out where none of its `signs` and no `hint` is in the text.

    Wherever it matches, `on_surface` is found in a surface (what stands between two blanks) of the
    text, in a plain word only if that has one of the signs. Without it the signs say as much.
    What it `needs` is found in the text behind the end of a line: a pattern that is quick to look
    for, since it begins with a few signs, where that of the step is slow; or one that says what the
    text has to be as a whole.
    """

    pattern: re.Pattern[str]
    replacement: Replacement
    signs: tuple[str, ...] = ()
    hint: re.Pattern[str] | None = None
    on_surface: re.Pattern[str] | None = None
    needs: re.Pattern[str] | None = None

    def clean(self, text: str) -> str:
        return self.pattern.sub(self.replacement, text)

    def trace(self, traced: Traced) -> Traced:
        return traced.replaced(self.pattern, self.replacement)

    def may_match(self, text: str, folded: str) -> bool:
        """Told by cheap signs, for most texts have none and some patterns are slow.

        `folded` is the text in small letters.
        """
        is_told = self._is_told(text, folded)
        if is_told and self.needs:
            return bool(self.needs.search(f"\n{text}"))
        return is_told

    def _is_told(self, text: str, folded: str) -> bool:
        if self.hint and self.hint.search(text):
            return True
        if not self.signs:
            return self.hint is None
        # A loop takes a third of the time of `any`, and there are fifty steps for each text
        for sign in self.signs:  # noqa: SIM110
            if sign in folded:
                return True
        return False
