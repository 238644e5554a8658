"""How dense the code is: syntax nodes a line, private helpers used once, comments.

    python benchmarks/density.py

A thermometer, no goal: where a figure rises, read that area aloud.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ["clustering", "wire", "similarco_site", "scoring"]


def main() -> None:
    print(f"{'area':<16}{'lines':>8}{'nodes a line':>16}{'used once':>13}{'comments':>12}")
    total: Counter[str] = Counter()
    for area in areas():
        counted = count(area)
        if counted["functions"]:
            print(report(area.name, counted))
            total += counted
    print(report("all", total))


def areas() -> Iterator[Path]:
    yield from (ROOT / name for name in FOLDERS[:-1])
    for folder in sorted((ROOT / FOLDERS[-1]).iterdir()):
        if folder.is_dir() and folder.name != "migrations":
            yield folder


def count(area: Path) -> Counter[str]:
    """`lines` that are not blank, syntax `nodes`, `functions`, those `once` used, `comments`."""
    counted: Counter[str] = Counter()
    for path in area.rglob("*.py"):
        source = path.read_text()
        tree = ast.parse(source)
        lines = [line.strip() for line in source.splitlines() if line.strip()]
        counted["lines"] += len(lines)
        counted["comments"] += sum(line.startswith("#") for line in lines)
        counted["nodes"] += sum(1 for _ in ast.walk(tree))
        names = [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        counted["functions"] += len(names)
        counted["once"] += sum(is_used_once(name, tree) for name in names)
    return counted


def is_used_once(name: str, tree: ast.Module) -> bool:
    """Whether a function is private and its file names it in a single place."""
    if not name.startswith("_") or name.startswith("__"):
        return False
    uses = [
        node
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id == name)
        or (isinstance(node, ast.Attribute) and node.attr == name)
    ]
    return len(uses) == 1


def report(area: str, counted: Counter[str]) -> str:
    lines = counted["lines"]
    once = counted["once"] / counted["functions"]
    return (
        f"{area:<16}{lines:>8,}{counted['nodes'] / lines:>16.1f}{once:>13.1%}"
        f"{1000 * counted['comments'] / lines:>12.0f}"
    )


if __name__ == "__main__":
    main()
