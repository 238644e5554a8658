"""How good and how quick training on Spark is beside training here, on the same rows.

    python -m benchmarks.spark [MADE_UP] [MASTER]

The catalogue, and as many made-up companies (40,000), each of sentences of two of an industry.
"""

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import django

django.setup()

from clustering.artifact import dumps  # noqa: E402
from clustering.evaluation.agreement import quality  # noqa: E402
from clustering.files.answers import COLUMNS  # noqa: E402
from clustering.files.companies import CompanyReader  # noqa: E402
from clustering.model import Model  # noqa: E402
from clustering.settings import preset  # noqa: E402
from clustering.spark import training as on_spark  # noqa: E402
from clustering.spark.scoring import score_table  # noqa: E402
from clustering.spark.session import spark_session  # noqa: E402
from clustering.spark.tables import read_table  # noqa: E402
from clustering.training import Rows, train  # noqa: E402
from scoring.kinds.names import READABLE  # noqa: E402
from scoring.versions.learning.kind_rows import kinds_of_business  # noqa: E402
from tests.big_files.made_up import FIELDS, companies  # noqa: E402


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 40_000
    master = sys.argv[2] if len(sys.argv) > 2 else "local-cluster[2,1,1500]"
    rows = companies(number)
    titles, categories, industries, texts = zip(*rows, strict=True)
    started = time.perf_counter()
    kinds = kinds_of_business()
    say("kinds of business, which both learn first", started)

    started = time.perf_counter()
    here = train(Rows(titles, categories, texts, industries), preset("similarco"), kinds=kinds)
    say("trained here", started)
    started = time.perf_counter()
    figures("here", here, texts, categories)
    say("scored here", started)

    with tempfile.TemporaryDirectory() as folder, spark_session(master) as spark:
        path = str(Path(folder, "in.parquet"))
        spark.createDataFrame(rows, FIELDS).write.parquet(path)
        table = read_table(spark, path)
        places = {field.lower(): [place] for place, field in enumerate(FIELDS)}
        reader = CompanyReader(places, least={"text": 1}, most={}, has_guards=False)
        started = time.perf_counter()
        trained = on_spark.train(
            table.companies(reader), preset("similarco"), kinds, frozenset(READABLE)
        )
        say("trained on Spark, its rows scored too", started)
        started = time.perf_counter()
        out = str(Path(folder, "out.parquet"))
        names = trained.model.names
        score_table(table, reader, dumps(trained.model), names, COLUMNS, out)
        say("scored on Spark", started)
        figures("on Spark", trained.model, texts, categories)


def figures(where: str, model: Model, texts: Sequence[str], categories: Sequence[str]) -> None:
    """Purity, and which share of the rows is told its own sector."""
    scores = model.score(texts)
    labels = [score.cluster for score in scores]
    said = zip(scores, categories, strict=True)
    right = sum(bool(score.kind) and score.kind.sectors[0].name == own for score, own in said)
    purity = quality(labels, categories)["purity"]
    print(f"{where}: purity {purity:.4f}, right sector {right / len(texts):.4f}")


def say(what: str, started: float) -> None:
    print(f"{what}: {time.perf_counter() - started:.1f} s", flush=True)


if __name__ == "__main__":
    main()
