"""The site started in a checkout, with nothing in its environment but what is given."""

import json
import os
import runpy
import subprocess
import sys
import traceback
import warnings
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ImproperlyConfigured

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


def read_settings(checkout: Path, **environment: str) -> dict[str, Any]:
    """The settings of a checkout as a process reads them, without the cost of one.

    Raises: ImproperlyConfigured.
    """
    with mock.patch.dict(os.environ, environment, clear=True):
        return runpy.run_path(str(checkout / "similarco_site" / "settings.py"))


def values(checkout: Path, *names: str, **environment: str) -> list[Any]:
    """What settings come to be in a given environment; tuples as lists."""
    settings = read_settings(checkout, **environment)
    return json.loads(json.dumps([settings[name] for name in names]))


def refusal(checkout: Path, **environment: str) -> str:
    """What a process would print, warnings and causes too, when its settings stop the start."""
    with (
        warnings.catch_warnings(record=True, action="always") as warned,
        pytest.raises(ImproperlyConfigured) as stopped,
    ):
        read_settings(checkout, **environment)
    complaints = [f"{warning.message}\n" for warning in warned]
    return "".join([*complaints, *traceback.format_exception(stopped.value)])
