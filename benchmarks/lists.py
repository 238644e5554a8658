"""Lists of many companies: how long a page and a file take."""

import time
from typing import Any

PAGES = (
    *(
        "/submissions/",
        "/submissions/?category=Energy&cluster=1",
        "/submissions/?review=wrong",
        "/clusters/3/",
    ),
    *(
        "/submissions/?q=bank",
        "/submissions/?q=company",
        "/submissions/?q=%22small+business%22+lend*",
    ),
    *(
        "/submissions/?q=zebra",
        "/submissions/?sent_from=2020-01-01",
        "/submissions/?q=bank&category=Energy",
        "/clusters/",
    ),
)
FILES = ("/submissions/?format=csv", "/submissions/?format=json", "/clusters/3/?format=xlsx")


def measure(total: int) -> None:
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})
    client.get("/submissions/")
    for address in PAGES:
        print(
            f"{address} of {total:,} companies: "
            f"{1000 * min(seconds(client, address) for _ in range(3)):.0f} ms"
        )
    for address in FILES:
        print(f"{address} of {total:,} companies: {seconds(client, address):.1f} s")


def seconds(client: Any, address: str) -> float:
    begun = time.perf_counter()
    response = client.get(address)
    if response.streaming:
        for _ in response.streaming_content:
            pass
    return time.perf_counter() - begun
