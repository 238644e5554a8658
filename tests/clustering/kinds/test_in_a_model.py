"""A model tells kinds of business, whatever its clusters are made of, and keeps them as bytes."""

from collections.abc import Callable
from typing import Any

import pytest

from clustering.artifact import ArtifactError, dumps, loads
from clustering.model import Model
from clustering.settings import Settings, preset
from clustering.training import train
from tests.clustering.conftest import ROWS, trained
from tests.clustering.envelope import body, header, signed
from tests.clustering.kinds.trades import kinds

BAKERY = "We bake bread and cakes from flour for the grocers of our town"


def with_kinds(settings: Settings) -> Model:
    return train(ROWS, settings, kinds=kinds())


@pytest.fixture(scope="module")
def model() -> Model:
    return with_kinds(Settings(k=5))


def test_a_score_says_the_kind_of_business(model: Model) -> None:
    [score] = model.score([BAKERY])
    assert score.kind is not None
    assert score.kind.segments[0].name == "Bakeries"


def test_other_options_of_the_clusters_change_no_kind(model: Model) -> None:
    other = with_kinds(preset("classic", k=5))
    assert other.score([BAKERY])[0].kind == model.score([BAKERY])[0].kind


@pytest.mark.parametrize(
    "text", ["", "xyzzy plugh", "bread", "Wir backen Brot und Kuchen aus Mehl in unserer Stadt"]
)
def test_too_little_to_say_is_no_kind(model: Model, text: str) -> None:
    assert model.score([text])[0].kind is None


def test_a_model_without_kinds_tells_none() -> None:
    assert trained("guided", "euclidean").score([BAKERY])[0].kind is None


def test_kinds_stay_the_same_in_the_round_trip(model: Model) -> None:
    again = loads(dumps(model))
    assert again.score([BAKERY])[0].kind == model.score([BAKERY])[0].kind
    assert dumps(again) == dumps(model)


def test_a_model_of_format_3_is_read_without_kinds(model: Model) -> None:
    data = dumps(trained("guided", "euclidean"))
    older = {**header(data), "format": 3}
    del older["kinds"]
    assert loads(signed(older, body(data))).kinds is None


def test_kinds_of_format_4_are_left_out(model: Model) -> None:
    data = dumps(model)
    older = {**header(data), "format": 4}
    assert loads(signed(older, body(data))).kinds is None


SPOILED: list[tuple[str, Callable[[dict[str, Any]], Any]]] = [
    ("segments", lambda kinds: kinds["segments"][:-1]),
    ("segments", lambda kinds: [*kinds["segments"][:-1], kinds["segments"][0]]),
    ("segments", lambda kinds: [[1, 2, 3]] * len(kinds["segments"])),
    ("segments", lambda kinds: None),
    ("sharpness", lambda kinds: [1.0]),
    ("sharpness", lambda kinds: "sharp"),
    ("ngrams", lambda kinds: kinds["ngrams"][:-1]),
    ("ngrams", lambda kinds: [None] * len(kinds["ngrams"])),
    ("documents", lambda kinds: []),
]


@pytest.mark.parametrize(("key", "spoil"), SPOILED)
def test_signed_kinds_that_do_not_fit_are_refused(
    model: Model, key: str, spoil: Callable[[dict[str, Any]], Any]
) -> None:
    data = dumps(model)
    found = header(data)
    found["kinds"][key] = spoil(found["kinds"])
    with pytest.raises(ArtifactError, match="incomplete"):
        loads(signed(found, body(data)))


def test_kinds_without_their_arrays_are_refused(model: Model) -> None:
    data = dumps(model)
    without = dumps(trained("guided", "euclidean"))
    with pytest.raises(ArtifactError, match="incomplete"):
        loads(signed({**header(without), "kinds": header(data)["kinds"]}, body(without)))
