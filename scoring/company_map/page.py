"""The page of the map: what was asked for, drawn and told."""

from typing import Any, NamedTuple, Self

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from scoring.company_map.asked import OWN, Asked
from scoring.company_map.chosen import Chosen
from scoring.company_map.filed import LABELS, filed_by, offered_by
from scoring.company_map.legend import legend_of_clusters, legend_of_groups
from scoring.company_map.lit import MOST_LIT, lit_points
from scoring.maps import picture
from scoring.maps import rows as map_rows
from scoring.maps.colouring import Colours
from scoring.maps.layers import UNITS
from scoring.maps.picture import Picture, Wanted
from scoring.maps.rows import Point, Source
from scoring.maps.screens import MARGIN
from scoring.maps.windows import MOST_ZOOM, STEPS
from scoring.models import Assignment, Cluster, ShownClusters, Submission, Tally
from scoring.own_columns.colours import coloured, offered_columns
from scoring.own_columns.columns import OwnColumns
from scoring.pages.caching import counted_lately, digest_of
from scoring.pages.paging import whole_number
from scoring.selections.shared import Shared, shared_by
from scoring.similar.examples import LIKE, MOST

COMPARED = 2
LISTED = 20


class Viewed(NamedTuple):
    """The viewed company, its row under the version that gives places, and its place there.

    `address` leads to a window around it where it is outside of the one that is shown.
    """

    company: Submission
    row: Assignment | None
    place: tuple[float, float] | None
    address: str

    @classmethod
    def read(cls, asked: Asked, source: Source) -> Self | None:
        """The one that is asked for; None where there is no such company."""
        number = whole_number(asked.company)
        if number is None:
            return None
        visible = Submission.objects.visible_to(source.scope.widest)
        company = visible.filter(pk=number).defer("text").first()
        if company is None:
            return None
        # With the company among the columns, which Django else reads again for each row
        columns = ("submission", "status", "map_x", "map_y")
        row = company.assignments.filter(version=source.places).only(*columns).first()
        if row is None or row.map_x is None or row.map_y is None:
            return cls(company, row, None, "")
        x, y = row.map_x, row.map_y
        if asked.window.region.holds(x, y):
            return cls(company, row, (x, y), "")
        around = asked.window.around(x, y, 0)
        return cls(company, row, None, asked.at(around))


class Listed(NamedTuple):
    """A company that is lit up; `choose` is the map with it among the chosen, or without."""

    point: Point
    cluster: Cluster | None
    choose: str


class Kept(NamedTuple):
    """What is drawn of an address and kept for a minute, without any row of the database."""

    sheet: SafeString
    legend: SafeString
    total: int
    is_crowded: bool
    listed: list[Point]
    lit: int
    has_more: bool

    @classmethod
    def drawn(
        cls,
        asked: Asked,
        source: Source,
        shown: ShownClusters,
        viewed: Viewed | None,
        colours: Colours | None,
    ) -> Self:
        """As it is now."""
        cluster = None
        if not colours:
            cluster = shown.get(asked.cluster)
        numbers = shown.numbers_in(cluster.number) if cluster else []
        lit = lit_points(source, asked.window.picture, asked.words, numbers)
        here = None
        if viewed and viewed.place:
            here = (viewed.company.title, *viewed.place)
        wanted = Wanted(
            window=asked.window,
            address=asked.at,
            cluster=cluster,
            matches=lit[:MOST_LIT] if asked.words else None,
            chosen=asked.chosen,
            viewed=here,
            colours=colours,
        )
        drawn = picture.draw(source, shown, wanted)
        # Of very many companies colours are those of clusters
        own = None if drawn.doors else colours
        legend = legend_of_clusters(drawn.lines, cluster, asked, colours)
        return cls(
            sheet=_sheet(drawn, asked, own, viewed.place if viewed else None),
            legend=legend_of_groups(drawn.lines, own) if own else legend,
            total=drawn.total,
            is_crowded=bool(drawn.doors),
            listed=(lit or _here(drawn, asked, source, cluster))[:LISTED],
            lit=min(len(lit), MOST_LIT),
            has_more=len(lit) > MOST_LIT,
        )


class Colouring(NamedTuple):
    """Something by which the map can be coloured, and the map with its colours."""

    name: str
    address: str
    is_set: bool


class Drawing(NamedTuple):
    """All that the page shows of a window."""

    asked: Asked
    colours: Colours | None
    colourings: list[Colouring]
    kept: Kept
    cluster: Cluster | None
    listed: list[Listed]
    viewed: Viewed | None
    chosen: list[Chosen]
    shared: Shared | None

    @property
    def has_anything(self) -> bool:
        """Whether any company may be found on the map."""
        return bool(self.kept.total or self.asked.window.z or self.asked.words)

    @property
    def more_like_these(self) -> str:
        chosen = [(LIKE, each.company.pk) for each in self.chosen[:MOST]]
        return f"{reverse('similar')}?{urlencode(chosen)}"

    @property
    def export(self) -> str:
        chosen = [(LIKE, each.company.pk) for each in self.chosen]
        asked = urlencode([*chosen, ("do", "xlsx")])
        return f"{reverse('history')}?{asked}"

    @property
    def compare(self) -> str:
        """The page with two side by side; nothing for fewer or more."""
        numbers = [each.company.pk for each in self.chosen]
        if len(numbers) != COMPARED:
            return ""
        return reverse("compare", args=numbers)


# By version, status and cluster
Counts = dict[tuple[Any, ...], int]


def read_counts(source: Source) -> Counts:
    """How many companies there are: whatever is drawn is drawn anew when these change."""
    visible = Tally.objects.visible_to(source.scope)
    tallies = visible.filter(version__in={source.places.pk, source.clusters.pk})
    return tallies.totals("version", "status", "cluster", "verdict")


def draw_map(
    asked: Asked, source: Source, counts: Counts, *, may_see_imports: bool = False
) -> Drawing:
    """A window of the map.

    Companies lie where `source.places` puts them, and have the colours of `source.clusters`.
    """
    shown = ShownClusters.of_version(source.clusters).without_hidden()
    viewed = Viewed.read(asked, source)
    own = OwnColumns.of_scope(source.scope)
    # What it can be coloured by besides clusters, with labels
    fields = offered_by(source.scope, may_see_imports=may_see_imports)
    ways = {by: LABELS[by] for by in fields}
    ways |= {f"{OWN}{name}": name for name in offered_columns(own)}
    colours: Colours | None = None
    if asked.by in ways:
        colours = coloured(asked.column, own) if asked.column else filed_by(asked.by, source)
    place = viewed and viewed.place
    told = colours and colours.groups
    stamp = digest_of(asked, source.key, sorted(counts.items()), place, shown.told, told)
    kept = counted_lately(f"map-{stamp}", lambda: Kept.drawn(asked, source, shown, viewed, colours))
    listed = []
    for point in kept.listed:
        listed.append(Listed(point, shown.get(point.cluster), asked.choosing(point.company)))
    colourings = []
    for by, label in ways.items():
        colourings.append(Colouring(label, asked.coloured_by(by), by == asked.by))
    chosen = Chosen.read_all(asked, source, shown)
    ids = [each.company.pk for each in chosen]
    return Drawing(
        asked=asked,
        colours=colours,
        colourings=colourings,
        kept=kept,
        cluster=shown.get(asked.cluster),
        listed=listed,
        viewed=viewed,
        chosen=chosen,
        shared=shared_by(ids, source.scope.widest) if len(ids) > 1 else None,
    )


def _here(
    drawn: Picture,
    asked: Asked,
    source: Source,
    cluster: Cluster | None,
) -> list[Point]:
    """All companies of a near window, where each is to be found by its name."""
    is_few = not drawn.doors and drawn.total <= LISTED
    if asked.words or cluster or not asked.window.z or not is_few:
        return []
    return map_rows.points(source.within(asked.window.region), LISTED)


def _sheet(
    drawn: Picture,
    asked: Asked,
    colours: Colours | None,
    viewed: tuple[float, float] | None,
) -> SafeString:
    """The picture with what moves it."""
    style = " by-sureness" if asked.is_by_sureness else ""
    if colours and colours.is_scale:
        style = " by-scale"
    context = {
        "picture": drawn,
        "asked": asked,
        "nearer": asked.nearer(viewed),
        "style": style,
        # The script moves the picture by these
        "units": UNITS,
        "margin": MARGIN,
        "across": UNITS + 2 * MARGIN,
        "most_zoom": MOST_ZOOM,
        "steps_of_side": STEPS,
    }
    return render_to_string("company_map/_map.html", context)
