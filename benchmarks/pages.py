"""Processor time of the pages that visitors see most, against that of the contact page.

Each page goes through the whole middleware in one warm process, over 1,200 companies in a database
of its own; what a submission costs is measured beside them. Needs no running site. Ratios can be
compared between machines; milliseconds cannot.
"""

import re
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks import stored
from benchmarks.ratios import note

COMPANIES = 1_200
SIZE = f"{COMPANIES:,} companies"
TIMES = 41
CONTACT = "contact"
# A page, its address, and how many times the contact page it may take at most
PAGES = {
    CONTACT: ("/contact/", None),
    "form": ("/", 1.7),
    "result": ("/submissions/{company}/", 8),
    "list of 50": ("/submissions/", 9),
    "clusters": ("/clusters/", 5),
    "map": ("/map/", 7),
}
# Where the counts have changed, these are drawn anew
DRAWN = ("clusters", "map")
MOST_OF_POST, MOST_QUERIES = 4, 8
TEXT = "We make toy number {} and sell insurance, loans and savings accounts to families and shops."


def main() -> None:
    server = sys.argv[1] if len(sys.argv) > 1 else ""
    with stored.database(server) as address:
        stored.set_up(address, RATE_LIMIT="0")
        stored.fill(COMPANIES)
        measure()


def measure() -> None:
    from django.test import Client

    from scoring.models import Submission

    client = Client(headers={"host": "127.0.0.1"})
    company = Submission.objects.order_by("pk")[250].pk
    pages = {name: address.format(company=company) for name, (address, _) in PAGES.items()}
    taken = rounds(lambda _: {name: spent(client, at) for name, at in pages.items()})
    for name, (_, most) in PAGES.items():
        bar = f", at most {most}" if most else ""
        told(f"page {name}", taken[name], taken[CONTACT], bar, queries(client, pages[name]))
    # Apart, for each of them changes the counts
    after = rounds(
        lambda turn: {
            "post": spent(client, "/", sent(turn)),
            CONTACT: spent(client, pages[CONTACT]),
            **{name: spent(client, pages[name]) for name in DRAWN},
        }
    )
    bar = f", at most {MOST_OF_POST} and {MOST_QUERIES} queries"
    told("post", after["post"], after[CONTACT], bar, queries(client, "/", sent(-1)))
    for name in DRAWN:
        told(f"page {name} after a post", after[name], after[CONTACT])


def rounds(ask: Callable[[int], dict[str, float]]) -> dict[str, list[float]]:
    """Milliseconds of each; by turns, so that what else the machine does meets all alike."""
    # The first turns load what is needed
    turns = [ask(turn) for turn in range(2 * TIMES)][TIMES:]
    return {name: [turn[name] for turn in turns] for name in turns[0]}


def told(
    name: str, taken: list[float], contact: list[float], bar: str = "", asked: str = ""
) -> None:
    median = statistics.median(taken)
    times = median / statistics.median(contact)
    print(f"{name}: {median:.2f} ms, {times:.1f} times the contact page{bar}{asked}")
    note(f"processor time: {name}", "contact page", SIZE, times, bar.removeprefix(", "))


def sent(turn: int) -> dict[str, str]:
    """What somebody types, another company each time."""
    return {"title": f"Company {turn}", "text": TEXT.format(turn)}


def spent(client: Any, address: str, typed: dict[str, str] | None = None) -> float:
    """Processor time of one request, in milliseconds."""
    begun = time.process_time()
    response = client.post(address, typed) if typed else client.get(address)
    ended = time.process_time()
    assert response.status_code == (302 if typed else 200), address
    return 1000 * (ended - begun)


def queries(client: Any, address: str, typed: dict[str, str] | None = None) -> str:
    """How many statements a warm request sends to the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        spent(client, address, typed)
    number = sum(not re.match("BEGIN|COMMIT|SAVEPOINT|RELEASE", each["sql"]) for each in asked)
    return f"; {number} queries"


if __name__ == "__main__":
    main()
