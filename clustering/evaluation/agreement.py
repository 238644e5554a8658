"""How well clusters agree with known categories."""

from collections.abc import Sequence

from sklearn import metrics


def quality(labels: Sequence[int | None], categories: Sequence[str]) -> dict[str, float]:
    """`purity`, `nmi` and `ari` of clusters against categories, over the rows that have both.

    purity (0..1): share of rows whose category is their cluster's most frequent one. nmi (0..1):
    mutual information over the arithmetic mean of both entropies. ari (-0.5..1): Rand index, 0 for
    clusters drawn by lot (Hubert and Arabie, 1985). Empty without such a row. Raises ValueError
    when the lengths differ.
    """
    pairs = [
        (label, category)
        for label, category in zip(labels, categories, strict=True)
        if label is not None and category.strip()
    ]
    if not pairs:
        return {}
    found, known = zip(*pairs, strict=True)
    return {
        "purity": float(
            metrics.cluster.contingency_matrix(known, found).max(axis=0).sum() / len(pairs)
        ),
        "nmi": float(metrics.normalized_mutual_info_score(known, found)),
        "ari": float(metrics.adjusted_rand_score(known, found)),
    }
