"""Bytes that are no model, or no longer one, and what the message says."""

import json
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustering.artifact import ArtifactError, dumps, loads
from clustering.model import Model
from tests.clustering.conftest import trained
from tests.clustering.envelope import START, body, header, header_end, signed, with_header


@pytest.fixture(scope="module")
def data(model: Model) -> bytes:
    return dumps(model)


@pytest.mark.parametrize(
    "foreign", [b"", b"SimilarCo", b"PK\x03\x04", b"\x00" * 1000, b"{}", pickle.dumps([1])]
)
def test_foreign_data_is_refused(foreign: bytes) -> None:
    with pytest.raises(ArtifactError, match="not a SimilarCo model"):
        loads(foreign)


def test_data_cut_off_anywhere_is_refused(any_model: Model) -> None:
    data = dumps(any_model)
    for length in [
        *range(0, START + 2),
        *range(START, len(data), 997),
        header_end(data),
        len(data) - 1,
    ]:
        with pytest.raises(ArtifactError):
            loads(data[:length])


def test_one_flipped_bit_anywhere_is_refused(any_model: Model) -> None:
    data = dumps(any_model)
    for place in [*range(0, START + 150), *range(START, len(data), 499), len(data) - 1]:
        damaged = bytearray(data)
        damaged[place] ^= 1
        with pytest.raises(ArtifactError):
            loads(bytes(damaged))


@settings(max_examples=60, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), piece=st.binary(min_size=1, max_size=9))
def test_a_piece_put_in_or_written_over_is_refused(place: float, piece: bytes) -> None:
    data = dumps(trained("guided", "euclidean"))
    at = int(place * len(data))
    for damaged in (data[:at] + piece + data[at:], data[:at] + piece + data[at + len(piece) :]):
        if damaged != data:
            with pytest.raises(ArtifactError):
                loads(damaged)


@pytest.mark.parametrize("tail", [b"\x00", b"\x00\x00\x00\x00", b"\n", b"SimilarCo model\n"])
def test_bytes_after_the_end_are_refused(data: bytes, tail: bytes) -> None:
    with pytest.raises(ArtifactError, match="checksum"):
        loads(data + tail)


@pytest.mark.parametrize("length", [2**64 - 1, 2**40, 10**6])
def test_a_header_longer_than_the_data_is_refused(data: bytes, length: int) -> None:
    with pytest.raises(ArtifactError, match="cut off"):
        loads(data[: START - 8] + length.to_bytes(8, "little") + data[START:])


@pytest.mark.parametrize("number", [1, 2, 6, 0, -5, None, "5", [5]])
def test_another_format_is_refused_with_what_to_do(data: bytes, number: Any) -> None:
    other = signed({**header(data), "format": number}, body(data))
    with pytest.raises(
        ArtifactError,
        match="this version reads format 5: use the version of SimilarCo that made it",
    ):
        loads(other)


@pytest.mark.parametrize(
    "encoded",
    [
        b"",
        b"{",
        b"[1]",
        b"null",
        b"2",
        b"\xff\xfe",
        b"[" * 100_000,
        b"{}",
        b'{"format": NaN}',
        b'{"format": 5}',
        b'{"format": 5, "sha256": 5}',
        b'{"format": 5, "sha256": ""}',
        b'{"format": 5, "sha256": null}',
        b'{"format": 5, "sha256": "\\ud800"}',
        b'{"format": "4"}',
        b'{"format": 1' + b"0" * 5_000 + b"}",
    ],
)
def test_a_header_that_is_none_is_refused(data: bytes, encoded: bytes) -> None:
    with pytest.raises(ArtifactError):
        loads(with_header(encoded, body(data)))


def test_a_changed_name_is_noticed(data: bytes) -> None:
    changed = json.dumps({**header(data), "names": ["Harmless"] * 5}, indent=1).encode()
    with pytest.raises(ArtifactError, match="checksum"):
        loads(with_header(changed, body(data)))


def test_arrays_of_another_model_are_noticed(data: bytes) -> None:
    other = dumps(trained("latent", "euclidean"))
    with pytest.raises(ArtifactError, match="checksum"):
        loads(data[: header_end(data)] + body(other))


KEYS = [
    *("documents", "figures", "guided", "kinds", "libraries", "names", "ngrams"),
    *("phrases", "settings", "shapes", "surfaces", "total"),
]


def test_every_part_of_the_header_is_known_here(data: bytes) -> None:
    assert sorted(header(data)) == sorted([*KEYS, "format", "sha256"])


@pytest.mark.parametrize("key", KEYS)
def test_a_signed_header_that_lacks_something_is_refused(data: bytes, key: str) -> None:
    found = header(data)
    del found[key]
    with pytest.raises(ArtifactError, match="incomplete"):
        loads(signed(found, body(data)))


SPOILED: list[tuple[str, Any]] = [
    ("names", ["one", "two"]),
    ("names", None),
    ("names", "abcde"),
    ("names", [1] * 5),
    ("phrases", [[]]),
    ("phrases", "abcde"),
    ("phrases", ["abc"] * 5),
    ("phrases", [1] * 5),
    ("phrases", [[1]] * 5),
    ("guided", 99),
    ("guided", -1),
    ("guided", None),
    ("guided", "5"),
    ("ngrams", None),
    ("ngrams", ["oil"]),
    ("surfaces", []),
    ("documents", [1]),
    ("documents", None),
    ("documents", "many"),
    ("figures", None),
    ("figures", []),
    ("libraries", None),
    ("total", "x"),
    ("total", None),
    ("total", 30.0),
    ("settings", None),
    ("settings", {}),
    ("settings", []),
    ("shapes", None),
    ("shapes", {}),
    ("shapes", {"idf": [1]}),
    ("shapes", {"idf": [-1], "projection": [-1, 5], "centres": [5, 5]}),
    ("shapes", {"idf": ["a"], "projection": [], "centres": []}),
    ("shapes", {"idf": [10**30], "projection": [1], "centres": [1]}),
]


@pytest.mark.parametrize(("key", "value"), SPOILED)
def test_a_signed_header_that_does_not_fit_is_refused(data: bytes, key: str, value: Any) -> None:
    with pytest.raises(ArtifactError, match="The model is incomplete"):
        loads(signed({**header(data), key: value}, body(data)))


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("k", 4),
        ("k", 1),
        ("space", "n-grams"),
        ("space", "hyper"),
        ("metric", None),
        ("cleaning", {"endings": "no"}),
    ],
)
def test_signed_settings_that_do_not_fit_are_refused(data: bytes, option: str, value: Any) -> None:
    found = header(data)
    found["settings"][option] = value
    with pytest.raises(ArtifactError, match="The model is incomplete"):
        loads(signed(found, body(data)))


def test_an_ngram_that_stands_twice_is_refused(data: bytes) -> None:
    found = header(data)
    found["ngrams"][1] = found["ngrams"][0]
    with pytest.raises(ArtifactError, match="incomplete"):
        loads(signed(found, body(data)))


@pytest.mark.parametrize("number", [2**31, 2**40, -(2**40), None, "many"])
def test_a_number_of_texts_that_cannot_be_is_refused(data: bytes, number: Any) -> None:
    found = header(data)
    found["documents"][-1] = number
    with pytest.raises(ArtifactError, match="The model is incomplete"):
        loads(signed(found, body(data)))


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("place", [0, -1])
def test_a_number_that_is_not_finite_is_refused(data: bytes, number: float, place: int) -> None:
    numbers = np.frombuffer(body(data), "<f4").copy()
    numbers[place] = number
    with pytest.raises(ArtifactError, match="not finite"):
        loads(signed(header(data), numbers.tobytes()))


@pytest.mark.parametrize("cut", [1, 4, 400])
def test_signed_arrays_that_are_too_short_are_refused(data: bytes, cut: int) -> None:
    with pytest.raises(ArtifactError, match="incomplete"):
        loads(signed(header(data), body(data)[:-cut]))
