"""Processor time of the pages that visitors see most, against that of the contact page.

Each page goes through the whole middleware in one warm process, over the catalogue in a database
of its own. Needs no running site. Ratios can be compared between machines; milliseconds cannot.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

# Not from benchmarks.rows, which loads scikit-learn
ROOT = Path(__file__).resolve().parent.parent
TIMES = 41
# A page, its address, and how many times the contact page it may take at most
PAGES = (
    ("contact", "/contact/", None),
    ("form", "/", None),
    ("result", "/submissions/{company}/", 8),
    ("list of 50", "/submissions/", 9),
    ("clusters", "/clusters/", 5),
    ("map", "/map/", 7),
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'pages.sqlite3'}"
        os.environ["DJANGO_SETTINGS_MODULE"] = "similarco_site.settings"
        sys.path.insert(0, str(ROOT))
        # In a process of its own: a web process never loads what trains
        prepare = [sys.executable, "manage.py", "prepare"]
        subprocess.run(prepare, cwd=ROOT, check=True, capture_output=True)
        import django

        django.setup()
        measure()


def measure() -> None:
    from django.test import Client

    from scoring.models import Submission

    client = Client(headers={"host": "127.0.0.1"})
    company = Submission.objects.order_by("pk")[250].pk
    taken: dict[str, list[float]] = {name: [] for name, _, _ in PAGES}
    # By turns, so that what else the machine does meets all pages alike
    for turn in range(2 * TIMES):
        for name, address, _ in PAGES:
            milliseconds = once(client, address.format(company=company))
            # The first turns load what is needed
            if turn >= TIMES:
                taken[name].append(milliseconds)
    contact = statistics.median(taken["contact"])
    for name, _, most in PAGES:
        median = statistics.median(taken[name])
        bar = f", at most {most}" if most else ""
        print(f"page {name}: {median:.2f} ms, {median / contact:.1f} times the contact page{bar}")


def once(client: Any, address: str) -> float:
    """Processor time of one request, in milliseconds."""
    begun = time.process_time()
    response = client.get(address)
    ended = time.process_time()
    assert response.status_code == 200, address
    return 1000 * (ended - begun)


if __name__ == "__main__":
    main()
