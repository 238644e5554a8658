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
        is_fresh = False
        if marker.exists():
            collected_at = marker.stat().st_mtime
            files = [path for path in (BASE_DIR / "static").rglob("*") if path.is_file()]
            is_fresh = all(path.stat().st_mtime <= collected_at for path in files)
        if not is_fresh:
            collected = subprocess.run(
                [sys.executable, "manage.py", "collectstatic", "--noinput", "--clear", "-v0"],
                cwd=BASE_DIR,
                check=False,
            )
            if collected.returncode:
                sys.exit(collected.returncode)
            marker.touch(mode=0o600)


if __name__ == "__main__":
    with trouble_in_a_sentence():
        main()
