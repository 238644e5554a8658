"""What must be there before Spark is started, so that its absence is told in a sentence."""

import importlib.util
import os
import re
import shutil
import socket
from pathlib import Path

from clustering.spark.errors import SparkError

MASTER = re.compile(
    r"local(\[.+\])?|local-cluster\[\d+,\d+,\d+\]|yarn|k8s://.+|spark://(?P<hosts>.+)"
)
# Spark itself would try for a minute
PATIENCE_SECONDS = 5.0


def refuse_what_is_missing(master: str) -> None:
    """Raises SparkError without pyspark, without Java, or with a master that is none."""
    if importlib.util.find_spec("pyspark") is None:
        raise SparkError(
            "pyspark is not installed: pip install --require-hashes -r requirements-spark.txt."
        )
    home = os.environ.get("JAVA_HOME")
    has_java = shutil.which("java") is not None
    if home:
        has_java = (Path(home) / "bin" / "java").exists()
    if not has_java:
        raise SparkError(
            "Spark needs Java 17 or newer, and there is none: on Debian, apt install "
            "default-jre-headless; elsewhere JAVA_HOME says where it is."
        )
    form = MASTER.fullmatch(master)
    if not form:
        raise SparkError(
            f"{master or 'Nothing'} is no master of Spark: name one with --master, as local[*], "
            "spark://host:7077, yarn or k8s://https://host:443."
        )
    hosts = form["hosts"]
    if hosts and not any(map(_answers, hosts.split(","))):
        raise SparkError(f"No master of Spark answers at {master}: start it, or name another.")


def _answers(address: str) -> bool:
    host, _, port = address.partition(":")
    try:
        with socket.create_connection((host, int(port)), PATIENCE_SECONDS):
            return True
    except (OSError, ValueError):
        return False
