"""Lists that are paged by key.

A list stands in the order of one or more stretches. Each of them is read in the order of an index,
so that a page takes as long among a million companies as among a thousand.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, Self

from django.db.models import Case, Q, Value, When
from django.http import QueryDict

from scoring.models.submissions import SubmissionQuerySet

PAGE_SIZE = 50
MOST_DIGITS = 9
# A key and a place in an address
BETWEEN = "-"


class Stretch(NamedTuple):
    """Companies that stand together in a list, and one or two columns that order them.

    All columns rise, or all fall with `is_falling`. Together they tell any two companies apart.
    Where no index has all of them in order, each of `parts` has some: every company is in one.
    """

    condition: Q
    columns: tuple[str, ...]
    is_falling: bool = False
    parts: Sequence[Q] = ()

    def order(self, is_back: bool) -> list[str]:
        sign = "-" if self.is_falling != is_back else ""
        return [f"{sign}{column}" for column in self.columns]

    def behind(self, values: Sequence[Any], is_back: bool) -> Q:
        """What stands behind these values, or before them on the way back."""
        side = "lt" if self.is_falling != is_back else "gt"
        *firsts, (last_column, last_value) = zip(self.columns, values, strict=True)
        behind_last = Q(**{f"{last_column}__{side}": last_value})
        for column, value in firsts:
            # The first of the two conditions is what the index is entered by
            entered = Q(**{f"{column}__{side}e": value})
            behind_first = Q(**{f"{column}__{side}": value})
            return entered & (behind_first | behind_last)
        return behind_last


EVERYBODY = Q(pk__isnull=False)
# Of a company itself, and of its row under a version
KEYS = (("pk",), ("row_company",))
NEWEST = (Stretch(EVERYBODY, ("pk",), is_falling=True),)


class Place(NamedTuple):
    """Where a company stands: the number of its stretch, and its values there."""

    stretch: int
    values: Sequence[Any]

    @classmethod
    def of(
        cls,
        everybody: SubmissionQuerySet,
        stretches: Sequence[Stretch],
        key: int | None,
    ) -> Self | None:
        if key is None:
            return None
        if len(stretches) == 1 and stretches[0].columns in KEYS:
            # The key says it, also of a company that is gone
            return cls(0, [key])
        columns = {column for stretch in stretches for column in stretch.columns}
        stored = everybody.filter(pk=key).annotate(stretch=_number(stretches))
        values = stored.values("stretch", *columns).first()
        if values is None or values["stretch"] is None:
            return None
        at = values["stretch"]
        stretch = stretches[at]
        return cls(at, [values[column] for column in stretch.columns])


class Asked(NamedTuple):
    """From which company on an address asks for a page, or back before it; None for the first.

    `place` is where it stands among all, from 1 on, as the page that had it knew: a number that
    nobody has to count again.
    """

    key: int | None = None
    is_back: bool = False
    place: int | None = None

    @classmethod
    def read(cls, query: QueryDict) -> Self:
        for name in ("before", "after"):
            key, _, place = query.get(name, "").partition(BETWEEN)
            number = whole_number(key)
            if number is not None:
                return cls(number, name == "before", whole_number(place))
        return cls()

    @property
    def start(self) -> int | None:
        """How many companies stand before the page; None where that is not known."""
        if self.key is None:
            return 0
        if self.place is None:
            return None
        if self.is_back:
            return max(self.place - 1 - PAGE_SIZE, 0)
        return self.place


class Page(NamedTuple):
    """One page of a list; `next` and `previous` are keys, or None at an end.

    The companies were read `under` a version, so they have its status, shown cluster and verdict.
    `start` is how many stand before them, where that is known.
    """

    companies: list[Any]
    next: int | None
    previous: int | None
    start: int | None = 0

    @property
    def after(self) -> str:
        """What the address of the next page says."""
        return self._asked(self.next, len(self.companies))

    @property
    def before(self) -> str:
        return self._asked(self.previous, 1)

    def _asked(self, key: int | None, place: int) -> str:
        if key is None or self.start is None:
            return str(key or "")
        return f"{key}{BETWEEN}{self.start + place}"

    def place_among(self, total: int | None) -> str:
        """As `51–100 of 502`, or `51–100` where no total is known; empty where no place is."""
        if self.start is None or not self.companies:
            return ""
        last = self.start + len(self.companies)
        place = f"{self.start + 1:,}–{last:,}"
        if total is None:
            return place
        # A place that somebody typed, or from before companies came or went
        if last > total or (last < total) != (self.next is not None):
            return ""
        return f"{place} of {total:,}"

    def described_as(self, companies: SubmissionQuerySet) -> "Page":
        """With all that is shown of its companies, of which it had the keys alone."""
        keys = [company.pk for company in self.companies]
        return self._replace(companies=_described(keys, companies))


def page(
    companies: SubmissionQuerySet,
    everybody: SubmissionQuerySet,
    query: QueryDict,
    stretches: Sequence[Stretch] = NEWEST,
) -> Page:
    """`?after=` goes on behind a company, `?before=` back before one.

    The company need not pass the filters any more: it is looked for among `everybody`. Where it is
    gone, the list begins anew.
    """
    asked = Asked.read(query)
    place = Place.of(everybody, stretches, asked.key)
    is_back = asked.is_back and place is not None
    # One more than a page holds tells whether there is another page
    nearest = _nearest(companies, stretches, place, is_back)
    has_more = len(nearest) > PAGE_SIZE
    shown = nearest[:PAGE_SIZE]
    if is_back:
        shown.reverse()
    # Whoever goes back came from there
    has_next = is_back or has_more
    has_previous = has_more if is_back else place is not None
    return Page(
        companies=shown,
        next=shown[-1].pk if shown and has_next else None,
        previous=shown[0].pk if shown and has_previous else None,
        start=asked.start if has_previous else 0,
    )


def page_of_few(
    companies: SubmissionQuerySet,
    described: SubmissionQuerySet,
    query: QueryDict,
    stretches: Sequence[Stretch],
) -> Page:
    """As `page`, where so few companies pass that they are sorted here.

    A database may else read all that do not pass, in the order of the list. The page has them as
    `described`.
    """
    return page_of_keys(_sorted_keys(companies, stretches), described, query)


def page_of_keys(keys: Sequence[int], described: SubmissionQuerySet, query: QueryDict) -> Page:
    """As `page`, of companies that stand in the order of these keys."""
    asked = Asked.read(query)
    start = 0
    if asked.key in keys:
        at = keys.index(asked.key)
        start = max(at - PAGE_SIZE, 0) if asked.is_back else at + 1
    shown = keys[start : start + PAGE_SIZE]
    has_next = start + PAGE_SIZE < len(keys)
    return Page(
        companies=_described(shown, described),
        next=shown[-1] if has_next else None,
        previous=shown[0] if shown and start else None,
        start=start,
    )


def _described(keys: Sequence[int], companies: SubmissionQuerySet) -> list[Any]:
    """Those of these keys in their order; one may have been deleted since they were read."""
    stored = {company.pk: company for company in companies.filter(pk__in=keys)}
    return [stored[key] for key in keys if key in stored]


def _sorted_keys(companies: SubmissionQuerySet, stretches: Sequence[Stretch]) -> list[int]:
    columns = {column for stretch in stretches for column in stretch.columns} - {"pk"}
    numbered = companies.order_by().annotate(stretch=_number(stretches))
    placed: list[list[tuple[Any, ...]]] = [[] for _ in stretches]
    for values in numbered.values("stretch", "pk", *sorted(columns)):
        number = values["stretch"]
        if number is None:
            continue
        behind = [values[column] for column in stretches[number].columns]
        placed[number].append((*behind, values["pk"]))
    keys: list[int] = []
    for stretch, companies_of_stretch in zip(stretches, placed, strict=True):
        companies_of_stretch.sort(reverse=stretch.is_falling)
        keys += [key for *_, key in companies_of_stretch]
    return keys


def _number(stretches: Sequence[Stretch]) -> Case:
    """In which of them a company stands."""
    cases = [When(stretch.condition, then=Value(at)) for at, stretch in enumerate(stretches)]
    return Case(*cases)


def _nearest(
    companies: SubmissionQuerySet,
    stretches: Sequence[Stretch],
    place: Place | None,
    is_back: bool,
) -> list[Any]:
    """From the place on, or from the beginning, up to one company more than a page holds."""
    ways = list(enumerate(stretches))
    if place and is_back:
        ways = ways[place.stretch :: -1]
    elif place:
        ways = ways[place.stretch :]
    found: list[Any] = []
    for at, stretch in ways:
        in_order = companies.order_by(*stretch.order(is_back))
        condition = stretch.condition
        if place and at == place.stretch:
            condition &= stretch.behind(place.values, is_back)
        most = PAGE_SIZE + 1 - len(found)
        if stretch.parts:
            found += _first_of_parts(in_order, condition, stretch.parts, most)
        else:
            found += in_order.filter(condition)[:most]
        if len(found) > PAGE_SIZE:
            break
    return found


def _first_of_parts(
    in_order: SubmissionQuerySet, condition: Q, parts: Sequence[Q], most: int
) -> list[Any]:
    """The first ones in order, of the first ones of each part."""
    keys: list[int] = []
    for part in parts:
        of_part = in_order.filter(condition & part)
        keys += of_part.values_list("pk", flat=True)[:most]
    # The condition again would have SQLite enter the index of all parts
    return list(in_order.filter(pk__in=keys)[:most])


def whole_number(text: str | None) -> int | None:
    """A number from an address, small enough for every column; None for anything else."""
    if not text or len(text) > MOST_DIGITS:
        return None
    if text.isascii() and text.isdigit():
        return int(text)
    return None
