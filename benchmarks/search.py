"""How long the first results of a search take among many companies, and suggested titles.

Companies are made as `stored` says; some have texts in Japanese characters besides. Needs no
running site.

`python -m benchmarks.search 1000000` is on SQLite; behind the number stands the address of a
PostgreSQL server where it is to be on that, such as postgres://postgres@127.0.0.1:5432/postgres.
"""

import random
import sys
import time
from typing import Any, NamedTuple
from urllib.parse import quote_plus

from benchmarks import stored

TIMES = 5
# Of the processor, for a busy machine makes a request longer by the clock; on PostgreSQL by the
# clock, for the server works in a process of its own
MOST_MILLISECONDS = 80
IN_JAPANESE = 20_000
CHARACTERS = "銀行保険電気食品建設運輸通信医薬農業林水産鉱山機械自動車船航空旅館料理酒茶花紙布"
PAGE, SUGGESTED = "/search/?q=", "/search/suggest/?q="
ASKED = {
    "a title": (PAGE, "AT&T"),
    "a word of some": (PAGE, "mortgages"),
    "a word of many": (PAGE, "company"),
    "words of many": (PAGE, "company that makes software"),
    "words of some": (PAGE, "bank loans"),
    "words of nearly all": (PAGE, "its the and of"),
    "a beginning": (PAGE, "bank*"),
    "a phrase": (PAGE, '"real estate"'),
    "one wrong letter": (PAGE, "Mircosoft"),
    "one wrong letter of a short word": (PAGE, "Vsia"),
    "one wrong letter beside a number": (PAGE, "compnay 5000"),
    "two characters": (PAGE, "銀行"),
    "four characters": (PAGE, "銀行保険"),
    "two letters typed": (SUGGESTED, "mi"),
    "three letters typed": (SUGGESTED, "the"),
    "a word and a letter typed": (SUGGESTED, "the c"),
}


def main() -> None:
    total = int(sys.argv[1])
    server = sys.argv[2] if len(sys.argv) > 2 else ""
    with stored.database(server) as address:
        stored.set_up(address, RATE_LIMIT="0")
        stored.fill(total)
        add_japanese(total)
        measure(total)


def add_japanese(total: int) -> None:
    """Let some of the companies say what they do in characters without spaces."""
    from scoring.models import Submission

    chance = random.Random(0)
    chosen = Submission.objects.order_by("-pk")[: min(IN_JAPANESE, total // 50)]
    companies = list(chosen.only("title", "text"))
    for company in companies:
        company.text = "".join(chance.choices(CHARACTERS, k=80))
    Submission.objects.bulk_update(companies, ["text"], batch_size=500)


class Spent(NamedTuple):
    """Milliseconds of one request, of the processor and by the clock."""

    processor: float
    wall: float


def measure(total: int) -> None:
    from django.db import connection
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})
    client.get(PAGE + "bank")
    for name, (page, words) in ASKED.items():
        spent = min(once(client, page + quote_plus(words)) for _ in range(TIMES))
        counted = spent.wall if connection.vendor == "postgresql" else spent.processor
        missed = " - MISSED" if counted > MOST_MILLISECONDS else ""
        print(
            f"{name} ({words}): {spent.processor:.0f} ms of the processor, {spent.wall:.0f} ms "
            f"among {total:,} companies{missed}",
            flush=True,
        )


def once(client: Any, address: str) -> Spent:
    processor, wall = time.process_time(), time.perf_counter()
    response = client.get(address)
    spent = (time.process_time() - processor, time.perf_counter() - wall)
    assert response.status_code == 200, address
    return Spent(*(1000 * seconds for seconds in spent))


if __name__ == "__main__":
    main()
