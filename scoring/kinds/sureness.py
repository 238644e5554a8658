"""How sure a reader may be, in words: the same on pages, in lists and in files."""

from clustering.kinds.sureness import PROBABLE, SURE, UNPLACED, UNSURE
from scoring.kinds.names import readable
from scoring.models import Cluster
from scoring.models.kinds import ShownKind

# For choices; a single company has more of them: `in_words`
LABELS = {
    SURE: "Sure",
    PROBABLE: "Probable",
    UNSURE: "Not sure",
    UNPLACED: "Too little to say",
}
# Nothing is certain
MOST_PERCENT = 99


def in_words(kind: ShownKind, cluster: Cluster | None, other: Cluster | None = None) -> str:
    """As “Sure, 93 %” or “Not sure: Utilities or Technology”; empty where nothing tells it.

    It is said of the sector, and where none is known of the cluster and an `other` one, which is
    the next likely.
    """
    if kind.answer == SURE:
        if kind.sector_probability is None:
            return LABELS[SURE]
        percent = min(round(100 * kind.sector_probability), MOST_PERCENT)
        return f"{LABELS[SURE]}, {percent} %"
    first, second = between(kind, cluster, other)
    match kind.answer:
        case "probable":
            if second:
                return f"Probably {first}, perhaps {second}"
            return f"Probably {first}"
        case "unsure":
            if second:
                return f"{LABELS[UNSURE]}: {first} or {second}"
            return LABELS[UNSURE]
        case _:
            return LABELS.get(kind.answer, "")


def between(kind: ShownKind, cluster: Cluster | None, other: Cluster | None) -> tuple[str, str]:
    """The two that a reader has to choose from; the second may be empty."""
    if not kind.sector:
        names = [(each.name or "an unnamed cluster") if each else "" for each in (cluster, other)]
        return names[0], names[1]
    second = kind.second_sector
    # Then the doubt comes from the cluster
    if kind.answer == PROBABLE and cluster and cluster.sector not in ("", kind.sector):
        second = cluster.sector
    return readable(kind.sector), readable(second)
