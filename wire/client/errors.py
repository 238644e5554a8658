"""What a scoring service says in the body of an error, for a message to a person."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from wire import json_body, shortened

LONGEST = 200
MOST_PARTS = 20
MARKUP = re.compile(r"\A\s*<|<(?:!doctype|html|body|head)\b", re.IGNORECASE)
# JSON that was cut off or is none says nothing to a person
BROKEN_JSON = re.compile(r"\s*[\[{]")
# Keys that hold what is said, in any case, the general before the particular
WORDS = (
    *("title", "error", "fault", "faultstring", "message", "errormessage", "msg"),
    *("detail", "details", "errors", "description", "error_description"),
)
# Keys of what is wrong with no field in particular
NO_FIELD = ("non_field_errors", "nonfielderrors", "__all__", "")


def error_sentence(body: bytes) -> str:
    """What the body says in one line, shortened; empty where it says nothing, is a page, or is no
    text.

    Reads plain text and JSON: the sentences beneath the keys of WORDS, be they strings, lists or
    objects (classic, designer, RFC 7807, FastAPI, SageMaker), and lists of sentences beneath the
    names of fields, as Django REST framework, marshmallow and ASP.NET write them.
    """
    try:
        said = json_body.loaded(body, lambda name: None)
    except ValueError:
        said = _plain_text(body)
    *firsts, last = list(dict.fromkeys(islice(_sentences(said), MOST_PARTS))) or [""]
    ended = [part if part.endswith((".", "!", "?", ":")) else f"{part}." for part in firsts]
    return shortened(" ".join([*ended, last]), LONGEST)


def _plain_text(body: bytes) -> str:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""
    return "" if BROKEN_JSON.match(text) else text


def _sentences(said: Any, field: str = "") -> Iterator[str]:
    """The sentences in a part of the body, with the name of the field that they are about."""
    if isinstance(said, str):
        text = "" if MARKUP.search(said) else shortened(said, LONGEST)
        if text:
            yield f"{field}: {text}" if field else text
    elif isinstance(said, list):
        for part in said:
            yield from _sentences(part, field)
    elif isinstance(said, dict):
        yield from _sentences_of_object(said, field)


def _sentences_of_object(said: dict[str, Any], field: str) -> Iterator[str]:
    parts = {key.lower(): part for key, part in said.items()}
    if isinstance(parts.get("title"), list):
        # What is wrong with a field of this name
        del parts["title"]
    words = [word for word in WORDS if word in parts]
    if not words:
        yield from _sentences_by_field(said, list)
    for word in words:
        part = parts[word]
        if word == "errors" and isinstance(part, dict):
            yield from _sentences_by_field(part, list | str)
        else:
            # FastAPI's way to a field: which part of the request, then the keys
            location = parts.get("loc")
            keys = location[1:] if isinstance(location, list) else []
            place = shortened(".".join(str(step) for step in keys))
            yield from _sentences(part, place or field)


def _sentences_by_field(said: dict[str, Any], kinds: Any) -> Iterator[str]:
    for key, part in said.items():
        if isinstance(part, kinds):
            yield from _sentences(part, "" if key.lower() in NO_FIELD else shortened(key))
