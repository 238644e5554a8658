"""The keys of clusters at the desk: a letter each, which stays with its cluster for good."""

from string import ascii_lowercase
from unicodedata import normalize

from scoring.models import ModelVersion, ShownClusters

# Yes, none of these, skip, undo
COMMANDS = "yxkz"
LETTERS = [letter for letter in ascii_lowercase if letter not in COMMANDS]


def letters(version: ModelVersion, clusters: ShownClusters) -> dict[int, str]:
    """A letter for each cluster of the model in turn, until there are no more.

    They follow from what never changes: numbers, and the names that a trained model gave. So
    neither a reviewer's name nor a merge moves any. A remote endpoint's clusters are named anew now
    and then, and have letters by their numbers alone.
    """
    has_lasting_names = version.kind == ModelVersion.Kind.EMBEDDED
    free = LETTERS.copy()
    given = {}
    for number in sorted(clusters.all_numbers):
        cluster = clusters.own(number)
        name = cluster.model_name if cluster and has_lasting_names else ""
        wanted = [letter for letter in _by_preference(name) if letter in free]
        if free:
            given[number] = wanted[0] if wanted else free[0]
            free.remove(given[number])
    return given


def _by_preference(name: str) -> str:
    """The first letters of its words, then all others, without accents."""
    plain = normalize("NFKD", name).lower()
    initials = [word[0] for word in plain.split()]
    return "".join(initials) + plain
