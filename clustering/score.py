"""What a model says of texts: as rows of arrays, and of each text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clustering.closeness import Said
from clustering.kinds.reader import KindOfBusiness
from clustering.text.arrays import Doubles, Floats


@dataclass(frozen=True)
class Score:
    """One text under a model.

    `cluster` is the nearest centre (the lowest number among equals), or None with no distances and
    no `sure` when too little of the text is known.
    `distances` to every centre are Euclidean; with the cosine metric they are 1 - cosine.
    `sure` is (b - a) / b with a the nearest and b the second nearest distance: 0 on the border, 1
    in the centre.
    `coverage` (0..1) is the share of the text's n-gram occurrences that the vocabulary knows.
    `vector` has d numbers and length 1, or is all zeros without a cluster.
    `map_place` is where it lies on the map, from 0 to 1 from the left and from the top; None
    without a vector.
    `kind` is the kind of business that the text points to, None where too little of it is known, or
    the model knows no kinds; `said` is what the text says, for `clustering/closeness.py`, nothing
    without kinds.
    """

    cluster: int | None
    distances: tuple[float, ...]
    sure: float | None
    coverage: float
    vector: Floats
    map_place: tuple[float, float] | None
    kind: KindOfBusiness | None
    said: Said


@dataclass(frozen=True)
class ScoreRows:
    """n texts under a model, of which some `have_cluster`.

    `distances` (n x k), `sure` (n), `coverage` (n), `vectors` (n x d) and `map_places` (n x 2) are
    those of `Score`; what does not apply to a text may be any number. A text whose vector is all
    zeros has no place.
    """

    have_cluster: NDArray[np.bool_]
    distances: Doubles
    sure: Doubles
    coverage: Doubles
    vectors: Floats
    map_places: Doubles
    kinds: Sequence[KindOfBusiness | None]
    said: Sequence[Said]

    def scores(self) -> Iterator[Score]:
        """Those of each text."""
        have_place = np.asarray(self.vectors.any(axis=1))
        clusters = self.distances.argmin(axis=1)
        rows = zip(
            self.have_cluster.tolist(),
            clusters.tolist(),
            self.distances.tolist(),
            self.sure.tolist(),
            self.coverage.tolist(),
            self.vectors,
            have_place.tolist(),
            self.map_places.tolist(),
            self.kinds,
            self.said,
            strict=True,
        )
        for (
            has_cluster,
            cluster,
            distances,
            sure,
            coverage,
            vector,
            has_place,
            place,
            *rest,
        ) in rows:
            kind, said = rest
            yield Score(
                cluster=cluster if has_cluster else None,
                distances=tuple(distances) if has_cluster else (),
                sure=sure if has_cluster else None,
                coverage=coverage,
                vector=vector,
                map_place=tuple(place) if has_place else None,
                kind=kind,
                said=said,
            )
