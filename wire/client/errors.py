"""What a scoring service says in the body of an error, for a message to a person."""

import re
from typing import Any

from wire import json_body, shortened

LONGEST = 200
MARKUP = re.compile(r"\A\s*<|<(?:!doctype|html|body|head)\b", re.IGNORECASE)
BROKEN_JSON = re.compile(r"\s*[\[{]")


def error_sentence(body: bytes) -> str:
    """What the body says in one line, shortened; empty where it says nothing, is a page, or is no
    text.

    Reads `{"error": {"message", "details"}}` with details as a list of objects or as a string,
    `{"error": "text"}`, `{"message": "text"}`, and plain text.
    """
    try:
        said = json_body.loaded(body, lambda name: None)
    except ValueError:
        said = _plain_text(body)
    sentence = " ".join(dict.fromkeys(filter(None, map(_text, _parts(said)))))
    return shortened(sentence, LONGEST)


def _plain_text(body: bytes) -> str:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""
    return "" if BROKEN_JSON.match(text) else text


def _parts(said: Any) -> list[Any]:
    """What may be a sentence, the general before the particular."""
    if not isinstance(said, dict):
        return [said]
    error = said.get("error")
    if not isinstance(error, dict):
        return [error, said.get("message")]
    details = error.get("details")
    if not isinstance(details, list):
        return [error.get("message"), details]
    return [
        error.get("message"),
        *(each.get("message") for each in details if isinstance(each, dict)),
    ]


def _text(part: Any) -> str:
    if not isinstance(part, str) or MARKUP.search(part):
        return ""
    return shortened(part, LONGEST)
