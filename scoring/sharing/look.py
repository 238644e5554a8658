"""What pictures of a page say, and in which colours."""

import re
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings


class Line(NamedTuple):
    """A cluster, or words without one, for the lower line of a card."""

    text: str
    colour: int | None = None


@lru_cache
def colours() -> dict[str, str]:
    """The colours of the light theme by their names, from the first block of the stylesheet."""
    path = settings.BASE_DIR / "static" / "look.css"
    style = path.read_text(encoding="utf-8")
    first_block = style.partition("}")[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", first_block))
