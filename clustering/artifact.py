"""Model <-> bytes: a JSON header that a person can read, then the arrays.

Nothing in it is ever executed. The bytes begin with a signature, the length of the header (8 bytes,
little-endian) and the header itself: format number, library versions, settings, figures, names,
phrases, vocabulary, and kinds of business where the model has any. The arrays follow as
little-endian numbers of four bytes in the order of `ARRAYS`, those of the kinds behind them. The
SHA-256 covers the header, with the checksum in it left empty, and the arrays.
"""

import hashlib
import json
from typing import Any

import numpy as np

from clustering.kinds import stored
from clustering.layout import Layout
from clustering.model import Model
from clustering.settings import from_dict
from clustering.text.arrays import Array
from clustering.text.vocabulary import Vocabulary

SIGNATURE = b"SimilarCo model\n"
LENGTH_BYTES = 8
FORMAT = 5
# Models of format 4 tell kinds of business in another way, and those of format 3 none
WITHOUT_KINDS = 3
READABLE = (WITHOUT_KINDS, 4, FORMAT)
FLOAT = np.dtype("<f4")
ARRAYS = {
    "idf": FLOAT,
    "projection": FLOAT,
    "centres": FLOAT,
    "landmarks": FLOAT,
    "places": FLOAT,
}


class ArtifactError(ValueError):
    """The bytes are no model that this version can read; the message says why."""


def dumps(model: Model) -> bytes:
    """The model as bytes; equal models give equal bytes."""
    own: dict[str, Array] = {
        "idf": model.vocabulary.idf,
        "projection": model.projection,
        "centres": model.centres,
        "landmarks": model.layout.landmarks,
        "places": model.layout.places,
    }
    if model.kinds:
        own |= stored.arrays_of(model.kinds)
    dtypes = _arrays_stored(has_kinds=model.kinds is not None)
    arrays = {name: np.ascontiguousarray(own[name], dtype) for name, dtype in dtypes.items()}
    body = b"".join(array.tobytes() for array in arrays.values())
    header = {
        "format": FORMAT,
        "libraries": dict(model.libraries),
        # Before any text of the rows, none of which can then be taken for the checksum
        "sha256": "",
        "settings": model.settings.as_dict(),
        "figures": dict(model.figures),
        "shapes": {name: list(array.shape) for name, array in arrays.items()},
        "names": model.names,
        "phrases": model.phrases,
        "guided": model.guided,
        "total": model.vocabulary.total,
        "ngrams": model.vocabulary.ngrams,
        "surfaces": model.vocabulary.surfaces,
        "documents": model.vocabulary.documents.tolist(),
        "kinds": stored.header_of(model.kinds) if model.kinds else None,
    }
    text = json.dumps(header, indent=1, allow_nan=False)
    unsigned = text.encode() + b"\n"
    checksum = f'"sha256": "{_checksum(unsigned, body)}"'
    encoded = unsigned.replace(b'"sha256": ""', checksum.encode(), 1)
    length = len(encoded).to_bytes(LENGTH_BYTES, "little")
    return SIGNATURE + length + encoded + body


def loads(data: bytes | memoryview) -> Model:
    """The model that `dumps` made bytes of.

    Raises ArtifactError for damaged, foreign or newer data.
    """
    # PostgreSQL gives what is stored as a memoryview
    encoded, body = _split(bytes(data))
    try:
        header = json.loads(encoded)
    except (ValueError, RecursionError) as error:
        raise ArtifactError("The model is damaged: its header cannot be read.") from error
    if not isinstance(header, dict):
        raise ArtifactError("The model is damaged: its header is no JSON object.")
    written = header.get("format")
    if written not in READABLE:
        raise ArtifactError(
            f"The model has format {written}, and this version reads format {FORMAT}: "
            "use the version of SimilarCo that made it, or train a new model."
        )
    # JSON may hold half a surrogate pair, which has no bytes
    claimed = str(header.get("sha256")).encode(errors="replace")
    unsigned = encoded.replace(claimed, b"", 1)
    if claimed.decode() != _checksum(unsigned, body):
        raise ArtifactError(
            "The model is damaged: its checksum differs. Copy it again, or train a new one."
        )
    try:
        return _model(header, body)
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise ArtifactError(f"The model is incomplete: {error!r}. Train a new one.") from error


def _split(data: bytes) -> tuple[bytes, bytes]:
    """The bytes of the header, and those of the arrays."""
    if not data.startswith(SIGNATURE):
        raise ArtifactError("This is not a SimilarCo model: it does not begin as one.")
    start = len(SIGNATURE) + LENGTH_BYTES
    written_length = data[len(SIGNATURE) : start]
    length = int.from_bytes(written_length, "little")
    end = start + length
    if len(data) < end:
        raise ArtifactError("The model is cut off: copy it again, or train a new one.")
    return data[start:end], data[end:]


def _model(header: dict[str, Any], body: bytes) -> Model:
    """The model of a header and a body; TypeError, among others, where they do not fit together."""
    kinds = None
    if header["format"] != WITHOUT_KINDS:
        kinds = header["kinds"]
    dtypes = _arrays_stored(has_kinds=kinds is not None)
    arrays = _arrays(header["shapes"], body, dtypes)
    if header["format"] != FORMAT:
        kinds = None
    names = header["names"]
    phrases = header["phrases"]
    texts = [*names, *header["ngrams"], *header["surfaces"]]
    for phrases_of_cluster in phrases:
        texts += phrases_of_cluster
    # A right checksum does not say that `dumps` wrote the header
    _check_kind(str, texts)
    _check_kind(int, [header["total"], header["guided"]])
    _check_kind(dict, [header["figures"], header["libraries"]])
    _check_kind(list, [names, phrases, *phrases])
    vocabulary = Vocabulary(
        ngrams=tuple(header["ngrams"]),
        surfaces=tuple(header["surfaces"]),
        documents=np.array(header["documents"], dtype=np.int32),
        total=header["total"],
        idf=arrays["idf"],
    )
    return Model(
        vocabulary=vocabulary,
        projection=arrays["projection"],
        guided=header["guided"],
        centres=arrays["centres"],
        layout=Layout(arrays["landmarks"], arrays["places"]),
        phrases=phrases,
        names=names,
        settings=from_dict(header["settings"]),
        figures=header["figures"],
        libraries=header["libraries"],
        kinds=stored.kinds_of(kinds, arrays) if kinds else None,
    )


def _arrays_stored(*, has_kinds: bool) -> dict[str, np.dtype[Any]]:
    if not has_kinds:
        return ARRAYS
    return ARRAYS | stored.ARRAYS


def _arrays(
    shapes: dict[str, list[int]],
    body: bytes,
    dtypes: dict[str, np.dtype[Any]],
) -> dict[str, Any]:
    sizes = [int(np.prod(shapes[name])) for name in dtypes]
    ends = np.cumsum(sizes)
    if FLOAT.itemsize * int(ends[-1]) != len(body):
        raise ValueError("the arrays have other lengths than the header says")
    # As numbers of four bytes, whichever kind they are
    numbers = np.frombuffer(body, dtype=FLOAT)
    parts = np.split(numbers, ends[:-1])
    arrays = {}
    for (name, dtype), part in zip(dtypes.items(), parts, strict=True):
        array = part.view(dtype)
        # One that is not would make every distance to it so
        if not np.isfinite(array).all():
            raise ValueError("a number is not finite")
        # In the byte order of this machine
        native = array.astype(dtype.newbyteorder("="))
        arrays[name] = native.reshape(shapes[name])
    return arrays


def _check_kind(kind: type, values: list[Any]) -> None:
    """Raise TypeError where a value is of another kind than `dumps` writes."""
    for value in values:
        # Not isinstance, for True would pass as a whole number
        if type(value) is not kind:
            raise TypeError("a value is of another kind")


def _checksum(unsigned: bytes, body: bytes) -> str:
    return hashlib.sha256(unsigned + body).hexdigest()
