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
    """One line for each of the k clusters and a combined one, from the distances of placed rows.

    The "other center" is the second nearest. A row without distances is left out; a cluster without
    a row, and the combined line of none, say zero. Raises ValueError for a row with another number
    of distances than k.
    """
    placed_rows = [row for row in distances if len(row)]
    if any(len(row) != k for row in placed_rows):
        raise ValueError(f"Every row needs {k} distances, or none.")
    exact = np.array(placed_rows, dtype=np.float64)
    # In k columns, also where no row is placed
    placed = exact.reshape(-1, k)
    labels = placed.argmin(axis=1)
    lines = []
    for number in range(k):
        members = placed[labels == number]
        line = _line(f"Evaluation For Cluster No.{number}", members)
        lines.append(line)
    combined = _line("Combined Evaluation", placed)
    return [*lines, combined]


def _line(description: str, distances: np.ndarray) -> Line:
    if not len(distances):
        return description, 0.0, 0.0, 0, 0.0
    sorted_distances = np.sort(distances, axis=1)
    own = sorted_distances[:, 0]
    other = sorted_distances[:, 1]
    return (
        description,
        float(other.mean()),
        float(own.mean()),
        len(distances),
        float(own.max()),
    )
