"""A session of Spark whose executors have this program."""

import logging
import os
import re
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

import clustering
from clustering.spark.errors import SparkError

# The class of an error before what it says, and numbers of errors around it
WRAPPING = re.compile(r"^[\w.$]+(Exception|Error): |\[[A-Z_.]+\] | SQLSTATE: \w+$")
FAILURES = (PySparkException, Py4JError)


@contextmanager
def spark_session(master: str) -> Iterator[SparkSession]:
    """The session of this process, or a new one that ends with the block.

    Executors get the package `clustering`; its libraries must be there, under the Python that
    PYSPARK_PYTHON names. Everything else is as Spark's own files say (SPARK_CONF_DIR).

    Raises SparkError in place of what Spark raises, for all that is done within the block.
    """
    try:
        if running := SparkSession.getActiveSession():
            yield running
            return
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        # Of each connection that it closes it says so
        logging.getLogger("py4j").setLevel(logging.WARNING)
        with TemporaryDirectory() as folder:
            builder = SparkSession.builder.master(master).appName("SimilarCo")
            started = builder.getOrCreate()
            try:
                started.sparkContext.setLogLevel("ERROR")
                # The package `clustering` as executors import it
                [package] = map(Path, clustering.__path__)
                packed = Path(folder) / "clustering.zip"
                with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                    for path in sorted(package.rglob("*.py")):
                        archive.write(path, path.relative_to(package.parent))
                started.sparkContext.addPyFile(str(packed))
                yield started
            finally:
                started.stop()
    except FAILURES as error:
        raise SparkError(f"Spark could not do it. {reason(error)}") from error


def reason(error: Exception) -> str:
    """What Spark said, without the lines of its programs."""
    said = str(error)
    java = getattr(error, "java_exception", None)
    if java is not None:
        said = java.toString()
    first_line = said.strip().splitlines()[0]
    return WRAPPING.sub("", first_line)[:500]
