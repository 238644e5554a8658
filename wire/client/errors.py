"""What a scoring service says in the body of an error, for a message to a person."""

import re
from typing import Any

from wire import json_body, shortened

LONGEST = 200
# Of a page, as proxies send it
MARKUP = re.compile(r"\A\s*<|<(?:!doctype|html|body|head)\b", re.IGNORECASE)
BROKEN_JSON = re.compile(r"\s*[\[{]")


def error_sentence(body: bytes) -> str:
    """What the body says in one line, shortened.

    Reads `{"error": {"message", "details"}}` with details as a list of objects or as a string,
    `{"error": "text"}`, `{"message": "text"}`, and plain text. Empty where the body says nothing,
    is a page, or is no text.
    """
    try:
        # NaN and the like do no harm here: sentences are looked for, and no numbers
        content = json_body.loaded(body, lambda name: None)
    except ValueError:
        try:
            content = body.decode("utf-8-sig")
        except UnicodeDecodeError:
            return ""
        if BROKEN_JSON.match(content):
            return ""
    sentences = []
    for part in _parts(content):
        if isinstance(part, str) and not MARKUP.search(part):
            sentence = shortened(part, LONGEST)
            if sentence and sentence not in sentences:
                sentences.append(sentence)
    return shortened(" ".join(sentences), LONGEST)


def _parts(content: Any) -> list[Any]:
    """What may be a sentence, the general before the particular."""
    if not isinstance(content, dict):
        return [content]
    error = content.get("error")
    if not isinstance(error, dict):
        return [error, content.get("message")]
    details = error.get("details")
    if not isinstance(details, list):
        return [error.get("message"), details]
    objects = [detail for detail in details if isinstance(detail, dict)]
    return [error.get("message"), *(detail.get("message") for detail in objects)]
