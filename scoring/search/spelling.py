"""Companies whose titles were meant, though one letter of a word is wrong."""

import re
from collections.abc import Iterator

from scoring.models import Scope, Submission
from scoring.models.search import LONGEST, WORD, cleaned, folded
from scoring.search.conditions import having_some

# Of shorter words every letter counts; more words than these are a sentence
SHORTEST = 4
MOST_WORDS = 4
# What goes on for longer is no word, and its parts are looked up one by one
LONGEST_WORD = 40
# As the index of parts has them
LEAST_PIECE = 3
# What stands behind a name where a company is called in full
LEGAL_FORMS = re.compile(
    r"(?:[\s,]+(?:ab|ag|asa|bv|co|company|corp|corporation|gmbh|inc|incorporated|kg|limited|llc|llp"
    r"|lp|ltd|nv|oyj|plc|sa|se|spa)[.,]*)+$",
    re.IGNORECASE,
)
# So many that share most are looked at letter by letter
MOST_LOOKED_AT = 1000


def without_legal_form(asked: str) -> str:
    """A name without “Inc.” and the like at its end."""
    # What is longer is no name, and would take long to look through
    return LEGAL_FORMS.sub("", asked) if len(asked) <= LONGEST else asked


def nearly_called(asked: str, scope: Scope, most: int) -> list[int]:
    """Companies with every word in their titles, one letter of each wrong at most."""
    words = WORD.findall(folded(cleaned(asked)))
    longer = [word for word in words if len(word) >= SHORTEST]
    if not longer or len(words) > MOST_WORDS or len(max(words, key=len)) > LONGEST_WORD:
        return []
    companies = Submission.objects.visible_to(scope).order_by()
    # Each once
    pieces = [list(dict.fromkeys(_pieces(word))) for word in longer]
    near = []
    for company, title in having_some(companies, pieces, MOST_LOOKED_AT):
        in_title = WORD.findall(folded(title))
        is_meant = all(any(is_nearly(word, other) for other in in_title) for word in words)
        if is_meant:
            near.append((len(title[:LONGEST]), company))
    return [company for _, company in sorted(near)[:most]]


def is_nearly(word: str, other: str) -> bool:
    """Whether two words are the same but for one letter, or two that changed places."""
    if word == other:
        return True
    if len(word) < SHORTEST:
        return False
    alike = 0
    for one, two in zip(word, other, strict=False):
        if one != two:
            break
        alike += 1
    rest, other_rest = word[alike:], other[alike:]
    return (
        rest[1:] == other_rest[1:]
        or rest[1:] == other_rest
        or rest == other_rest[1:]
        or (rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:])
    )


def _pieces(word: str) -> Iterator[str]:
    """Some of which is in every word that is nearly this one, which is not a very short one."""
    half = len(word) // 2
    if half >= LEAST_PIECE:
        # Whichever letter is wrong, and whichever two changed places, one of both ends is right
        before = word[: half - 1]
        after = word[half + 1 :]
        # With what stands around it, for many more titles have it inside of a word
        yield f" {before}"
        yield f"{after} "
        yield f"{after},"
        return
    # The first two letters of a short word are right, or the last two
    first, last = word[:2], word[-2:]
    yield f" {first}"
    yield f"{last} "
    yield f"{last},"
    if len(word) == SHORTEST:
        # Unless the two in the middle changed places
        yield f" {word[0]}{word[2]}{word[1]}{word[3]}"
