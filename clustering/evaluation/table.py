"""The table of the studio's Evaluate Model for clusters."""

from collections.abc import Sequence

import numpy as np

COLUMNS = (
    "Result Description",
    "Average Distance to Other Center",
    "Average Distance to Cluster Center",
    "Number of Points",
    "Maximal Distance to Cluster Center",
)
Line = tuple[str, float, float, int, float]


def evaluation_table(distances: Sequence[Sequence[float]], k: int) -> list[Line]:
    """One line for each of the k clusters and a combined one, from the distances (k each) of placed
    rows.

    The "other center" is the second nearest. A row without distances is left out; a cluster without
    a row, and the combined line of none, say zero. Raises ValueError for a row with another number
    of distances.
    """
    kept = [row for row in distances if len(row)]
    if any(len(row) != k for row in kept):
        raise ValueError(f"Every row needs {k} distances, or none.")
    placed = np.array(kept, dtype=np.float64).reshape(-1, k)
    labels = placed.argmin(axis=1)
    lines = [
        _line(f"Evaluation For Cluster No.{number}", placed[labels == number])
        for number in range(k)
    ]
    return [*lines, _line("Combined Evaluation", placed)]


def _line(description: str, distances: np.ndarray) -> Line:
    if not len(distances):
        return description, 0.0, 0.0, 0, 0.0
    own, other = np.sort(distances, axis=1)[:, :2].T
    return description, float(other.mean()), float(own.mean()), len(distances), float(own.max())
