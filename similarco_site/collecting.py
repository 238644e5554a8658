"""`python -m similarco_site.collecting`: static files for production, collected once.

Two at once would delete each other's files, so the later one waits, and finds them there.
"""

import fcntl
import subprocess
import sys
from pathlib import Path

from similarco_site.command_line import trouble_in_a_sentence


def main() -> None:
    # They may be refused themselves
    from similarco_site.settings import BASE_DIR, STATIC_ROOT, VAR_DIR

    marker = Path(STATIC_ROOT) / "collected"
    with (VAR_DIR / "collecting.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _is_fresh(marker, BASE_DIR / "static"):
            collected = subprocess.run(
                [sys.executable, "manage.py", "collectstatic", "--noinput", "--clear", "-v0"],
                cwd=BASE_DIR,
                check=False,
            )
            if collected.returncode:
                sys.exit(collected.returncode)
            marker.touch(mode=0o600)


def _is_fresh(marker: Path, folder: Path) -> bool:
    """Whether no file of the folder is younger than what was collected."""
    if not marker.exists():
        return False
    collected = marker.stat().st_mtime
    return all(path.stat().st_mtime <= collected for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    with trouble_in_a_sentence():
        main()
