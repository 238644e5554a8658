"""What somebody asks to be trained, checked before any work. Loads no scikit-learn."""

from dataclasses import asdict, dataclass
from typing import Any

from clustering.settings import DEFAULT_PRESET, LARGEST_SEED, PRESETS, Settings, preset
from clustering.text.vocabulary import MODES as VOCABULARY_MODES

__all__ = [
    "CATALOGUE",
    "DEFAULT_PRESET",
    "LARGEST_SEED",
    "PRESET_NAMES",
    "STORED_ROWS",
    "VOCABULARY_MODES",
    "Recipe",
    "RecipeError",
]

PRESET_NAMES = tuple(PRESETS)

CATALOGUE, ALL, CONFIRMED, TAUGHT = "catalogue", "all", "confirmed", "taught"
STORED_ROWS = {
    CATALOGUE: "the catalogue",
    ALL: "all submissions",
    CONFIRMED: "confirmed submissions",
    TAUGHT: "the catalogue and what reviewers said",
}


class RecipeError(ValueError):
    """A recipe that cannot be followed; the message says what to change."""


@dataclass(frozen=True)
class Recipe:
    """What to train: a preset, perhaps another k or a range of k to choose the best of, and a seed.

    `rows` says where rows come from, and `vocabulary` is the file of a vocabulary table to use
    instead of a new one, in one of the studio's modes.
    """

    preset: str = DEFAULT_PRESET
    k: int | None = None
    sweep: str = ""
    seed: int = 0
    rows: str = CATALOGUE
    vocabulary: str = ""
    vocabulary_mode: str = VOCABULARY_MODES[0]

    def settings(self) -> Settings:
        """The settings without any sweep. Raises RecipeError for one that cannot be."""
        changes = {"seed": self.seed}
        if self.k is not None:
            changes["k"] = self.k
        try:
            return preset(self.preset, **changes)
        except ValueError as error:
            raise RecipeError(str(error)) from error

    def as_dict(self) -> dict[str, Any]:
        """For the options of a job, out of which the worker makes the recipe again."""
        return asdict(self)

    def sweep_range(self) -> range:
        """The k of "2-40"; empty without a sweep. Raises RecipeError for anything else."""
        if not self.sweep:
            return range(0)
        first, _, last = self.sweep.replace(" ", "").partition("-")
        # Short, for `int` takes long over very many digits
        are_short = all(end.isdecimal() and len(end) < 5 for end in (first, last))
        if are_short and 2 <= int(first) <= int(last) <= 1000:
            return range(int(first), int(last) + 1)
        raise RecipeError(
            f"The sweep {self.sweep!r} is no range: write it as 2-40, from 2 to 1000."
        )
