"""How well clusters agree with known categories."""

from collections.abc import Sequence

from sklearn import metrics


def quality(labels: Sequence[int | None], categories: Sequence[str]) -> dict[str, float]:
    """`purity`, `nmi` and `ari` of clusters against categories, over the rows that have both.

    purity (0..1): share of rows whose category is their cluster's most frequent one.
    nmi (0..1): mutual information over the arithmetic mean of both entropies.
    ari (-0.5..1): Rand index, 0 for clusters drawn by lot (Hubert and Arabie, 1985).

    Empty without such a row. Raises ValueError when the lengths differ.
    """
    known_labels = []
    known_categories = []
    for label, category in zip(labels, categories, strict=True):
        if label is not None and category.strip():
            known_labels.append(label)
            known_categories.append(category)
    if not known_labels:
        return {}
    # A row for each category, a column for each cluster
    counts = metrics.cluster.contingency_matrix(known_categories, known_labels)
    most_frequent = counts.max(axis=0)
    in_most_frequent = most_frequent.sum()
    return {
        "purity": float(in_most_frequent / len(known_labels)),
        "nmi": float(metrics.normalized_mutual_info_score(known_categories, known_labels)),
        "ari": float(metrics.adjusted_rand_score(known_categories, known_labels)),
    }
