"""A checkout to start the site from."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings as django_settings


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The project as it was cloned: no `.env` and no `var/` of this machine."""
    home = django_settings.BASE_DIR
    for name in ("manage.py", "pyproject.toml"):
        shutil.copy(home / name, tmp_path)
    shutil.copytree(home / "similarco_site", tmp_path / "similarco_site")
    for name in ("scoring", "clustering", "wire", "templates", "static", "data"):
        (tmp_path / name).symlink_to(home / name)
    return tmp_path
