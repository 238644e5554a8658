"""The market map as one file: a page that asks nobody for anything, or the picture alone."""

import re
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from scoring.models.model_versions import LOOKS

HTML, SVG = "html", "svg"
FORMATS = {HTML: ("markets/file.html", "text/html"), SVG: ("markets/map.svg", "image/svg+xml")}
_COLOUR = re.compile(r"--(c\d+|ink|soft): (#\w+);")


def reply(wanted: str, context: dict[str, Any]) -> HttpResponse:
    """The map as a file of one of FORMATS."""
    template, content_type = FORMATS[wanted]
    style = _static("look.css") if wanted == HTML else _style_of_picture()
    script = _static("map-parts.js") + _static("market-file.js")
    whole = {**context, "style": style, "script": script, "is_file": True}
    response = HttpResponse(render_to_string(template, whole).strip(), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="market-map.{wanted}"'
    return response


@cache
def _static(name: str) -> SafeString:
    """A file of ours, which ends neither a style nor a script."""
    # No text of anybody else
    return mark_safe((settings.BASE_DIR / "static" / name).read_text())  # noqa: S308


@cache
def _style_of_picture() -> SafeString:
    """With the colours of the light theme themselves: drawing programs know no variables."""
    # The first of each name are those of the light theme
    colours = dict(reversed(_COLOUR.findall(_static("look.css"))))
    ink, soft = colours["ink"], colours["soft"]
    rules = [
        f"text {{ font: 13px sans-serif; dominant-baseline: central; fill: {ink} }}",
        f"use, rect {{ fill: {soft} }} rect {{ fill-opacity: 0.08 }}",
        ".heading { font-weight: 650; font-size: 16px } .more { text-anchor: end }",
    ]
    for look in range(LOOKS):
        rules.append(f".c{look} use, .c{look} rect {{ fill: {colours[f'c{look}']} }}")
    return mark_safe("\n".join(rules))  # noqa: S308
