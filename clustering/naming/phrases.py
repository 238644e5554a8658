"""The phrases that set clusters apart, as people read them."""

from clustering.naming.members import Members
from clustering.text.ngrams import without_overlap

PHRASES = 8


def phrases(members: Members) -> list[list[str]]:
    """At most eight readable phrases for each cluster, the most telling first.

    None is a part of another.
    """
    surface = members.vocabulary.surface
    phrases_of_all = []
    for scores in members.telling:
        chosen = without_overlap(scores, PHRASES)
        phrases_of_cluster = [surface(ngram) for ngram in chosen]
        phrases_of_all.append(phrases_of_cluster)
    return phrases_of_all
