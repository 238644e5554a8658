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
    contact = 0.0
    for name, address, most in PAGES:
        taken = milliseconds(client, address.format(company=company))
        contact = contact or taken
        bar = f", at most {most}" if most else ""
        print(f"page {name}: {taken:.2f} ms, {taken / contact:.1f} times the contact page{bar}")


def milliseconds(client: Any, address: str) -> float:
    """Processor time of one request: the median of many, once all is loaded."""
    taken = []
    for time_number in range(2 * TIMES):
        begun = time.process_time()
        response = client.get(address)
        ended = time.process_time()
        assert response.status_code == 200, address
        if time_number >= TIMES:
            taken.append(1000 * (ended - begun))
    return statistics.median(taken)


if __name__ == "__main__":
    main()
