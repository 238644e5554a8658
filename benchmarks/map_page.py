"""The map of many companies: how long the server takes for the page, and how heavy it is."""

import gzip
import time
from typing import Any

WINDOWS = ("", "z=1&x=4&y=4", "z=3&x=20&y=60", "z=5&x=100&y=250", "q=bank")


def measure(total: int) -> None:
    from django.core.cache import cache
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})
    client.get("/map/")
    for window in WINDOWS:
        cache.clear()
        cold, page = timed(client, window)
        warm, page = timed(client, window)
        marks = page.count(b'<use href="#m')
        doors = page.count(b'<a class="door"')
        picture = page.partition(b'<svg class="map')[2].partition(b'<div id="map-card"')[0]
        size = len(gzip.compress(page)) / 1000
        print(
            f"map of {total:,} companies, ?{window}: {1000 * cold:.0f} ms, again {1000 * warm:.0f} "
            "ms, "
            f"{marks:,} marks, {doors} doors, picture {len(picture) / 1000:.0f} kB, "
            f"page {size:.0f} kB compressed"
        )


def timed(client: Any, window: str) -> tuple[float, bytes]:
    begun = time.perf_counter()
    page = client.get(f"/map/?{window}").content
    return time.perf_counter() - begun, page
