"""What a page of the map shows, read from its HTML; and many companies to show."""

import random
import re
from html import unescape
from typing import Any, NamedTuple

from django.test import Client
from django.utils import timezone

from scoring.models import Assignment, ModelVersion, Submission, tallies
from scoring.models.map_cells import cell
from scoring.queue import changes
from tests.shown import shown

GROUP = re.compile(r'<g class="(c\d+|none)( faded)?">((?:<a |<path ).*?)</g>', re.DOTALL)
MARK = re.compile(
    r'<a href="([^"]+)" tabindex="-1"(?: class="([^"]+)")?>'
    r'<use href="#(m\w+)" x="(-?\d+)" y="(-?\d+)"/></a>'
)
SHAPE = re.compile(r'<use class="mark" id="(m\w+)" href="#s(\w+)"/>')
DOOR = re.compile(r'<a class="door" href="([^"]+)" tabindex="-1"><title>([^<]+)</title>')
LINE = re.compile(r'(?:</svg>|<p class="soft">)([^<]+?) ?<span class="n">([\d,]+)</span>')


class Drawn(NamedTuple):
    address: str
    kinds: list[str]
    shape: str
    colour: str
    is_faded: bool
    place: tuple[int, int]


class Door(NamedTuple):
    """A square with many companies, which leads further in."""

    address: str
    total: int


class Sheet(NamedTuple):
    """One answer: its marks or doors, its legend as cluster name -> companies, and its words."""

    html: str
    marks: list[Drawn]
    doors: list[Door]
    counts: dict[str, int]

    @property
    def words(self) -> str:
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.html.partition("<main")[2])).split())

    @property
    def lit(self) -> list[str]:
        """The titles of the companies that are lit up."""
        lit = [int(mark.address.split("/")[2]) for mark in self.marks if "lit" in mark.kinds]
        return list(Submission.objects.filter(pk__in=lit).values_list("title", flat=True))

    @property
    def bytes_of_picture(self) -> int:
        picture = self.html.partition('<svg class="map')[2].partition('<div id="map-card"')[0]
        return len(picture.encode())

    def names(self, screen: str = "desk") -> list[str]:
        """The names of clusters and companies that are written on a kind of screen."""
        written = self.html.partition(f'<g class="names on-{screen}">')[2]
        written = written.partition('<g class="names')[0].partition("</svg>")[0]
        return [unescape(name) for name in re.findall(r"<text[^>]+>([^<]+)</text>", written)]

    def link(self, name: str) -> str:
        """The address of a link that moves the map."""
        found = re.search(rf'<a[^>]* href="([^"]+)" aria-label="{name}"', self.html)
        assert found, f"no link {name}"
        return unescape(found[1])


def sheet(client: Client, query: str = "", **more: Any) -> Sheet:
    response = client.get(f"/map/{query}", **more)
    assert response.status_code == 200
    html = shown(response)
    shapes = dict(SHAPE.findall(html))
    marks = [
        Drawn(
            address=unescape(m[1]),
            kinds=(m[2] or "").split(),
            shape=shapes[m[3]],
            colour=group[1],
            is_faded=bool(group[2]),
            place=(int(m[4]), int(m[5])),
        )
        for group in GROUP.finditer(html)
        for m in MARK.finditer(group[3])
    ]
    assert len(marks) == html.count('"><use href="#m')
    doors = [
        Door(unescape(address), int(title.split()[0].replace(",", "")))
        for address, title in DOOR.findall(html)
    ]
    legend = html.partition('id="map-legend"')[2].partition("</section>")[0]
    counts = {unescape(name): int(total.replace(",", "")) for name, total in LINE.findall(legend)}
    return Sheet(html, marks, doors, counts)


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
    tallies.shift(changes.counted(placed))
