"""`manage.py score` scores a file of any size as the site scores a text."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from clustering.files.answers import NO_WORDS
from clustering.model import Model
from scoring.endpoint import embedded
from scoring.models import Assignment, ModelVersion
from tests.catalogue import catalogue
from tests.versions.small_site import BANK, refused, run


def written(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def scored(path: Path, **options: Any) -> list[dict[str, str]]:
    out = path.with_name("out.csv")
    run("score", rows=path, out=out, **options)
    return written(out)


def test_a_scored_file_says_what_the_site_says(model: ModelVersion, tmp_path: Path) -> None:
    companies = catalogue()[:30]
    rows = [["Name", "Description", "Staff"]]
    rows += [[company["Title"], company["Text"], "12"] for company in companies]

    found = scored(table(tmp_path / "in.csv", rows))

    stored = {
        row.submission.text: row
        for row in Assignment.objects.filter(version=model).select_related("submission")
    }
    assert [row["Name"] for row in found] == [company["Title"] for company in companies]
    assert {row["Staff"] for row in found} == {"12"}
    for row in found:
        own = stored[row["Description"]]
        assert row["sector"] == own.sector
        assert row["segment"] == own.segment
        for name in ("sector_probability", "segment_probability"):
            said = float(row[name]) if row[name] else None
            assert said == pytest.approx(getattr(own, name), abs=1e-6)
        assert (int(row["cluster"]), row["problem"]) == (own.cluster, "")
        assert json.loads(row["distances"]) == pytest.approx(own.distances, abs=1e-6)
        vector = np.frombuffer(bytes(own.vector), "<f4")
        assert json.loads(row["vector"]) == pytest.approx(vector.tolist(), abs=1e-6)


def test_a_cell_is_read_as_an_import_reads_it(model: ModelVersion, tmp_path: Path) -> None:
    rows = [["Company", "Text"], ["A bank", f"\u200b {BANK}\x07"], ["The same", BANK]]

    first, second = scored(table(tmp_path / "in.csv", rows))

    assert first["vector"] == second["vector"] != ""


def test_a_bad_row_has_its_problem_and_stops_nothing(model: ModelVersion, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(
        "Company,Text\nNone,\nLost,NULL\nUnfilled,{{x}} <p>\n"
        "Zürich, naïve – “Zzyzx” qwrtp flurbnak\nBroken,a,b,c\n"
        "Bad byte,a XX bank\n"
        f"A bank,{BANK}\n".encode().replace(b"XX", b"\xff")
    )

    found = scored(path)

    assert [(row["Company"], row["problem"]) for row in found] == [
        ("None", "There is no text."),
        ("Lost", "There is no text."),
        ("Unfilled", NO_WORDS),
        ("Zürich", "Too little of the text is known to place it."),
        (
            "Broken",
            "4 cells under 2 columns; name each column, and put a text with commas in quotes.",
        ),
        ("Bad byte", "a character is not in the file's encoding. Save the file as UTF-8."),
        ("A bank", ""),
    ]
    assert [bool(row["cluster"]) for row in found] == [False] * 6 + [True]


def test_a_text_on_which_scoring_fails_has_the_reason_as_its_problem(
    model: ModelVersion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    score = Model.score

    def failing(self: Model, texts: list[str]) -> Any:
        if any("crash" in text for text in texts):
            raise ValueError("no such luck")
        return score(self, texts)

    monkeypatch.setattr(Model, "score", failing)
    rows = [["Company", "Text"], ["First", BANK], ["Second", "A crash"], ["Third", BANK]]

    found = scored(table(tmp_path / "in.csv", rows))

    problem = "The text cannot be scored: ValueError('no such luck')."
    assert [row["problem"] for row in found] == ["", problem, ""]


def test_columns_that_have_our_names_stay_beside_ours(model: ModelVersion, tmp_path: Path) -> None:
    rows = [["Title", "Sector", "Text"], ["A bank", "my own", BANK]]

    [found] = scored(table(tmp_path / "in.csv", rows))

    assert (found["Sector"], found["sector (2)"]) == ("my own", "Financials")


def test_another_version_than_the_active_one_can_be_asked(
    first: ModelVersion, second: ModelVersion, tmp_path: Path
) -> None:
    path = table(tmp_path / "in.csv", [["Title", "Text"], ["A bank", BANK]])
    asked = embedded.model(second.pk).score([BANK])[0]

    [found] = scored(path, version=second.pk)

    assert (
        int(found["cluster"]) == asked.cluster != embedded.model(first.pk).score([BANK])[0].cluster
    )


def test_the_line_of_counts_says_how_many_have_a_problem(
    model: ModelVersion, tmp_path: Path
) -> None:
    path = table(tmp_path / "in.csv", [["Title", "Text"], ["A bank", BANK], ["None", ""]])

    answer = run("score", rows=path, out=tmp_path / "out.csv")

    assert answer.out == [f"2 rows by version {model.pk}, 1 with a problem"]


def test_a_row_without_an_end_leaves_what_stands_before_it(
    model: ModelVersion, tmp_path: Path
) -> None:
    path = tmp_path / "in.csv"
    lines = "and so on\n" * 300_000
    path.write_text(f'Title,Text\nA bank,{BANK}\nLost,"{lines}')

    message = refused("score", rows=path, out=tmp_path / "out.csv")

    assert message.startswith("The rest of the file was not read. Line 3 is no valid CSV")
    assert [row["Title"] for row in written(tmp_path / "out.csv")] == ["A bank"]


REFUSED = {
    "no such file": ({"rows": "nowhere.csv"}, "nowhere.csv cannot be read: No such file"),
    "a folder": ({"rows": "."}, "cannot be read: Is a directory"),
    "no version": ({"version": 10**6}, "There is no trained version 1000000."),
    "no text": ({"content": "Title,Number\nA,1\n"}, "No column is called as one for the text"),
    "no rows": ({"content": "Title,Text\n"}, "no rows below them"),
    "nothing": ({"content": ""}, "The file is empty."),
    "no folder": ({"out": "nowhere/out.csv"}, "out.csv cannot be written: No such file"),
    "Parquet": ({"content": "PAR1 and more"}, "in.csv is Parquet, which is not read here"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_scored_is_refused_and_leaves_no_file(
    model: ModelVersion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    monkeypatch.chdir(tmp_path)
    options, reason = REFUSED[case]
    content = options.get("content", f"Title,Text\nA bank,{BANK}\n")
    Path("in.csv").write_text(str(content))
    asked = {"rows": "in.csv", "out": "out.csv", **options}
    asked.pop("content", None)

    assert reason in refused("score", **asked)
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_a_file_that_is_there_is_never_written_over(model: ModelVersion, tmp_path: Path) -> None:
    path = table(tmp_path / "in.csv", [["Title", "Text"], ["A bank", BANK]])
    out = tmp_path / "out.csv"
    out.write_text("mine")

    assert "out.csv is there already: name another place" in refused("score", rows=path, out=out)
    assert out.read_text() == "mine"


def test_without_a_model_it_says_how_to_get_one(db: None, tmp_path: Path) -> None:
    path = table(tmp_path / "in.csv", [["Title", "Text"], ["A bank", BANK]])

    assert "run manage.py prepare" in refused("score", rows=path, out=tmp_path / "out.csv")
