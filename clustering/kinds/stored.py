"""The kinds of business of a model as parts of its artefact, and back."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from clustering.kinds.common_words import CommonWords
from clustering.kinds.profiles import Profiles
from clustering.kinds.reader import Kinds
from clustering.kinds.segments import Segment, Segments
from clustering.kinds.sureness import Calibration, Point
from clustering.text.arrays import Array
from clustering.text.vocabulary import Vocabulary, plain

# What is stored as numbers, and of which kind: all take four bytes
ARRAYS = {
    "kinds idf": np.dtype("<f4"),
    "kinds starts": np.dtype("<i4"),
    "kinds profiles": np.dtype("<i4"),
    "kinds weights": np.dtype("<f4"),
}


def arrays_of(kinds: Kinds) -> dict[str, Array]:
    """The arrays by the names of ARRAYS."""
    profiles = kinds.profiles
    arrays: list[Array] = [
        kinds.vocabulary.idf,
        profiles.starts,
        profiles.profiles,
        profiles.weights,
    ]
    return dict(zip(ARRAYS, arrays, strict=True))


def header_of(kinds: Kinds) -> dict[str, Any]:
    """All that is not in the arrays, as JSON knows it."""
    vocabulary = kinds.vocabulary
    segments = []
    for segment in kinds.segments.all:
        segments.append([segment.name, segment.industry, segment.sector, *segment.trades])
    return {
        "segments": segments,
        "sharpness": kinds.sharpness,
        "calibration": asdict(kinds.calibration),
        "total": vocabulary.total,
        "ngrams": vocabulary.ngrams,
        "documents": vocabulary.documents.tolist(),
        "common words": sorted(kinds.common_words.tokens),
        "telling forms": {
            token: sorted(forms) for token, forms in kinds.common_words.telling_forms.items()
        },
    }


def kinds_of(header: Mapping[str, Any], arrays: Mapping[str, Array]) -> Kinds:
    """The kinds that `header_of` and `arrays_of` made parts of.

    Raises KeyError, TypeError or ValueError where the parts do not fit together.
    """
    texts = list(header["ngrams"])
    for segment in header["segments"]:
        texts += segment
    if not all(type(text) is str for text in texts):
        raise TypeError("a text of the kinds of business is none")
    idf, starts, profiles, weights = (arrays[name] for name in ARRAYS)
    segments = []
    for name, industry, sector, *trades in header["segments"]:
        segments.append(Segment(name, industry, sector, tuple(trades)))
    vocabulary = Vocabulary(
        ngrams=tuple(header["ngrams"]),
        surfaces=tuple(plain(ngram) for ngram in header["ngrams"]),
        documents=np.array(header["documents"], dtype=np.int32),
        total=int(header["total"]),
        idf=idf.astype(np.float32),
    )
    of_answers = header["calibration"]
    points = []
    for said, right, number in of_answers["points"]:
        points.append(Point(float(said), float(right), int(number)))
    others = {name: float(value) for name, value in of_answers.items() if name != "points"}
    return Kinds(
        vocabulary=vocabulary,
        segments=Segments(tuple(segments)),
        profiles=Profiles(
            starts=starts.astype(np.int32),
            profiles=profiles.astype(np.int32),
            weights=weights.astype(np.float32),
        ),
        sharpness=float(header["sharpness"]),
        calibration=Calibration(points=tuple(points), **others),
        common_words=_common_words(header, vocabulary),
    )


def _common_words(header: Mapping[str, Any], vocabulary: Vocabulary) -> CommonWords:
    """Artefacts of before know only of words that weigh nothing."""
    weightless = np.flatnonzero(vocabulary.idf == 0).tolist()
    tokens = header.get("common words", [vocabulary.ngrams[number] for number in weightless])
    telling_forms = header.get("telling forms", {})
    return CommonWords(
        frozenset(tokens),
        {token: frozenset(forms) for token, forms in dict(telling_forms).items()},
    )
