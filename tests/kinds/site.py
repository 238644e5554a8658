"""A site whose model tells eight kinds of business apart, of those that ship with the project."""

from dataclasses import replace
from functools import lru_cache

from clustering.kinds.reader import Kinds
from clustering.kinds.sureness import Calibration, Point
from clustering.model import Model
from clustering.training.kinds import KindRow, fit_kinds
from scoring.kinds.data import described
from scoring.models import Assignment, ModelVersion
from scoring.versions import activation
from scoring.versions.training_rows import training_rows
from tests.conftest import load_catalogue, stored_version, trained_model, work

SEGMENTS = (
    "Regional and community banks",
    "Pawnbrokers",
    "Toy and game makers",
    "Book, toy, craft and sports shops",
    "Bakeries",
    "Craft breweries",
    "Veterinary practices",
    "Fertility and women's health clinics",
)
BANK = "A bank that takes deposits and lends money to farmers, families and shops."
BAKERY = "We bake bread, rolls and cakes in our ovens each night, and sell them in our town."
NOTHING = "Zzyzx qwrtp flurbnak grondle vexmoo."
MEASURED = Calibration(
    points=(Point(0.6, 0.5, 4), Point(0.95, 0.97, 36)),
    sure_from=0.9,
    sure_from_if_short=0.9,
    share_sure=0.9,
    right_of_sure=0.972,
)
# The kind of a bank's text, and of a baker's
OF_BANK = ("Financials", "Regional and community banks")
OF_BAKERY = ("Consumer Staples", "Bakeries")


@lru_cache
def told_apart() -> Kinds:
    chosen = [described()[name] for name in SEGMENTS]
    rows = []
    for each in chosen:
        kind = (each.segment.name, each.segment.industry, each.segment.sector)
        rows += [KindRow(text, *kind) for text in (*each.texts, each.definition)]
    kinds = fit_kinds([each.segment for each in chosen], rows)
    return replace(kinds, calibration=MEASURED)


@lru_cache
def model_with_kinds() -> Model:
    return replace(trained_model(), kinds=told_apart())


def prepared(model: Model) -> ModelVersion:
    """A version of a model, active once the worker has scored every company under it."""
    version = stored_version(model, training_rows("catalogue"))
    activation.prepare(version)
    work()
    version.refresh_from_db()
    return version


def place_catalogue() -> ModelVersion:
    load_catalogue()
    return prepared(model_with_kinds())


def said(row: Assignment) -> tuple[str, str]:
    """What the model said of a row."""
    return row.sector, row.segment


def seen(row: Assignment) -> tuple[str, str]:
    """What pages show of a row."""
    return row.shown_sector, row.shown_segment
