"""Names of at most four words out of what members say: "Banks and insurance"."""

from collections.abc import Iterator, Mapping

from clustering.naming.members import Members
from clustering.naming.wording import capitalised
from clustering.text.language import word_set
from clustering.text.ngrams import without_overlap

CANDIDATES = 12
LONGEST_NAME = 4
# How much more a word of the rows' own categories and industries counts in a name
TRADE = 1.5
# What any business has; as a name these say nothing.
_ANY_BUSINESS = word_set(
    """
    business components cost costs customers design diversified engineers equipment facilities
    fees goods manufacturers margins other parts plants price prices producers products segment
    segments sells service services sold specialty speciality supplies systems
    """
)


def names_by_phrases(members: Members, cluster: int) -> Iterator[str]:
    """Names for a cluster in sentence case, the best first; the last is no other cluster's.

    The first phrase is the most telling one, where words of the trade count more; the second is
    telling of members that lack the first.
    """
    surface = members.vocabulary.surface
    scores = _scores(members, members.telling[cluster])
    ranked = without_overlap(scores, CANDIDATES)
    holders = {ngram: members.holders(ngram, cluster) for ngram in ranked}
    for first in ranked:
        gain = {}
        for other in ranked:
            if other != first:
                lacking_the_first = holders[other] - holders[first]
                # The root, for a phrase of many members would win however little it tells
                gain[other] = scores[other] * len(lacking_the_first) ** 0.5
        by_gain = sorted(gain, key=lambda ngram: -gain[ngram])
        for second in by_gain:
            phrases_of_both = [surface(first), surface(second)]
            name = " and ".join(phrases_of_both)
            # Not "Oil and gas and exploration"
            has_another_and = any(" and " in phrase for phrase in phrases_of_both)
            if _is_short(name) and not has_another_and:
                yield capitalised(name)
    for ngram in ranked:
        phrase = surface(ngram)
        if _is_short(phrase):
            yield capitalised(phrase)
    yield f"Cluster {cluster}"


def _scores(members: Members, telling: Mapping[str, float]) -> dict[str, float]:
    """How much each n-gram that may stand in a name tells of the cluster."""
    scores = {}
    for ngram, score in telling.items():
        phrase = members.vocabulary.surface(ngram)
        words = phrase.lower().split()
        if not _ANY_BUSINESS.isdisjoint(words):
            continue
        tokens = ngram.split("_")
        is_of_the_trade = members.trade.issuperset(tokens)
        scores[ngram] = score * TRADE if is_of_the_trade else score
    return scores


def _is_short(name: str) -> bool:
    return len(name.split()) <= LONGEST_NAME
