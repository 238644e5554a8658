"""Docs and code say the same."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver

ROOT: Path = settings.BASE_DIR
README = (ROOT / "README.md").read_text()
REFERENCE = (ROOT / "docs" / "reference.md").read_text()


def table_names(text: str) -> set[str]:
    """What stands in backquotes in the first column of the tables."""
    cells = re.findall(r"^\| (`.+?`) \|", text, flags=re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def read_settings() -> set[str]:
    readers = (
        "text_setting|true_or_false|whole_number|seconds|rate|listed|host_names|one_of"
        "|readable_file|header_name"
    )
    found = set(
        re.findall(
            rf"(?:{readers})\(\"([A-Z_]+)\"", (ROOT / "similarco_site" / "settings.py").read_text()
        )
    )
    return found | set(
        re.findall(r"environ\.get\(\"([A-Z_]+)\"", (ROOT / "gunicorn.conf.py").read_text())
    )


def test_every_setting_is_in_the_readme_and_the_readme_names_no_other() -> None:
    documented = {name for name in table_names(README) if name.isupper()}

    assert documented | {"URL", "API_KEY"} == read_settings()


def test_every_command_is_in_the_reference_and_the_reference_names_no_other() -> None:
    commands = {
        path.stem for path in (ROOT / "scoring" / "management" / "commands").glob("[a-z]*.py")
    }
    documented = {name.split()[0] for name in table_names(REFERENCE) if not name.startswith("/")}

    assert documented == commands


def test_every_option_of_a_command_is_in_the_reference() -> None:
    for path in (ROOT / "scoring" / "management" / "commands").glob("[a-z]*.py"):
        for option in re.findall(r"add_argument\(\"(--[a-z-]+)\"", path.read_text()):
            row = next(
                line for line in REFERENCE.splitlines() if line.startswith(f"| `{path.stem}")
            )
            assert option in row


def test_every_address_is_in_the_reference_and_the_reference_names_no_other() -> None:
    found = {
        f"/{pattern.pattern}"
        for pattern in get_resolver().url_patterns
        if not hasattr(pattern, "url_patterns")
    }
    ours = next(
        each
        for each in get_resolver().url_patterns
        if getattr(each, "urlconf_name", None) is not None
    )
    found |= {f"/{each.pattern}" for each in ours.url_patterns} | {"/admin/"}
    found = {re.sub(r"<\w+:", "<", address) for address in found}
    # A slash more at the end leads to the same
    found -= {f"{address}/" for address in found}

    assert {name for name in table_names(REFERENCE) if name.startswith("/")} == found


def test_every_target_of_make_is_in_the_readme() -> None:
    targets = re.findall(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)[
        0
    ].split()

    assert [target for target in targets if f"make {target}" not in README] == []


def test_every_folder_is_in_the_readme() -> None:
    folders = {
        path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")
    } - {"var", "__pycache__"}

    assert {f"{folder}/" for folder in folders} <= table_names(README)


def test_the_newest_changes_are_those_of_the_version() -> None:
    headings = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), flags=re.MULTILINE)

    assert headings[0] == settings.VERSION


def test_the_readme_fits_three_screens() -> None:
    assert len(README.splitlines()) <= 120


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_requirement_has_an_exact_version_and_hashes(name: str) -> None:
    chosen, compiled = (
        [
            line
            for line in text.replace("\\\n", "").splitlines()
            if line and not line.lstrip().startswith(("#", "-"))
        ]
        for text in ((ROOT / f"{name}.in").read_text(), (ROOT / f"{name}.txt").read_text())
    )
    exact = r"[\w.-]+(\[\w+\])?==[\w.]+"
    hashed = rf"({exact})( ; [^#]+?)?( +--hash=sha256:[0-9a-f]{{64}})+"

    assert [line for line in chosen if not re.fullmatch(exact, line)] == []
    assert [line for line in compiled if not re.fullmatch(hashed, line)] == []
    assert {line.lower() for line in chosen} <= {line.split()[0] for line in compiled}


def test_the_protocols_are_those_of_the_wire_package_and_are_documented() -> None:
    from wire.client.protocols import PROTOCOLS

    guide = (ROOT / "docs" / "endpoint.md").read_text()

    assert set(settings.AML_PROTOCOLS) == {"auto", "custom", *PROTOCOLS}
    assert {name for name in table_names(guide) if name.islower()} == {"custom", *PROTOCOLS}
