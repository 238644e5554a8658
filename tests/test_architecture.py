"""Imports go one way, and a web process stays light."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT: Path = settings.BASE_DIR
OURS = ("clustering", "wire", "scoring", "similarco_site")
LEAVES = {"clustering", "wire"}
# What each part may import of ours, the longest matching name first
ALLOWED = {
    "clustering": {"clustering"},
    "wire": {"wire"},
    "scoring.models": {"scoring.models"},
    "scoring.filters": {"scoring.models"},
    "scoring.forms": {"scoring.models"},
    "scoring.visitors": {"scoring.models"},
    "scoring.services": {
        *("scoring.models", "scoring.filters", "scoring.forms", "scoring.visitors", "scoring.services"),
        *LEAVES,
    },
    # They speak the formats of callers
    "scoring.views.contract": {"scoring", "wire"},
    "scoring.views.batch_execution": {"scoring", "wire"},
    "scoring.views.refusals": {"scoring", "wire"},
    "scoring.views.webservice": {"scoring", "wire"},
    "scoring": {"scoring", "clustering.training"},
    "similarco_site": {"scoring", "similarco_site"},
}


def modules() -> Iterator[tuple[str, Path]]:
    for top in OURS:
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "migrations" not in parts:
                yield ".".join(part for part in parts if part != "__init__"), path


def imported(name: str, path: Path) -> Iterator[str]:
    """The modules of ours that a file imports, with relative imports spelled out."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package.split(".")[: len(package.split(".")) - node.level + 1]) if node.level else ""
            source = ".".join(part for part in (base, node.module) if part)
            found = [f"{source}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (each for each in found if each.split(".")[0] in OURS)


def rule(name: str) -> set[str]:
    return next(ALLOWED[part] for part in sorted(ALLOWED, key=len, reverse=True) if f"{name}.".startswith(f"{part}."))


def test_imports_go_one_way() -> None:
    wrong = [
        f"{name} imports {target}"
        for name, path in modules()
        for target in imported(name, path)
        if not any(f"{target}.".startswith(f"{allowed}.") for allowed in rule(name))
    ]

    assert wrong == []


def test_only_training_and_evaluation_import_scikit_learn() -> None:
    users = {name for name, path in modules() if "sklearn" in path.read_text() and "import sklearn" not in name}

    assert {".".join(name.split(".")[:2]) for name in users} == {"clustering.training", "clustering.evaluation"}


@pytest.mark.parametrize("forbidden", ["sklearn", "scipy", "pandas"])
def test_a_web_process_does_not_load_what_only_training_needs(forbidden: str) -> None:
    code = f"""
import sys
import similarco_site.wsgi
from django.urls import resolve
resolve("/")
sys.exit({forbidden!r} in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def functions() -> Iterator[tuple[str, int]]:
    for name, path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                yield f"{name}.{node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_functions_are_short() -> None:
    lengths = dict(functions())

    assert [name for name, lines in lengths.items() if lines > 50] == []
    assert sorted(lengths.values())[len(lengths) // 2] <= 10
    assert [name for name, lines in lengths.items() if ".views." in name and lines >= 20] == []


def test_files_are_short() -> None:
    assert [name for name, path in modules() if len(path.read_text().splitlines()) > 300] == []
