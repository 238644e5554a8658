"""What a model is made with, and the two sets that have a name. Loads no scikit-learn."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from math import inf
from typing import Any

from clustering.text.checks import check_choice, check_whole
from clustering.text.cleaning import Cleaning
from clustering.text.ngrams import Extraction

SPACES = ("n-grams", "latent", "guided", "side by side")
STARTS = ("k-means++", "random", "first", "evenly")
METRICS = ("euclidean", "cosine")
# NumPy takes no larger one
LARGEST_SEED = 2**32 - 1


@dataclass(frozen=True)
class Settings:
    """The options of all steps. Raises ValueError for one that cannot be.

    `space`: what k-means divides: the n-gram weights themselves, their latent semantic analysis, a
    projection guided by the categories of the training rows, or the latent and the guided vector
    side by side. More clusters than categories are made side by side instead of guided, and fewer
    than two categories leave latent.
    `dimensions`: at most so many latent ones, one for every eight texts, and k in any case.
    `penalty`: how strongly the guided projection is held back.
    `guided_share` (0..1) of a similarity comes from guided vectors, the rest from latent ones.
    `starts` runs of k-means, of which the tightest stays; `first` and `evenly` always start in the
    same place.
    """

    k: int = 11
    seed: int = 0
    space: str = "guided"
    dimensions: int = 50
    penalty: float = 0.5
    guided_share: float = 0.5
    start: str = "k-means++"
    starts: int = 10
    iterations: int = 300
    metric: str = "euclidean"
    cleaning: Cleaning = field(default_factory=Cleaning)
    extraction: Extraction = field(default_factory=Extraction)

    def __post_init__(self) -> None:
        check_choice("space", self.space, SPACES)
        check_choice("start", self.start, STARTS)
        check_choice("metric", self.metric, METRICS)
        check_whole("dimensions", self.dimensions, 1)
        check_whole("starts", self.starts, 1)
        check_whole("iterations", self.iterations, 1)
        check_whole("k", self.k, 2)
        check_whole("seed", self.seed, 0, LARGEST_SEED)
        if not 0 < self.penalty < inf:
            raise ValueError(f"penalty is {self.penalty}: choose one over 0.")
        if not 0 <= self.guided_share <= 1:
            raise ValueError(f"guided_share is {self.guided_share}: choose one from 0 to 1.")

    def as_dict(self) -> dict[str, Any]:
        """The settings as JSON knows them."""
        return asdict(self)


PRESETS: Mapping[str, Settings] = {
    # What is known of the original experiment; the rest are the studio's defaults (docs/model.md).
    "classic": Settings(
        k=10,
        space="n-grams",
        starts=1,
        iterations=100,
        cleaning=Cleaning(endings="lemma"),
        extraction=Extraction(
            size=2,
            weights="tf-idf",
            min_documents=5,
            min_documents_of_phrases=5,
            max_ratio=1.0,
            features=5_000,
        ),
    ),
    "similarco": Settings(),
}
DEFAULT_PRESET = "similarco"


def preset(name: str, **changes: Any) -> Settings:
    """The settings of a preset with some of them changed; ValueError for an unknown name."""
    if name not in PRESETS:
        presets = ", ".join(PRESETS)
        raise ValueError(f"There is no preset {name!r}: choose one of {presets}.")
    return replace(PRESETS[name], **changes)


def from_dict(stored: Mapping[str, Any]) -> Settings:
    """Settings from their JSON form.

    Raises ValueError for an unknown or missing option, or one of another kind.
    """
    try:
        cleaning = _all_options(Cleaning, stored["cleaning"])
        extraction = _all_options(Extraction, stored["extraction"])
        options = _all_options(Settings, stored)
        options["cleaning"] = Cleaning(**cleaning)
        options["extraction"] = Extraction(**extraction)
        return Settings(**options)
    except (KeyError, TypeError) as error:
        raise ValueError(f"The settings do not fit: {error}.") from error


def _all_options(kind: type, stored: Mapping[str, Any]) -> dict[str, Any]:
    """The options as they are stored, when they are all that `kind` has and no other."""
    expected = {option.name for option in fields(kind)}
    differing = expected ^ set(stored)
    if differing:
        names = ", ".join(sorted(differing))
        raise KeyError(f"unknown or missing: {names}")
    return dict(stored)
