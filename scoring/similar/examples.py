"""Companies that a list should be like, and unlike, as an address or a form names them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.http import QueryDict

from scoring.models import Scope, Submission
from scoring.pages import paging

# Of either kind
MOST = 10
# What a settled address has: ids to be like, to be unlike, and those of them that came last
LIKE, UNLIKE, NEW = "like", "unlike", "new"
# What the forms of a list send besides: those that were there, what to do with the ticked ones
# (which are `like` too), one to be taken away, and whether the last ones are
THERE, DO, WITHOUT, UNDO = "there", "do", "without", "undo"
CHANGES = (THERE, DO, WITHOUT, UNDO)
MORE, LESS, COMPARE = "more", "less", "compare"
# A text stands in no address; what it is to the list, and what stands for it among the last ones
TEXT, TEXT_ROLE = "text", "text_role"


class Examples(NamedTuple):
    """Companies to be like and unlike, and what of the choice could not be used.

    `new` are the ids of those that came last, with None where a text did.
    """

    more: list[Submission]
    less: list[Submission]
    new: frozenset[int | None]
    unknown: list[str]
    too_many: bool

    @property
    def companies(self) -> list[Submission]:
        return [*self.more, *self.less]

    @property
    def new_typed(self) -> list[str]:
        """As forms send them on."""
        return [TEXT if pk is None else str(pk) for pk in self.new]

    @property
    def has_new(self) -> bool:
        """Whether there is something to be undone."""
        there = {None, *(company.pk for company in self.companies)}
        return not self.new.isdisjoint(there)


NO_EXAMPLES = Examples(
    more=[],
    less=[],
    new=frozenset(),
    unknown=[],
    too_many=False,
)


def read_examples(query: QueryDict, scope: Scope) -> Examples:
    """The companies of `?like=12&like=15&unlike=20`, each once and the first ten of either kind."""
    # In the order in which they were chosen
    more = list(dict.fromkeys(query.getlist(LIKE)))
    less = _without(dict.fromkeys(query.getlist(UNLIKE)), more)
    used = [*more[:MOST], *less[:MOST]]
    numbers = {typed: paging.whole_number(typed) for typed in used}
    wanted = [pk for pk in numbers.values() if pk is not None]
    stored = Submission.objects.visible_to(scope.widest).in_bulk(wanted)

    def known(typed: Sequence[str]) -> list[Submission]:
        ids = dict.fromkeys(numbers[each] for each in typed)
        return [stored[pk] for pk in ids if pk in stored]

    unknown = []
    for typed, pk in numbers.items():
        if pk not in stored:
            unknown.append(typed[:20])
    new: set[int | None] = set()
    for typed in query.getlist(NEW)[: MOST + 1]:
        if typed == TEXT:
            new.add(None)
        else:
            # What is no number is the id of nobody
            new.add(paging.whole_number(typed) or 0)
    return Examples(
        more=known(more[:MOST]),
        less=known(less[:MOST]),
        new=frozenset(new),
        unknown=unknown,
        too_many=len(more) > MOST or len(less) > MOST,
    )


def settled(query: QueryDict) -> QueryDict:
    """The query with the examples as they are after what a form says to do; as it was without."""
    settled_query = query.copy()
    if not any(name in query for name in CHANGES):
        return settled_query
    more = query.getlist(THERE)
    less = query.getlist(UNLIKE)
    new = query.getlist(NEW)
    ticked = query.getlist(LIKE) if DO in query else []
    if ticked:
        new = ticked
        if query[DO] == LESS:
            more = _without(more, ticked)
            less = [*less, *ticked]
        else:
            more = [*more, *ticked]
            less = _without(less, ticked)
    gone = query.getlist(WITHOUT)
    if UNDO in query:
        gone = [*gone, *new]
    for name, ids in {LIKE: more, UNLIKE: less, NEW: new}.items():
        kept = _without(dict.fromkeys(ids), gone)
        # One more than are used says that there were more; an address has an end
        settled_query.setlist(name, kept[: MOST + 1])
    if TEXT in gone:
        settled_query.pop(TEXT, None)
    for name in CHANGES:
        settled_query.pop(name, None)
    return settled_query


def _without(ids: Iterable[str], gone: Sequence[str]) -> list[str]:
    return [typed for typed in ids if typed not in gone]
