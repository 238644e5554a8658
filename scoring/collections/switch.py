"""The switch of pages with companies: in all that one may see, or in one collection."""

from typing import NamedTuple

from django.http import HttpRequest

from scoring.collections.scopes import ASKED, MINE, NAMED, Seen, seen_now, seen_without_links

# What leads to a place within another list
PLACES = ("after", "before", "do", "format", "at", "last")
# More would be longer than the page; all collections have a page with links
MOST = 20
LONGEST = 200


class Choice(NamedTuple):
    """Some collections; `value` is what the address says of them."""

    value: str
    name: str
    is_set: bool


class Switch(NamedTuple):
    """The choices, what stands in the address besides, and the name of what is set."""

    choices: list[Choice]
    kept: list[tuple[str, str]]
    now: str


def switch_of(request: HttpRequest) -> Switch:
    """Of the page that is asked for."""
    return _switch(request, seen_now(request))


def review_switch(request: HttpRequest) -> Switch:
    """Of the review desk, where nothing is done with what a secret link alone shows."""
    return _switch(request, seen_without_links(request))


def _switch(request: HttpRequest, seen: Seen) -> Switch:
    asked = request.GET.get(ASKED, "")
    names = {"": "All collections", "catalogue": "Catalogue", "open": "Open collection"}
    if len(seen.mine) > 1:
        names[MINE] = "All of mine"
    others = [each for each in seen.collections if each.pk not in NAMED.values()]
    others.sort(key=lambda each: (each.name.casefold(), each.pk))
    # Those of one's own first
    others.sort(key=lambda each: each.pk not in seen.mine)
    for collection in others:
        value = str(collection.pk)
        if len(names) < MOST or value == asked:
            names[value] = collection.name
    choices = [Choice(value, name, value == asked) for value, name in names.items()]
    kept = [
        # No field of ours takes more
        (name, value[:LONGEST])
        for name, values in request.GET.lists()
        for value in values
        if name not in (ASKED, *PLACES)
    ]
    return Switch(choices, kept, names.get(asked, names[""]))
