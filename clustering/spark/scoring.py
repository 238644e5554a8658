"""A table -> the same table with what a model says of each row, part by part in executors."""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from pyspark import Broadcast
from pyspark.sql import Observation, Row
from pyspark.sql.functions import col, count, lit
from pyspark.sql.types import (
    ArrayType,
    DataType,
    DoubleType,
    FloatType,
    IntegerType,
    StringType,
    StructField,
    StructType,
)

from clustering.artifact import loads
from clustering.files.answers import COLUMNS, Counts, answers
from clustering.files.companies import CompanyReader
from clustering.model import Model
from clustering.spark.tables import Table, company_of, is_csv, write_table

ROWS_AT_ONCE = 1_000
TYPES: dict[str, DataType] = {
    "sector_probability": DoubleType(),
    "segment_probability": DoubleType(),
    "cluster": IntegerType(),
    "distances": ArrayType(DoubleType()),
    "vector": ArrayType(FloatType()),
}


class Scorer(NamedTuple):
    """What executors need to score rows: the model as bytes, and how its clusters are called."""

    reader: CompanyReader
    artefact: "Broadcast[bytes]"
    cluster_names: Sequence[str]
    is_from_csv: bool
    is_to_csv: bool

    def __call__(self, rows: Iterator[Row]) -> Iterator[tuple[Any, ...]]:
        """Rows of a table with the columns of answers behind them."""
        model = model_of(self.artefact.value)
        while block := list(islice(rows, ROWS_AT_ONCE)):
            companies = [company_of(self.reader, self.is_from_csv, row) for row in block]
            scored = answers(model, self.cluster_names, companies)
            for row, answer in zip(block, scored, strict=True):
                own = row
                if self.is_from_csv:
                    own = row[:-1]
                said: Iterable[Any] = answer
                if self.is_to_csv:
                    said = map(_in_csv, answer)
                yield (*own, *said)


def score_table(
    table: Table,
    reader: CompanyReader,
    artefact: bytes,
    cluster_names: Sequence[str],
    added: Sequence[str],
    out: str,
) -> Counts:
    """Write a table with the answers of a model, under the names `added`, into the folder `out`.

    No row comes to the driver. Raises SparkError when `out` is there or cannot be written.
    """
    spark = table.frame.sparkSession
    sent = spark.sparkContext.broadcast(artefact)
    scorer = Scorer(reader, sent, cluster_names, table.is_csv, is_csv(out))
    types = {} if scorer.is_to_csv else TYPES
    fields = [
        StructField(name, types.get(column, StringType()))
        for name, column in zip(added, COLUMNS, strict=True)
    ]
    schema = StructType([*table.own, *fields])
    rows = table.frame.rdd.mapPartitions(scorer)
    scored = spark.createDataFrame(rows, schema, verifySchema=False)
    seen = Observation()
    name_of_problem = added[COLUMNS.index("problem")]
    rows_seen = count(lit(1)).alias("rows")
    problems = count(col(f"`{name_of_problem}`")).alias("problems")
    written = scored.observe(seen, rows_seen, problems)
    write_table(written, out)
    return Counts(seen.get["rows"], seen.get["problems"])


@lru_cache(maxsize=1)
def model_of(artefact: bytes) -> Model:
    """A model, read once by each process of an executor."""
    return loads(artefact)


def _in_csv(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value)
