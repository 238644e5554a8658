"""Rooms stay small, a web process stays light,
and docs/architecture.md tells the way through the files as it is.
"""

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT: Path = settings.BASE_DIR
OURS = ("clustering", "wire", "scoring", "similarco_site")
PAGE = (ROOT / "docs" / "architecture.md").read_text()
WAYS = [
    re.findall(r"^\d+\. (.+)$", part, flags=re.MULTILINE)
    for part in re.split(r"\n\n(?!\d+\. )", PAGE)
]


def modules() -> Iterator[tuple[str, Path]]:
    for top in OURS:
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "migrations" not in parts:
                yield ".".join(part for part in parts if part != "__init__"), path


def areas() -> list[str]:
    """The areas of the product, the lowest first, as the contract in pyproject.toml has them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    [layers] = [
        contract["layers"] for contract in contracts if contract.get("containers") == ["scoring"]
    ]
    # The topmost are the two files that wire everything
    return [area for layer in reversed(layers[1:]) for area in layer.split(" : ")]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def imported(path: Path) -> str:
    """The names of all that a file imports, one on each line."""
    names = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom):
            names += [str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)]
    return "\n".join(names)


def test_the_page_names_every_area_in_the_order_in_which_they_may_import_each_other() -> None:
    assert re.findall(r"^\| `scoring/(\w+)/` \|", PAGE, flags=re.MULTILINE) == areas()


def test_the_page_names_no_file_that_is_not_there() -> None:
    named = set(re.findall(r"`(\w+/[\w./]*)`", PAGE))

    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("way", [way for way in WAYS if way], ids=lambda way: way[0].split("`")[1])
def test_each_file_of_a_way_is_reached_from_one_before_it(way: list[str]) -> None:
    files = [file for step in way for file in re.findall(r"`([\w/]+\.(?:py|html))`", step)]
    reached = files[:1]
    for file in files[1:]:
        name = re.sub(r"^templates/|/__init__\.py$|\.py$", "", file)
        wanted = (
            rf"\b{re.escape(name)}\b"
            if file.endswith("html")
            else rf"^{re.escape(name.replace('/', '.'))}$"
        )
        before = [ROOT / other for other in reached if other.endswith(".py")]
        texts = [path.read_text() if file.endswith("html") else imported(path) for path in before]
        assert any(re.search(wanted, text, flags=re.MULTILINE) for text in texts), file
        reached.append(file)


def test_no_room_has_more_than_fifteen_files() -> None:
    rooms = [path.parent for _, path in modules() if path.name != "__init__.py"]

    assert [room for room in set(rooms) if rooms.count(room) > 15] == []


@pytest.mark.parametrize("folder", ["templates", "tests"])
def test_templates_and_tests_have_the_rooms_of_the_code(folder: str) -> None:
    shared = {
        "templates": {"parts", "registration"},
        "tests": {"browser", "security", "similarco_site", *OURS},
    }[folder]
    rooms = {
        path.name
        for path in (ROOT / folder).iterdir()
        if path.is_dir() and path.name != "__pycache__"
    }

    assert rooms <= {*areas(), *shared}


def test_only_what_trains_divides_and_measures_imports_scikit_learn() -> None:
    users = {name for name, path in modules() if "sklearn" in path.read_text()}

    assert {".".join(name.split(".")[:2]) for name in users} == {
        "clustering.training",
        "clustering.evaluation",
        "clustering.market",
    }


LOADED = """
import json
import sys
import similarco_site.wsgi
from django.urls import resolve
resolve("/")
web = [*sys.modules]
from scoring.management.commands import score, train, worker
print(json.dumps([web, [*sys.modules]]))
"""


@pytest.fixture(scope="module")
def loaded() -> list[set[str]]:
    """What a web process has loaded, and what one that has the longest commands too."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return [set(names) for names in json.loads(done.stdout)]


def test_a_web_process_does_not_load_what_only_training_needs(loaded: list[set[str]]) -> None:
    assert loaded[0] & {"sklearn", "scipy", "pandas"} == set()


def test_nothing_of_spark_is_loaded_where_nobody_asks_for_it(loaded: list[set[str]]) -> None:
    # To take all files apart takes longer than to look at their letters first
    speaking = [(name, path) for name, path in modules() if "pyspark" in path.read_text()]
    users = {name for name, path in speaking if "pyspark" in imported(path)}

    assert {name.rpartition(".")[0] for name in users} == {"clustering.spark"}
    assert {name for name in loaded[1] if "spark" in name} == set()


def functions() -> Iterator[tuple[str, int]]:
    for name, path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef):
                yield f"{name}.{node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_functions_are_short() -> None:
    assert [name for name, lines in functions() if lines > 40] == []


def test_files_are_short() -> None:
    assert [name for name, path in modules() if len(path.read_text().splitlines()) > 300] == []


def test_lines_of_templates_are_short() -> None:
    paths = sorted((ROOT / "templates").rglob("*.html"))

    assert [
        f"{path.relative_to(ROOT)}:{number}"
        for path in paths
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > 120
    ] == []


# Models whose rows are of companies, and the names by which rows lead to them
OF_COMPANIES = {
    *("Submission", "Assignment", "Tally", "SegmentTally"),
    *("Review", "Reading", "PairFeedback", "KindCorrection", "EarlierText"),
    *("OwnColumn", "OwnValue", "CompanyTag", "CompanyNote", "Sender"),
}
LEADING_TO_COMPANIES = {
    *("assignments", "submissions", "tallies", "readings", "reviews", "kind_corrections"),
    *("earlier_texts", "own_columns", "own_values", "kept_tags", "kept_note", "kept_sender"),
}
# What the site does for every company, whoever may see it, and shows to nobody
FOR_EVERY_COMPANY = {
    *("scoring.queue", "scoring.worker", "scoring.management"),
    *("scoring.versions.activation", "scoring.versions.jobs", "scoring.versions.taking_over"),
    # Whoever asks the index reads what he may see of what it names
    *("scoring.similar.index.building", "scoring.similar.index.upkeep"),
    # What is said to a visitor of his own company, or changes one that was found before
    *("scoring.batches.importing", "scoring.companies.submissions", "scoring.models.tallies"),
    *("scoring.companies.correcting", "scoring.own_columns.keeping", "scoring.tags.changing"),
}
# Rows of one company or assignment that was found before by who may see it
ONE_FOUND_BEFORE = re.compile(
    r"(company|row|self\.instance)\.(assignments|reviews|kind_corrections|earlier_texts|own_values)\b"
    r"|(Review|KindCorrection|Reading|PairFeedback)\.objects\.(bulk_)?create"
    r"|(Submission|Assignment)\.objects\.select_for_update\(.*\)\.get\(pk=(company|row)\.pk\)"
    # Beside each company of a query that is scoped itself
    r"|(Reading|OwnValue)\.objects\.filter\((submission|column)=OuterRef\("
    r"|(WrittenOnce|MadeOnce)\("
    # The two of a pair were found before
    r"|PairFeedback\.objects\.(get|filter)\(first=first, second=second, speaker=speaker\)"
    # What somebody said goes with his account
    r"|PairFeedback\.objects\.filter\(speaker=f'account:|Sender\.objects\.filter\(sender=f'account:"
    # What was chosen among the rows of the admin's own scoped list
    r"|\.objects\.filter\((pk=obj\.pk|submission__in=chosen, version=)"
)


def reads_of_companies() -> Iterator[tuple[str, str]]:
    """The module, and the whole expression of each read that begins without a scope."""
    for name, path in modules():
        nodes = list(ast.walk(tree(path)))
        above = {child: node for node in nodes for child in ast.iter_child_nodes(node)}
        for node in nodes:
            if not isinstance(node, ast.Attribute):
                continue
            is_manager = node.attr in ("objects", "_default_manager")
            of_model = is_manager and getattr(node.value, "id", "") in OF_COMPANIES
            if not of_model and node.attr not in LEADING_TO_COMPANIES:
                continue
            whole: ast.AST = node
            first = above[node]
            if isinstance(first, ast.Attribute) and first.attr == "visible_to":
                continue
            while isinstance(above[whole], ast.expr):
                whole = above[whole]
            yield name, ast.unparse(whole)


def test_every_read_of_companies_begins_with_who_may_see_them() -> None:
    unscoped = [
        f"{name}: {read}"
        for name, read in reads_of_companies()
        if not any(name == area or name.startswith(f"{area}.") for area in FOR_EVERY_COMPANY)
        and not ONE_FOUND_BEFORE.search(read)
    ]

    assert unscoped == [], "\n".join(unscoped)
