"""What tests would have done over and over while pages are drawn."""

import hashlib
from typing import Any

from django.template import Context, Template
from django.test import client

from scoring.maps.layers import Position
from scoring.maps.lettering import Box, Sheet, Size

_look_for_room = Sheet.nearest_room
_keep_context = client.store_rendered_templates
_found: dict[tuple[Any, ...], Position | None] = {}


def once() -> None:
    Sheet.nearest_room = nearest_room  # type: ignore[method-assign]
    client.store_rendered_templates = keep_context_of_whole


def nearest_room(sheet: Sheet, size: Size, named: Box, inside: Box) -> Position | None:
    """Where a name has room on a map, looked for once in a process: tests draw the same few maps.

    It is a function of what is taken already and of what is looked for.
    """
    taken = hashlib.sha1(sheet._taken, usedforsecurity=False).digest()
    key = (taken, sheet._taken.shape, sheet._edges, size, named, inside)
    if key not in _found:
        _found[key] = _look_for_room(sheet, size, named, inside)
    return _found[key]


def keep_context_of_whole(
    store: Any, signal: Any, sender: Any, template: Template, context: Context, **more: Any
) -> None:
    """What a test may ask of a page: the context of the whole, not one for each of its parts.

    Of a hundred parts the copies take a tenth of the time that the page does.
    """
    if context.template is template:
        _keep_context(store, signal, sender, template, context, **more)
