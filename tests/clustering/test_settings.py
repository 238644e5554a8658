import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields, replace
from pathlib import Path
from typing import Any

import pytest

from clustering.settings import (
    DEFAULT_PRESET,
    LARGEST_SEED,
    METRICS,
    PRESETS,
    SPACES,
    STARTS,
    Settings,
    from_dict,
    preset,
)
from clustering.text.cleaning import Cleaning
from clustering.text.ngrams import Extraction

ROOT = Path(__file__).parents[2]
Spoil = Callable[[dict[str, Any]], None]
OTHER = Settings(
    k=7,
    seed=LARGEST_SEED,
    space="latent",
    dimensions=3,
    penalty=0.25,
    guided_share=1.0,
    start="evenly",
    starts=2,
    iterations=9,
    metric="cosine",
    cleaning=Cleaning(endings="keep", stop_words=("oil", "gas"), pattern="é+", replacement=" "),
    extraction=Extraction(size=3, skip=1, weights="graph", selection="fisher", features=10),
)


def stored(settings: Settings = OTHER) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(settings.as_dict()))
    return found


@pytest.mark.parametrize("made", [*PRESETS.values(), OTHER])
def test_settings_make_the_round_trip_through_json(made: Settings) -> None:
    assert from_dict(stored(made)) == made


def test_every_setting_of_the_example_differs_from_its_default() -> None:
    same = [
        one.name
        for one in fields(Settings)
        if getattr(OTHER, one.name) == getattr(Settings(), one.name)
    ]
    assert same == []


def test_the_classic_preset_is_the_studios() -> None:
    classic = preset("classic")
    assert (classic.space, classic.metric, classic.start, classic.iterations) == (
        *("n-grams", "euclidean", "k-means++"),
        100,
    )
    assert classic.cleaning.endings == "lemma"
    assert (classic.extraction.min_documents, classic.extraction.max_ratio) == (5, 1.0)


def test_the_default_preset_is_the_default_of_every_setting() -> None:
    assert preset(DEFAULT_PRESET) == Settings()


def test_a_preset_can_be_changed_and_stays_as_it_was() -> None:
    changed = preset("classic", k=3, metric="cosine")
    assert (changed.k, changed.metric) == (3, "cosine")
    assert replace(changed, k=PRESETS["classic"].k, metric="euclidean") == PRESETS["classic"]


@pytest.mark.parametrize("name", ["", "Classic", "best", "similarco "])
def test_an_unknown_preset_is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(ValueError, match=f"no preset '{name}': choose one of classic, similarco"):
        preset(name)


def test_a_preset_is_changed_only_within_bounds() -> None:
    with pytest.raises(ValueError, match="k is 1: choose 2 or more"):
        preset("classic", k=1)


@pytest.mark.parametrize(
    ("option", "allowed"), [("space", SPACES), ("start", STARTS), ("metric", METRICS)]
)
def test_every_listed_choice_is_allowed(option: str, allowed: tuple[str, ...]) -> None:
    made = [Settings(**{option: choice}) for choice in allowed]  # type: ignore[arg-type]
    assert [getattr(one, option) for one in made] == list(allowed)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("k", 0),
        ("k", 1),
        ("k", -3),
        ("seed", -1),
        ("seed", LARGEST_SEED + 1),
        ("space", "ngrams"),
        ("space", ""),
        ("start", "k-means"),
        ("start", None),
        ("metric", "Cosine"),
        ("metric", "manhattan"),
        ("dimensions", 0),
        ("starts", 0),
        ("iterations", -1),
        ("k", 2.5),
        ("k", "5"),
        ("k", True),
        ("seed", 1.0),
        ("dimensions", 9.5),
        ("starts", None),
        ("iterations", False),
        ("penalty", 0.0),
        ("penalty", -1.0),
        ("penalty", float("nan")),
        ("penalty", float("inf")),
        ("guided_share", -0.1),
        ("guided_share", 1.1),
        ("guided_share", float("nan")),
    ],
)
def test_an_option_out_of_range_is_named_with_what_to_choose(option: str, value: Any) -> None:
    with pytest.raises(ValueError, match=f"{option} is .*: choose"):
        Settings(**{option: value})


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("guided_share", 0),
        ("guided_share", 1),
        ("seed", 0),
        ("seed", LARGEST_SEED),
        ("k", 2),
        ("dimensions", 1),
    ],
)
def test_the_ends_of_a_range_are_allowed(option: str, value: Any) -> None:
    assert getattr(Settings(**{option: value}), option) == value


def drop(option: str) -> Spoil:
    return lambda found: found.pop(option)


def put(option: str, value: Any) -> Spoil:
    return lambda found: found.update({option: value})


def put_inside(part: str, option: str, value: Any) -> Spoil:
    return lambda found: found[part].update({option: value})


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (drop("k"), "k"),
        (drop("metric"), "metric"),
        (drop("cleaning"), "cleaning"),
        (drop("extraction"), "extraction"),
        (put("k", "many"), "k is many"),
        (put("k", None), "k is None"),
        (put("k", 1), "k is 1"),
        (put("k", 2.5), "k is 2.5"),
        (put("colour", 1), "unknown or missing: colour"),
        (put("space", []), r"space is \[\]"),
        (put("cleaning", None), "NoneType"),
        (put("extraction", []), "unknown or missing"),
        (
            put("cleaning", {}),
            "unknown or missing: backslashes_to_slashes, detect_sentences, endings",
        ),
        (put("extraction", {}), "unknown or missing: features, longest, max_ratio"),
        (put_inside("cleaning", "lemmatise", True), "lemmatise"),
        (put_inside("cleaning", "endings", "porter"), "endings is 'porter'"),
        (put_inside("cleaning", "stop_words", None), "NoneType"),
        (put_inside("cleaning", "stop_words", "bank"), "stop_words is one text"),
        (put_inside("cleaning", "pattern", "("), r"The pattern '\('"),
        (put_inside("cleaning", "pattern", 5), "string"),
        (put_inside("extraction", "colour", 1), "colour"),
        (put_inside("extraction", "size", 0), "size is 0"),
        (put_inside("extraction", "weights", None), "weights is None"),
    ],
)
def test_stored_settings_that_cannot_be_are_refused_by_name(spoil: Spoil, named: str) -> None:
    found = stored()
    spoil(found)
    with pytest.raises(ValueError, match=named):
        from_dict(found)


@pytest.mark.parametrize("found", [{}, None, [], "k", 5])
def test_what_holds_no_settings_is_refused(found: Any) -> None:
    with pytest.raises(ValueError, match="The settings do not fit"):
        from_dict(found)


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        OTHER.k = 3  # type: ignore[misc]


def test_settings_load_no_scikit_learn() -> None:
    program = (
        "import sys, clustering.settings; print(sorted({'sklearn', 'scipy', 'simplemma'} & "
        "set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
