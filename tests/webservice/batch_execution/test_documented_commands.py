"""The commands of the guide work as they are pasted."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from tests.webservice.batch_execution.test_workers import worker_process
from tests.webservice.calls import Service

pytestmark = pytest.mark.django_db(transaction=True)


def commands() -> str:
    guide = (settings.BASE_DIR / "docs" / "endpoint.md").read_text()
    found = re.search(
        r"^## Batch execution\n.*?^```sh\n(.*?)^```", guide, flags=re.DOTALL | re.MULTILINE
    )
    assert found
    return found[1]


def test_the_guide_s_commands_score_a_table(service: Service, at: str, tmp_path: Path) -> None:
    _, _, *rest = commands().splitlines()
    script = "\n".join(["set -e", f"BASE={at}{service.address}", f"KEY={service.primary}", *rest])

    with worker_process():
        done = subprocess.run(
            ["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=40
        )

    assert (done.returncode, done.stderr) == (0, "")
    header, *rows = [line for line in done.stdout.splitlines() if "," in line and "{" not in line]
    assert header.startswith("Assignments,DistancesToClusterCenter no.0,")
    assert len(rows) == 2
    assert '"Finished"' in done.stdout


def test_the_first_two_lines_are_those_to_fill_in() -> None:
    assert [line.partition("=")[0] for line in commands().splitlines()[:2]] == ["BASE", "KEY"]
