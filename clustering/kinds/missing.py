"""What a description leaves out: what the company makes, for whom, and how it earns.

Found by how English says these things, whatever the trade. Whom it is for stands behind “for”, or
behind the “to” of a verb of giving; how it earns is said by the few words for money that changes
hands. What it makes and for whom counts only by words that tell of some sector: of a platform for
teams nobody knows either.
"""

import re
from collections.abc import Iterable, Sequence

from clustering.kinds.reader import Kinds
from clustering.text.arrays import Floats

MAKES, FOR_WHOM, EARNS = "makes", "for whom", "earns"
ALL = (MAKES, FOR_WHOM, EARNS)
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|[.!?;]")
# Of what all sectors say by a word, so much has to be one's own, or so much one segment's
LEAST_OF_A_SECTOR = 0.36
LEAST_OF_A_SEGMENT = 0.06
# More tell no more
MOST_WORDS = 400
# How far behind its sign a customer stands
REACH = 4
# Words that lead to a customer by themselves
LEADING = frozenset(("for", "among", "serve", "serves", "serving", "help", "helps", "helping"))
# Verbs of giving: a customer stands behind their “to”
GIVING = (
    *("sell", "sold", "lend", "supply", "rent", "lease", "offer", "provide", "deliver"),
    *("distribute", "give", "bring", "license", "ship", "available", "services"),
)
# What money that changes hands is called
MONEY = (
    *("sell", "sold", "sales", "buy", "bought", "pay", "paid", "charge", "fees", "prices", "cost"),
    *("rent", "rental", "lease", "lend", "interest", "premiums", "subscription", "subscribe"),
    *("license", "licence", "royalties", "commissions", "advertising", "tickets", "fares", "tolls"),
    *("tuition", "revenue", "earn", "income", "profit", "margins", "invoice", "dealers"),
    *("retail", "wholesale", "shops", "stores"),
)


def missing(text: str, kinds: Kinds) -> tuple[str, ...]:
    """Of ALL, what a text does not say; all where it says everything and still is not clear."""
    found = WORD.findall(text)
    words = [word.lower() for word in found[:MOST_WORDS]]
    tells = {}
    for word in set(words):
        tokens = _tokens([word], kinds)
        tells[word] = any(_tells(token, kinds) for token in tokens)
    telling = {place for place, word in enumerate(words) if tells[word]}
    of_customers = _customers(words, kinds)
    money = _tokens(MONEY, kinds)
    said = {
        MAKES: len(telling - of_customers) > 1,
        FOR_WHOM: bool(telling & of_customers),
        EARNS: not money.isdisjoint(_tokens(words, kinds)),
    }
    unsaid = tuple(part for part in ALL if not said[part])
    return unsaid or ALL


def _tokens(words: Iterable[str], kinds: Kinds) -> set[str]:
    text = " ".join(words)
    tokens: set[str] = set()
    for sentence in kinds.analyser.token_sentences(text):
        tokens.update(sentence)
    return tokens


def _tells(token: str, kinds: Kinds) -> bool:
    """Whether a word is one sector's more than others', or one segment's."""
    number = kinds.vocabulary.index.get(token)
    if number is None:
        return False
    parts = kinds.profiles
    own = slice(parts.starts[number], parts.starts[number + 1])
    profiles = parts.profiles[own]
    said = parts.weights[own] ** 2
    # Behind the trades stand the segments; the last profiles are those of the sectors
    segments = kinds.segments
    first_sector = kinds.number_of_profiles - len(segments.sectors)
    of_sectors = said[profiles >= first_sector]
    place = profiles - len(segments.trades)
    is_segment = (place >= 0) & (place < len(segments))
    is_of_a_sector = _most(of_sectors) >= LEAST_OF_A_SECTOR
    return is_of_a_sector or _most(said[is_segment]) >= LEAST_OF_A_SEGMENT


def _most(said: Floats) -> float:
    """The share of the largest; 0 of nothing."""
    if not said.size:
        return 0.0
    return float(said.max() / said.sum())


def _customers(words: Sequence[str], kinds: Kinds) -> set[int]:
    """The places of words where a customer would stand."""
    giving = _tokens(GIVING, kinds)
    places: set[int] = set()
    left = 0
    is_giving = False
    for place, word in enumerate(words):
        if word in ".!?;":
            left = 0
            is_giving = False
            continue
        if left:
            places.add(place)
            left -= 1
        if not giving.isdisjoint(_tokens([word], kinds)):
            is_giving = True
        if word in LEADING or (word == "to" and is_giving):
            left = REACH
    return places
