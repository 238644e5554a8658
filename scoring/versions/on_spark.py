"""A version trained on Apache Spark; loaded by nothing but a command that is asked for it."""

from typing import NamedTuple

from django.conf import settings
from django.db import transaction

from clustering.files.companies import CATEGORY, INDUSTRY, TEXT, TITLE, CompanyReader
from clustering.spark.session import spark_session
from clustering.spark.tables import Table, read_table
from clustering.spark.training import train
from clustering.training import TrainingError
from scoring.batches.importing import MOST_TOLD
from scoring.batches.mapping import guess
from scoring.kinds.names import READABLE
from scoring.models import ModelVersion
from scoring.tables.encodings import FileError
from scoring.versions import training
from scoring.versions.learning.kind_rows import kinds_of_business
from scoring.versions.learning.scores import scores_told
from scoring.versions.recipes import CATALOGUE, STORED_ROWS, Recipe, RecipeError
from scoring.versions.training_rows import training_rows

LONGEST_NAME = 200
MOST_OF_NAME = 70


class OnSpark(NamedTuple):
    """What became of a training: the version, and how many rows were left out for a problem."""

    version: ModelVersion
    problems: int


def train_on_spark(recipe: Recipe, master: str) -> OnSpark:
    """Train on the rows of a table that Spark reads, and store the version; it is not active yet.

    Raises:
        RecipeError: the recipe asks for what Spark does not do.
        SparkError: Spark cannot be reached, or the table not be read, or it has no rows.
        FileError: the table has no column of titles, or of texts.
        TrainingError: the rows cannot make a model; the message says what to change.
    """
    if recipe.rows in STORED_ROWS:
        raise RecipeError("On Spark, --rows is the path of a table: CSV or Parquet.")
    if recipe.sweep or recipe.vocabulary:
        raise RecipeError("--sweep and --vocabulary train on this machine alone: leave them out.")
    options = recipe.settings()
    with spark_session(master) as spark:
        table = read_table(spark, recipe.rows)
        companies = table.companies(_reader(table))
        trained = train(companies, options, kinds_of_business(), frozenset(READABLE))
    rows = trained.filed.total()
    placed = 0
    for (*_, label), number in trained.filed.items():
        if label is not None:
            placed += number
    if 2 * placed < rows:
        raise TrainingError(training.NOT_PLACED.format(placed=placed, rows=rows))
    # What scores of similar companies mean is told by companies of known segments
    scores = scores_told(
        trained.model,
        training_rows(CATALOGUE),
        options,
        None,
    )
    name = recipe.rows.rstrip("/").rpartition("/")[2][:MOST_OF_NAME]
    origin = training.Origin(f"{name}, read by Apache Spark", trained.fingerprint, trained.filed)
    made = training.new_version(trained.model, origin, recipe.preset, trained.folds, scores)
    with transaction.atomic():
        version = made.store()
    return OnSpark(version, trained.problems)


def _reader(table: Table) -> CompanyReader:
    mapping = guess(table.columns, table.first_rows())
    if not mapping.title or not mapping.text:
        missing = "text" if mapping.title else "title"
        raise FileError(
            f"No column is called as one for the {missing}: there are "
            f"{', '.join(table.columns[:MOST_TOLD])}."
        )
    named = {TITLE: [mapping.title], TEXT: mapping.text}
    named |= {CATEGORY: [mapping.category], INDUSTRY: [mapping.industry]}
    places = {}
    for field, names in named.items():
        places[field] = [table.columns.index(name) for name in names if name]
    return CompanyReader(
        places,
        least={TITLE: 2, TEXT: 1},
        most={
            TITLE: LONGEST_NAME,
            CATEGORY: LONGEST_NAME,
            TEXT: settings.IMPORT_TEXT_MAX_LENGTH,
        },
        has_guards=table.is_csv,
    )
