"""Which n-grams a vocabulary keeps: the studio's filter-based feature selection."""

import warnings
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn import feature_selection

from clustering.text.arrays import Doubles
from clustering.training.errors import TrainingError


def relevance(counts: csr_matrix, categories: Sequence[str], selection: str) -> Doubles:
    """One score for each column of the n x V counts; the highest are kept.

    "none" and "count": in how many rows it stands. "chi-squared", "fisher" (F ratio of the
    variances between and within categories) and "mutual information" (of its presence) look at the
    rows with a category.

    Raises TrainingError when fewer than two categories are there to look at.
    """
    if selection in ("none", "count"):
        row_counts = np.bincount(counts.indices, minlength=counts.shape[1])
        return row_counts.astype(np.float64)
    labelled = [row for row, category in enumerate(categories) if category.strip()]
    rows = counts[labelled]
    labels = [categories[row] for row in labelled]
    if len(set(labels)) < 2:
        raise TrainingError(
            f"The selection {selection!r} needs rows of two categories: give them, or choose count."
        )
    if selection == "chi-squared":
        scores, _ = feature_selection.chi2(rows, labels)
    elif selection == "fisher":
        exact = rows.astype(np.float64)
        # A word that parts the categories perfectly has an infinite ratio
        with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            scores, _ = feature_selection.f_classif(exact, labels)
    else:
        presence = rows > 0
        scores = feature_selection.mutual_info_classif(presence, labels, discrete_features=True)
    # A word that no labelled row has gets no number
    return np.nan_to_num(scores, nan=0.0)
