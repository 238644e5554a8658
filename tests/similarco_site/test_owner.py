"""`var/` and what is in it are for the account of the site alone."""

import os
import tempfile
from pathlib import Path

import pytest

from similarco_site import environment
from tests.similarco_site.commands import python

NOBODY = 65534
REFUSED = 7


def modes(folder: Path) -> dict[str, int]:
    paths = [folder, *folder.rglob("*")]
    return {str(path.relative_to(folder)): path.stat().st_mode & 0o777 for path in paths}


def test_what_an_earlier_version_and_a_new_process_make_is_their_owner_s_alone(
    checkout: Path,
) -> None:
    var = checkout / "var"
    (var / "static" / "admin").mkdir(parents=True)
    for name in ("secret_key", "db.sqlite3", "static/admin/site.css"):
        (var / name).write_text("")
        (var / name).chmod(0o644)

    commands = (
        "import django; django.setup(); from django.core.management import call_command;"
        "call_command('migrate', 'sessions', verbosity=0);"
        "call_command('collectstatic', interactive=False, verbosity=0);"
        "from pathlib import Path;"
        "print(*(oct(path.stat().st_mode) for path in Path('var').glob('db.sqlite3*')))"
    )
    done = python(checkout, "-c", commands, DJANGO_SETTINGS_MODULE="similarco_site.settings")

    # A database in use has files beside it
    assert set(done.stdout.split()) == {"0o100600"}, done.stderr
    assert (var / "static" / "look.css").exists()
    of_folders = {mode for name, mode in modes(var).items() if (var / name).is_dir()}
    of_files = {mode for name, mode in modes(var).items() if (var / name).is_file()}
    assert (of_folders, of_files) == ({0o700}, {0o600})


def test_a_folder_of_another_account_is_refused_with_what_to_do() -> None:
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent, "var")
        folder.mkdir(mode=0)
        Path(parent).chmod(0o755)

        # In a process of its own, since an administrator may enter every folder
        child = os.fork()
        if child == 0:
            os._exit(refusal_code(folder))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == REFUSED


def test_a_folder_on_a_disk_that_can_only_be_read_is_taken_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = os.statvfs(tmp_path)
    read_only = os.statvfs_result((*there[:8], there.f_flag | os.ST_RDONLY, there.f_namemax))
    monkeypatch.setattr(os, "statvfs", lambda folder: read_only)
    monkeypatch.setattr(os, "access", lambda folder, wanted: not wanted & os.W_OK)
    tmp_path.chmod(0o755)

    environment.owned_folder(tmp_path)

    assert tmp_path.stat().st_mode & 0o777 == 0o755


def refusal_code(folder: Path) -> int:
    if os.geteuid() == 0:
        os.setuid(NOBODY)
    try:
        environment.owned_folder(folder)
    except environment.ImproperlyConfigured as error:
        return REFUSED if "belongs to another account" in str(error) else 2
    return 0
