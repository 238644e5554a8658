"""`--engine spark` trains and scores in executors of Spark as this machine does."""

import csv
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from clustering.artifact import dumps
from clustering.evaluation.agreement import quality
from clustering.files.answers import COLUMNS as ANSWERS
from clustering.settings import preset
from clustering.training import Rows
from scoring.big_files.columns import scoring_reader
from scoring.endpoint import embedded
from scoring.models import ModelVersion, model_versions
from tests import learned
from tests.big_files.made_up import FIELDS, companies
from tests.conftest import work
from tests.versions.small_site import BANK, newest, refused, run

pytestmark = pytest.mark.spark
# Two executors, each a process of its own beside the driver
MASTER = "local-cluster[2,1,900]"
# So little may come to the driver, rows of which it never holds
SPARK_DEFAULTS = """
spark.driver.memory 512m
spark.driver.maxResultSize 24m
spark.executor.memory 600m
spark.ui.enabled false
"""
ON_SPARK = {"engine": "spark", "master": MASTER}
MADE_UP = 500
MANY = 200_000


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One session for all tests, with a driver of 512 MB."""
    from clustering.spark.session import spark_session

    folder = str(tmp_path_factory.mktemp("spark"))
    Path(folder, "spark-defaults.conf").write_text(SPARK_DEFAULTS)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("SPARK_CONF_DIR", "SPARK_LOCAL_DIRS", "SPARK_WORKER_DIR"):
            patch.setenv(name, folder)
        with spark_session(MASTER) as session:
            yield session


def test_a_version_trained_on_spark_is_as_good_and_used_as_any_other(
    spark: Any, model: ModelVersion, staff: Any, tmp_path: Path
) -> None:
    path = tmp_path / "companies.parquet"
    spark.createDataFrame(
        [*companies(MADE_UP), ["Says nothing", "", "", ""]], FIELDS
    ).write.parquet(str(path))

    answer = run("train", rows=str(path), activate=True, **ON_SPARK)
    work()

    version = newest()
    assert answer.errors == ["1 row was left out, for it has a problem."]
    assert answer.out == [f"version {version.pk}: {len(companies(MADE_UP))} rows, 11 clusters"]
    assert model_versions.embedded() == version
    titles, categories, industries, texts = zip(*companies(MADE_UP), strict=True)
    here = learned.train(Rows(titles, categories, texts, industries), preset("similarco"))
    labels = [score.cluster for score in here.score(texts)]
    assert version.figures["purity"] == pytest.approx(
        quality(labels, categories)["purity"], abs=0.02
    )
    there = embedded.model(version.pk)
    assert set(there.vocabulary.ngrams) == set(here.vocabulary.ngrams)
    assert there.kinds_of(texts[:1])[0].sectors[0].name == categories[0]
    client = Client()
    client.force_login(staff)
    page = " ".join(client.get(f"/models/{version.pk}/").content.decode().split())
    assert "Learned from 1,000 rows of companies.parquet, read by Apache Spark" in page


def test_spark_says_what_this_machine_says(spark: Any, model: ModelVersion, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Title", "sector", "Text"])
        writer.writerows(
            [title, "Ours", f" {text}\nAnd “more”, "] for title, *_, text in companies(MADE_UP)[:20]
        )
        writer.writerows([["None", "", ""], ["Guarded", "", f'\'="{BANK}"'], ["Lost", "", "qwrtp"]])
        file.write("Broken,a,b,c\n")

    run("score", rows=path, out=tmp_path / "here.csv", version=model.pk)
    answer = run("score", rows=path, out=tmp_path / "there.csv", version=model.pk, **ON_SPARK)

    assert answer.out == [f"24 rows by version {model.pk}, 3 with a problem"]
    here = {row["Title"]: row for row in rows_of(tmp_path / "here.csv")}
    there = {row["Title"]: row for row in rows_of(*(tmp_path / "there.csv").glob("*.csv"))}
    assert list(here["Guarded"]) == list(there["Guarded"])
    assert there.pop("Broken")["problem"] == (
        "The row has other cells than the columns; put a text with commas in quotation marks."
    )
    del here["Broken"]
    assert there.keys() == here.keys()
    for title, row in here.items():
        for name, cell in row.items():
            assert value(there[title][name]) == pytest.approx(value(cell), abs=1e-6), name


def rows_of(*paths: Path) -> list[dict[str, str]]:
    rows = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file)
    return rows


def value(cell: str) -> Any:
    """A number or numbers; a text that is none as it is."""
    try:
        return json.loads(cell)
    except ValueError:
        return cell


def test_very_many_rows_pass_a_small_driver_and_outlive_an_executor(
    spark: Any, model: ModelVersion, tmp_path: Path
) -> None:
    from clustering.spark.scoring import score_table
    from clustering.spark.tables import Table

    flag = tmp_path / "killed"
    numbered = spark.range(0, MANY, 1, 8).selectExpr("id", f"concat('{BANK} ', id % 7) as text")
    # What executors are sent may not know this test's own module
    place, middle = str(flag), MANY // 2 + 5_000

    def kill_once(row: Any) -> Any:
        if row[0] == middle and not os.path.exists(place):
            with open(place, "w"):
                pass
            # Of the executor, whose child our parent is
            with open(f"/proc/{os.getppid()}/stat") as file:
                executor = file.read().rpartition(")")[2].split()[1]
            os.kill(int(executor), signal.SIGKILL)
        return row

    frame = spark.createDataFrame(numbered.rdd.map(kill_once), numbered.schema)
    reader = scoring_reader(["id", "text"], [["1", BANK]], has_guards=False)
    table = Table(frame, is_csv=False, path="")
    out = str(tmp_path / "out.parquet")

    counts = score_table(table, reader, dumps(embedded.model(model.pk)), ["A"] * 11, ANSWERS, out)

    assert flag.exists()
    assert (counts.rows, counts.problems) == (MANY, 0)
    written = spark.read.parquet(out)
    assert written.columns == ["id", "text", *ANSWERS]
    assert written.where("size(vector) > 0").select("id").distinct().count() == MANY


REFUSED = {
    "nothing there": ({"rows": "nowhere.parquet"}, "nowhere.parquet cannot be read: "),
    "no table": ({"rows": "text.txt"}, "text.txt cannot be read: "),
    "no rows": ({"content": "Title,Text\n"}, "There are no rows in in.csv."),
    "no text": ({"content": "Title,Number\nA,1\n"}, "No column is called as one for the text"),
    "out is there": ({"out": "in.csv"}, "in.csv cannot be written: "),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_spark_cannot_score_is_refused_in_a_sentence(
    spark: Any, model: ModelVersion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    options, reason = REFUSED[case]
    paths = {name: str(tmp_path / options.get(name, other)) for name, other in PATHS.items()}
    Path(tmp_path, "in.csv").write_text(options.get("content", f"Title,Text\nA bank,{BANK}\n"))
    Path(tmp_path, "text.txt").write_text("No table.")

    message = refused("score", **paths, **ON_SPARK)

    assert reason in message.replace(f"{tmp_path}/", "")
    assert "\n" not in message


PATHS = {"rows": "in.csv", "out": "out.csv"}
