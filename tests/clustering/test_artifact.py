import hashlib
import json
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from clustering.artifact import SIGNATURE, ArtifactError, dumps, loads
from clustering.model import Model
from tests.clustering.conftest import TEXTS

Spoil = Callable[[dict[str, Any]], None]
START = len(SIGNATURE) + 8


def header_end(data: bytes) -> int:
    return START + int.from_bytes(data[len(SIGNATURE) : START], "little")


def header(data: bytes) -> dict[str, Any]:
    decoded: dict[str, Any] = json.loads(data[START : header_end(data)])
    return decoded


def with_header(data: bytes, encoded: bytes) -> bytes:
    return SIGNATURE + len(encoded).to_bytes(8, "little") + encoded + data[header_end(data) :]


def test_a_model_scores_the_same_after_the_round_trip(model: Model) -> None:
    texts = [*TEXTS, "", "xyzzy"]
    for before, after in zip(model.score(texts), loads(dumps(model)).score(texts), strict=True):
        assert (before.cluster, before.distances, before.sure) == (after.cluster, after.distances, after.sure)
        assert np.array_equal(before.vector, after.vector)


def test_nothing_is_lost_in_the_round_trip(model: Model) -> None:
    again = loads(dumps(model))
    assert (again.names, again.phrases) == (model.names, model.phrases)
    assert (again.settings, again.figures, again.libraries) == (
        model.settings,
        model.figures,
        model.libraries,
    )
    assert dumps(again) == dumps(model)


def test_a_database_may_give_the_bytes_as_a_memoryview(model: Model) -> None:
    assert loads(memoryview(dumps(model))).names == model.names


def test_a_person_can_read_the_header(model: Model) -> None:
    found = header(dumps(model))
    assert (found["format"], found["names"]) == (1, model.names)
    assert found["libraries"]["scikit-learn"]
    assert len(found["sha256"]) == 64


@pytest.mark.parametrize("data", [b"", b"SimilarCo", b"PK\x03\x04", b"\x00" * 1000, b"{}", pickle.dumps([1])])
def test_foreign_data_is_refused(data: bytes) -> None:
    with pytest.raises(ArtifactError, match="not a SimilarCo model"):
        loads(data)


def test_data_cut_off_anywhere_is_refused(model: Model) -> None:
    data = dumps(model)
    for length in [*range(0, START + 2), *range(START, len(data), 997), len(data) - 1]:
        with pytest.raises(ArtifactError):
            loads(data[:length])


def test_one_flipped_bit_anywhere_is_refused(model: Model) -> None:
    data = dumps(model)
    for place in [*range(0, START + 150), *range(START, len(data), 499), len(data) - 1]:
        damaged = bytearray(data)
        damaged[place] ^= 1
        with pytest.raises(ArtifactError):
            loads(bytes(damaged))


def test_bytes_after_the_end_are_refused(model: Model) -> None:
    with pytest.raises(ArtifactError, match="checksum"):
        loads(dumps(model) + b"\x00\x00\x00\x00")


def test_a_newer_format_is_refused_with_what_to_do(model: Model) -> None:
    data = dumps(model)
    newer = json.dumps({**header(data), "format": 2}).encode()
    with pytest.raises(ArtifactError, match="format 2, and this version reads format 1: use the version"):
        loads(with_header(data, newer))


@pytest.mark.parametrize(
    "encoded",
    [
        b"",
        b"{",
        b"[1]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b"{}",
        b'{"format": NaN}',
        b'{"format": 1}',
        b'{"format": 1, "sha256": 5}',
        b'{"format": 1, "sha256": ""}',
        b'{"format": "1"}',
    ],
)
def test_a_header_that_is_none_is_refused(model: Model, encoded: bytes) -> None:
    with pytest.raises(ArtifactError):
        loads(with_header(dumps(model), encoded))


def test_a_changed_name_is_noticed(model: Model) -> None:
    data = dumps(model)
    changed = json.dumps({**header(data), "names": ["Harmless"] * 5}, indent=1).encode()
    with pytest.raises(ArtifactError, match="checksum"):
        loads(with_header(data, changed))


def drop_names(found: dict[str, Any]) -> None:
    del found["names"]


def shrink_shape(found: dict[str, Any]) -> None:
    found["shapes"]["centres"] = [4, 10]


def lose_an_ngram(found: dict[str, Any]) -> None:
    found["ngrams"].pop()


def spoil_shapes(found: dict[str, Any]) -> None:
    found["shapes"] = None


@pytest.mark.parametrize("spoil", [drop_names, shrink_shape, lose_an_ngram, spoil_shapes])
def test_a_signed_header_that_does_not_fit_is_refused(model: Model, spoil: Spoil) -> None:
    data = dumps(model)
    found = {**header(data), "sha256": ""}
    spoil(found)
    unsigned = json.dumps(found).encode()
    checksum = hashlib.sha256(unsigned + data[header_end(data) :]).hexdigest()
    signed = unsigned.replace(b'"sha256": ""', f'"sha256": "{checksum}"'.encode(), 1)
    with pytest.raises(ArtifactError, match="incomplete"):
        loads(with_header(data, signed))


def test_the_error_is_a_value_error() -> None:
    assert issubclass(ArtifactError, ValueError)
