"""Tables of companies as Spark reads and writes them: CSV, or Parquet."""

import re
from functools import partial
from typing import NamedTuple

from pyspark import RDD
from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql.types import StringType, StructField, StructType

from clustering.files.companies import Company, CompanyReader
from clustering.spark.errors import SparkError
from clustering.spark.session import FAILURES, reason

CSV = re.compile(r"\.csv(\.\w+)?/?$", re.IGNORECASE)
# As this site writes it and most programs do: a quotation mark within marks stands twice
CSV_OPTIONS = {"header": True, "escape": '"'}
# Where Spark puts a row that is no valid CSV
BROKEN = "_broken_row"
BROKEN_ROW = "The row has other cells than the columns; put a text with commas in quotation marks."
# A file of CSV is read by one core, for a text may have several lines; then all cores have its rows
PARTS_OF_CORE = 3
FIRST_ROWS = 100


class Table(NamedTuple):
    """A table as Spark has it; of a CSV the last column of the frame is BROKEN."""

    frame: DataFrame
    is_csv: bool
    path: str

    @property
    def own(self) -> list[StructField]:
        """The columns of the table."""
        fields = self.frame.schema.fields
        if not self.is_csv:
            return fields
        return fields[:-1]

    @property
    def columns(self) -> list[str]:
        return [field.name for field in self.own]

    def first_rows(self) -> list[list[str]]:
        """So few that they may come to the driver, to guess from which column is what.

        Raises SparkError where there are none.
        """
        rows = self.frame.take(FIRST_ROWS)
        if not rows:
            raise SparkError(f"There are no rows in {self.path}.")
        return [["" if cell is None else str(cell) for cell in row] for row in rows]

    def companies(self, reader: CompanyReader) -> "RDD[Company]":
        """The rows as companies, those with a problem among them."""
        return self.frame.rdd.map(partial(company_of, reader, self.is_csv))


def company_of(reader: CompanyReader, is_csv: bool, row: Row) -> Company:
    """What a row says of a company; within an executor."""
    if is_csv and row[-1] is not None:
        return Company(problem=BROKEN_ROW)
    return reader.company(row)


def is_csv(path: str) -> bool:
    """Whether a path is one of CSV, by its end; all others are Parquet."""
    return CSV.search(path) is not None


def read_table(spark: SparkSession, path: str) -> Table:
    """Raises SparkError when there is nothing to read, or it cannot be read."""
    try:
        if not is_csv(path):
            return Table(spark.read.parquet(path), False, path)
        reader = spark.read.options(**CSV_OPTIONS, multiLine=True, columnNameOfCorruptRecord=BROKEN)
        header = reader.csv(path).schema.fields
        if not header:
            raise SparkError(f"There are no rows in {path}.")
        broken = StructField(BROKEN, StringType())
        frame = reader.schema(StructType([*header, broken])).csv(path)
        parts = PARTS_OF_CORE * spark.sparkContext.defaultParallelism
        return Table(frame.repartition(parts), True, path)
    except FAILURES as error:
        raise SparkError(f"{path} cannot be read: {reason(error)}") from error


def write_table(frame: DataFrame, path: str) -> None:
    """Write a folder of files, each part of the frame into its own.

    Raises SparkError when something is there already, or it cannot be written.
    """
    try:
        if is_csv(path):
            # Blanks around a text are its own
            kept = {"ignoreLeadingWhiteSpace": False, "ignoreTrailingWhiteSpace": False}
            frame.write.options(**CSV_OPTIONS, **kept, emptyValue="").csv(path)
        else:
            frame.write.parquet(path)
    except FAILURES as error:
        raise SparkError(f"{path} cannot be written: {reason(error)}") from error
