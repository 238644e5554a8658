"""What a page of the map shows, read from its HTML; and many companies to show."""

import random
import re
from html import unescape
from typing import Any, NamedTuple

from django.test import Client
from django.utils import timezone

from scoring.models import Assignment, ModelVersion, Submission
from scoring.models.map_cells import cell
from tests.shown import shown

GROUP = re.compile(r'<g class="(colour-\d|unnamed)">(.*?)</g>', re.DOTALL)
MARK = re.compile(
    r'<a href="([^"]+)" tabindex="-1"( class="lit")?><title>(.*?)</title><use href="#s(\w+)" '
    r'(?:x="(-?\d+)" y="(-?\d+)"|transform="translate\((-?\d+) (-?\d+)\)scale\([\d.]+\)")/></a>',
    re.DOTALL,
)


class Drawn(NamedTuple):
    address: str
    is_lit: bool
    title: str
    shape: str
    colour: str
    place: tuple[int, int]


class Sheet(NamedTuple):
    """One answer: its marks, its list as cluster name -> companies, and its words."""

    html: str
    marks: list[Drawn]
    counts: dict[str, int]

    @property
    def words(self) -> str:
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.html.partition("<main")[2])).split())

    @property
    def lit(self) -> list[str]:
        return [mark.title.rpartition(", ")[0] for mark in self.marks if mark.is_lit]

    def link(self, name: str) -> str:
        """The address of a link that moves the map."""
        found = re.search(rf'<a id="map-{name}" href="([^"]+)"', self.html)
        assert found, f"no link {name}"
        return unescape(found[1])


def sheet(client: Client, query: str = "", **more: Any) -> Sheet:
    response = client.get(f"/map/{query}", **more)
    assert response.status_code == 200
    html = shown(response)
    marks = [
        Drawn(
            unescape(m[1]),
            bool(m[2]),
            unescape(m[3]),
            m[4],
            group[1],
            (int(m[5] or m[7]), int(m[6] or m[8])),
        )
        for group in GROUP.finditer(html)
        for m in MARK.finditer(group[2])
    ]
    assert len(marks) == html.count('tabindex="-1"><title>') + html.count('class="lit"><title>')
    return Sheet(html, marks, _counts(html))


def _counts(html: str) -> dict[str, int]:
    table = html.partition("The clusters on the map")[2].partition("</table>")[0]
    rows = re.findall(
        r'</svg>\s*(?:<a [^>]+>)?([^<]+?)(?:</a>)?\s*<span.*?<td class="n">([\d,]+)</td>',
        table,
        re.DOTALL,
    )
    return {unescape(name): int(total.replace(",", "")) for name, total in rows}


def store_many(
    version: ModelVersion, total: int, title: str = "Company {}", side: float = 1.0
) -> None:
    """Companies in all clusters of a version, anywhere on the map.

    With a `side` below 1 in its upper left square.
    """
    chance = random.Random(total)
    now = timezone.now()
    rows = [
        Submission(
            title=title.format(number), text="A text.", source="import", fingerprint=str(number)
        )
        for number in range(total)
    ]
    Submission.objects.bulk_create(rows)
    placed = []
    for row in rows:
        x, y, cluster = (
            chance.random() * side,
            chance.random() * side,
            chance.randrange(version.k or 1),
        )
        placed.append(
            Assignment(
                submission=row,
                version=version,
                status="scored",
                cluster=cluster,
                shown_cluster=cluster,
                map_x=x,
                map_y=y,
                map_cell=cell(x, y),
                source="import",
                sent_at=now,
            )
        )
    Assignment.objects.bulk_create(placed)
