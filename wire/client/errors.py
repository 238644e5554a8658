"""What a scoring service says in the body of an error, for a message to a person."""

import html
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

from wire import json_body, shortened

LONGEST = 200
MOST_PARTS = 20
MARKUP = re.compile(r"\A\s*<|<(?:!doctype|html|body|head)\b", re.IGNORECASE)
# JSON that was cut off or is none says nothing to a person
BROKEN_JSON = re.compile(r"\s*[\[{]")
# Latin-1, or what Windows writes for it: a third letter in a row that is no ASCII hardly ever comes
WESTERN = re.compile(rb"(?:[\x80-\xff]{0,2}[\t\n\f\r\x20-\x7e])*+[\x80-\xff]{0,2}")
# In a page or XML, the one line that says it: 413 Request Entity Too Large
LINE = re.compile(
    r"<(?:\w+:)?(?:title|message|faultstring|description|h[12]|error|reason|detail)\b[^<>]{0,200}>"
    r"(?=[^<]{0,500}[^\W\d_])([^<]{1,500})</",
    re.IGNORECASE,
)
# Keys that hold what is said, in small letters alone, the general before the particular
WORDS = (
    *("title", "status", "error", "odataerror", "fault", "faultstring", "exception", "err"),
    *("problem", "summary"),
    *("message", "errormessage", "statusmessage", "defaultmessage", "msg", "errormsg", "errmsg"),
    *("detail", "details", "reason", "cause", "info", "description", "errordescription", "hint"),
    *("errors", "messages", "errormessages", "violations", "fieldviolations", "fielderrors"),
    "validationerrors",
    *("invalidparams", "issues", "causes", "data"),
)
# Those that may hold what is wrong by the names of fields
BY_FIELD = ("errors", "messages", "data")
# JSend: with such a status its data are what is wrong, and else anything
NOT_WELL = ("fail", "error")
# Of the objects in a list of what is wrong: keys that name the field
FIELDS = (
    *("field", "property", "propertypath", "param", "parameter", "attribute", "instancepath"),
    "pointer",
)
# Where nothing is said, one of these says at least which kind of trouble it is
CODES = ("code", "errorcode", "errortype")
# Keys of what is wrong with no field in particular
NO_FIELD = ("nonfielderrors", "all", "")


def error_sentence(body: bytes) -> str:
    """What the body says in one line, shortened; empty where it says nothing or is no text.

    Reads plain text and JSON: the sentences beneath the keys of WORDS, be they strings, lists or
    objects (classic, designer, RFC 7807, FastAPI, SageMaker, Spring, gRPC, OData), and lists of
    sentences beneath the names of fields, as Django REST framework, marshmallow, ASP.NET and JSend
    write them. Of a page or XML it is the title or message.
    """
    first_parts = islice(_sentences(_said(body)), MOST_PARTS)
    # Each once, in their order
    parts = list(dict.fromkeys(first_parts))
    for place, part in enumerate(parts[:-1]):
        if not part.endswith((".", "!", "?", ":")):
            parts[place] = f"{part}."
    return shortened(" ".join(parts), LONGEST)


def _said(body: bytes) -> Any:
    """The value of a body that is JSON, be it in a charset that JSON has not or the first of lines.

    Else its text, unless that is JSON which was cut off.
    """
    try:
        return json_body.loaded(body, lambda name: None)
    except ValueError:
        text = _text(body)
    if not BROKEN_JSON.match(text):
        return text
    for part in (text, text.strip().partition("\n")[0]):
        with suppress(ValueError):
            return json_body.loaded(part.encode(), lambda name: None)
    return ""


def _text(body: bytes) -> str:
    """A body that is no JSON; empty where it is no text either."""
    try:
        # UTF-16 is told by its mark or its zeros
        return body.decode(json.detect_encoding(body))
    except UnicodeDecodeError:
        pass
    if not WESTERN.fullmatch(body):
        return ""
    return body.decode("cp1252", "replace")


def _sentences(said: Any, field: str = "") -> Iterator[str]:
    """The sentences in a part of the body, with the name of the field that they are about."""
    if isinstance(said, str):
        if MARKUP.search(said):
            line = LINE.search(said)
            said = ""
            if line:
                said = html.unescape(line[1])
        text = shortened(said, LONGEST)
        if text:
            yield f"{field}: {text}" if field else text
    elif isinstance(said, list):
        for part in said:
            yield from _sentences(part, field)
    elif isinstance(said, dict):
        yield from _sentences_of_object(said, field)


def _sentences_of_object(said: dict[str, Any], field: str) -> Iterator[str]:
    parts = _telling_parts(said)
    words = [word for word in WORDS if word in parts]
    if not words:
        yield from _sentences_by_field(said, list)
    place = _field_of(parts) or field
    has_said_something = False
    for word in words:
        for sentence in _sentences_of_word(word, parts[word], place):
            has_said_something = True
            yield sentence
    if not has_said_something:
        for code in CODES:
            yield from _sentences(parts.get(code), place)


def _telling_parts(said: dict[str, Any]) -> dict[str, Any]:
    """An object's parts by their plain keys, without those that tell nothing here."""
    parts = {_plain(key): part for key, part in said.items()}
    if isinstance(parts.get("title"), list):
        # What is wrong with a field of this name
        del parts["title"]
    status = parts.get("status")
    if str(status).lower() not in NOT_WELL:
        parts.pop("data", None)
    if not isinstance(status, dict):
        # A number; Seldon has all that it says there
        parts.pop("status", None)
    return parts


def _sentences_of_word(word: str, part: Any, field: str) -> Iterator[str]:
    if word == "message" and isinstance(part, dict):
        # OData: beside it stands the language
        part = part.get("value", part)
    if word in BY_FIELD and isinstance(part, dict):
        keys = {_plain(key) for key in part}
        if keys.isdisjoint(("message", "detail", "reason")):
            return _sentences_by_field(part, list | str)
    return _sentences(part, field)


def _field_of(parts: dict[str, Any]) -> str:
    """The field that an object of what is wrong is about; empty where it names none."""
    # FastAPI's way to a field: which part of the request, then the keys
    location = parts.get("loc")
    if isinstance(location, list):
        steps = [str(step) for step in location[1:]]
        return shortened(".".join(steps))
    keys = (*FIELDS, "name") if "reason" in parts else FIELDS
    for key in keys:
        name = parts.get(key)
        if isinstance(name, str):
            path = name.strip("#/")
            return shortened(path.replace("/", "."))
    return ""


def _sentences_by_field(said: dict[str, Any], kinds: Any) -> Iterator[str]:
    for key, part in said.items():
        if isinstance(part, kinds):
            is_of_a_field = _plain(key) not in NO_FIELD
            field = shortened(key) if is_of_a_field else ""
            yield from _sentences(part, field)


def _plain(key: str) -> str:
    """A key in small letters alone: errorMessage, error_message and error-message are one."""
    return re.sub("[^a-z]", "", key.lower())
