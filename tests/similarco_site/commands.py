"""Commands run in a checkout, with nothing in their environment but what is given."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

PUBLIC = "https://similarco.example"
LONG_KEY = "kX3-vb91_Qm7Zt0aLw5Rj2Ys8Hd4Ec6Uf" * 2
SECRET = "s3cr3t-part-0f-a-value"


def python(
    checkout: Path, *arguments: str, **environment: str
) -> "subprocess.CompletedProcess[str]":
    """Run Python in a checkout; its environment holds nothing but what is given."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=checkout,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def check(
    checkout: Path, *arguments: str, **environment: str
) -> "subprocess.CompletedProcess[str]":
    return python(checkout, "manage.py", "check", *arguments, **environment)


def values(checkout: Path, *names: str, **environment: str) -> list[Any]:
    """What settings come to be in a given environment."""
    code = (
        "import json; from similarco_site import settings as s; "
        f"print(json.dumps([getattr(s, n) for n in {names}]))"
    )
    done = python(checkout, "-c", code, **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
