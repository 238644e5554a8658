"""What tests learn from rows: once for all processes, and for later runs.

Training is a function of its rows and options (tests/clustering/training/test_determinism.py). So
what came of it is kept in `var/`, under all that it depends on: code, data and libraries.
"""

import hashlib
import json
import pickle
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.metadata import version
from typing import Any

import clustering.training
from clustering.artifact import dumps, loads
from clustering.closeness import AS_EVER, Factors
from clustering.evaluation import folds, near_pairs, unseen
from clustering.kinds import stored
from clustering.kinds.reader import Kinds
from clustering.market.dividing import divide
from clustering.market.naming import named
from clustering.model import Model
from clustering.settings import Settings
from clustering.training import DEFAULTS, LIBRARIES, Rows
from clustering.training.corpus import Progress
from clustering.training.kinds import KindRow, fit_kinds
from clustering.training.vocabularies import Known
from scoring.kinds.data import described
from scoring.markets.dividing import fitting
from scoring.versions import training
from scoring.versions.learning import kind_rows, scores
from tests.catalogue import catalogue
from tests.kept_files import folder_of, made

# Of the site, what gives rows to kinds of business; all else gives its rows as arguments
SOURCES = (
    *("clustering/**/*.py", "data/*.csv"),
    *("scoring/kinds/data.py", "scoring/versions/learning/kind_rows.py"),
)
_models: dict[tuple[str, Kinds | None], Model] = {}
_learn_kinds = kind_rows.kinds_of_business


def once() -> None:
    """Have trainings of the site look here first."""
    # A stored model may be large, and the same ones are stored again and again. The same forty
    # companies are divided, and their clusters named, in nearly each test of markets.
    instead = (
        (training, "train", train),
        (training, "five_fold", five_fold),
        (training, "read_unseen", read_unseen),
        (training, "kinds_of_business", kinds_of_business),
        (training, "dumps", lru_cache(50)(dumps)),
        (kind_rows, "kinds_of_business", kinds_of_business),
        (scores, "near_pairs", pairs_found_near),
        (fitting, "divide", remembered(divide)),
        (fitting, "named", remembered(named)),
    )
    for module, name, function in instead:
        # A name that moved would be learned anew in each test, and nobody would see why
        assert hasattr(module, name), name
        setattr(module, name, function)


def train(
    rows: Rows,
    settings: Settings = DEFAULTS,
    progress: Progress = iter,
    known: Known | None = None,
    kinds: Kinds | None = None,
) -> Model:
    def learn() -> bytes:
        return dumps(clustering.training.train(rows, settings))

    if known:
        return clustering.training.train(rows, settings, progress, known, kinds)
    for _ in progress(rows.texts):
        pass
    key = _key("model", rows, settings)
    if (key, kinds) not in _models:
        _models[key, kinds] = replace(loads(_kept(key, learn)), kinds=kinds)
    return _models[key, kinds]


def five_fold(rows: Rows, settings: Settings, known: Known | None = None) -> dict[str, float]:
    def learn() -> bytes:
        return json.dumps(folds.five_fold(rows, settings)).encode()

    if known:
        return folds.five_fold(rows, settings, known)
    return dict(json.loads(_kept(_key("folds", rows, settings), learn)))


def read_unseen(
    rows: Rows,
    settings: Settings,
    labels: Sequence[int | None],
    known: Known | None = None,
) -> list[int | None]:
    def learn() -> bytes:
        return json.dumps(unseen.read_unseen(rows, settings, labels)).encode()

    if known:
        return unseen.read_unseen(rows, settings, labels, known)
    return list(json.loads(_kept(_key("unseen", rows, settings, labels), learn)))


def pairs_found_near(
    rows: Rows,
    segments: Sequence[str],
    settings: Settings,
    kinds_without: Callable[[Collection[str]], Kinds],
    known: Known | None = None,
    factors: Factors = AS_EVER,
) -> list[near_pairs.NearPair]:
    """By kinds that have learned from all texts: to learn them anew without some takes longest."""

    def find() -> list[near_pairs.NearPair]:
        return near_pairs.near_pairs(rows, segments, settings, all_kinds, known, factors)

    def all_kinds(texts: Collection[str]) -> Kinds:
        return kinds_of_business()

    if known or factors != AS_EVER:
        return find()
    # They are the same for any number of clusters
    key = _key("near pairs", rows, segments, replace(settings, k=2))
    pairs = json.loads(_kept(key, lambda: json.dumps(find()).encode()))
    return [near_pairs.NearPair(*pair) for pair in pairs]


@lru_cache
def kinds_of_business() -> Kinds:
    """Of the segments that tests have companies of: whatever is done with all takes ten times."""

    def learn() -> Kinds:
        segments = {company["Segment"] for company in catalogue()}
        chosen = [each for name, each in described().items() if name in segments]
        rows = []
        for each in chosen:
            kind = (each.segment.name, each.segment.industry, each.segment.sector)
            rows += [KindRow(text, *kind) for text in each.texts]
            rows.append(KindRow(each.definition, *kind, begins_with_it=True))
        return fit_kinds([each.segment for each in chosen], rows)

    return _kept_kinds("few kinds", learn)


@lru_cache
def all_kinds_of_business() -> Kinds:
    return _kept_kinds("kinds", _learn_kinds)


def _kept_kinds(name: str, learn: Callable[[], Kinds]) -> Kinds:
    def learned() -> bytes:
        kinds = learn()
        return pickle.dumps((stored.header_of(kinds), stored.arrays_of(kinds)))

    return stored.kinds_of(*pickle.loads(_kept(name, learned)))


def remembered(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of its arguments alone, asked once in this process for each."""
    found: dict[bytes, Any] = {}

    def ask(*arguments: Any) -> Any:
        key = hashlib.sha256(pickle.dumps(arguments)).digest()
        if key not in found:
            found[key] = function(*arguments)
        return found[key]

    return ask


def _key(kind: str, *of: Any) -> str:
    return f"{kind} {hashlib.sha256(repr(of).encode(errors='surrogatepass')).hexdigest()}"


def _kept(name: str, learn: Callable[[], bytes]) -> bytes:
    return made(FOLDER / name, lambda part: part.write_bytes(learn())).read_bytes()


# At once, before a source can change under the processes that have loaded it
FOLDER = folder_of("learned-by-tests", SOURCES, sys.version, *map(version, LIBRARIES))
