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
        if not free:
            break
        name = ""
        if cluster and has_lasting_names:
            name = cluster.model_name
        # Without accents; the first letters of its words are best, then any other of them
        plain = normalize("NFKD", name).lower()
        initials = [word[0] for word in plain.split()]
        wanted = [letter for letter in (*initials, *plain) if letter in free]
        letter = wanted[0] if wanted else free[0]
        given[number] = letter
        free.remove(letter)
    return given
