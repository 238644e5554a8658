"""A table scored on Apache Spark; loaded by nothing but a command that is asked for it."""

from collections.abc import Sequence

from clustering.artifact import dumps
from clustering.files.answers import Counts
from clustering.model import Model
from clustering.spark.scoring import score_table
from clustering.spark.session import spark_session
from clustering.spark.tables import read_table
from scoring.big_files.columns import added_columns, scoring_reader


def score_on_spark(
    master: str,
    path: str,
    out: str,
    model: Model,
    cluster_names: Sequence[str],
) -> Counts:
    """Write a table with its columns and what the model says of each row, as `here.score_file`.

    Raises:
        SparkError: Spark cannot be reached, the table cannot be read or has no rows, or `out` is
            there already or cannot be written.
        FileError: the table has no column of texts.
    """
    with spark_session(master) as spark:
        table = read_table(spark, path)
        first = table.first_rows()
        reader = scoring_reader(table.columns, first, has_guards=table.is_csv)
        added = added_columns(table.columns)
        return score_table(table, reader, dumps(model), cluster_names, added, out)
