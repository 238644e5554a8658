"""Any REST endpoint, as a JSON document says: what the request looks like, and where numbers stand.

    {"request": {"companies": "{rows}"}, "row": {"name": "{title}", "about": "{text}"},
     "cluster": "results[].group", "distances": "results[].distances", "clusters_from": 1}

`cluster` and `distances` are JMESPath expressions that give a list with one value for each row.
Where `request` has no "{rows}", it is for one row and holds "{title}", "{category}" and "{text}"
itself, and the expressions give the values of that row. Without `distances`, or where it finds
nothing, the cluster alone is read; where it gives one number for a row, that is the distance to
the centre of its cluster. `clusters_from` (0 or 1) is the number of the service's first cluster, 0
unless it is given.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, NoReturn

import jmespath
from jmespath.exceptions import ArityError, UnknownFunctionError

from wire import Answer, Row, WireError, json_body, shortened
from wire.client.reading import alike, answer, counted, parsed

PLACEHOLDER = re.compile(r"\{(\w+)\}")
ROW_PLACEHOLDERS = frozenset(Row._fields)
ROWS = "{rows}"
REQUIRED_KEYS = ("request", "cluster")
KEYS = {*REQUIRED_KEYS, "distances", "row", "clusters_from"}
# An expression computes with whatever comes, and the library guards only some of its steps
FAILURES = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class DocumentError(ValueError):
    """The document is of no use as it is; the message says which key to change, and why."""


@dataclass(frozen=True)
class CustomService:
    """A service as a document describes it.

    `row` is None where `request` is for one row, and `distances` where the service tells none.
    """

    request: Any
    row: Any
    cluster: str
    distances: str | None
    clusters_from: int

    def write_request(self, rows: Sequence[Row]) -> Any:
        """The body for some rows, of whatever JSON type the template is.

        ValueError: it is for one row alone.
        """
        if self.row is not None:
            filled_rows = [_filled(self.row, row._asdict()) for row in rows]
            return _filled(self.request, {"rows": filled_rows})
        if len(rows) != 1:
            raise ValueError(f"The request template is for one row, not for {len(rows)}.")
        return _filled(self.request, rows[0]._asdict())

    def read_reply(self, body: bytes, rows: int) -> list[Answer]:
        """The answers in a reply body to a request of `rows` rows.

        Raises:
            WireError: it is no JSON, or the expressions give no numbers that make sense.
        """
        reply = parsed(body)
        clusters = _search(self.cluster, reply)
        if clusters is None:
            raise WireError(
                f"Expected cluster at {shortened(self.cluster)}; "
                f"the reply has none: {shortened(reply)}"
            )
        distances_of_rows = _search(self.distances, reply) if self.distances else None
        # A projection, which gives a value for each row, is empty where it finds nothing
        if distances_of_rows is None or distances_of_rows == []:
            distances_of_rows = [] if self.row is None else [[]] * rows
        if self.row is None:
            clusters = [clusters]
            distances_of_rows = [distances_of_rows]
        counted_clusters = counted(clusters, rows)
        counted_distances = counted(distances_of_rows, rows)
        answers = []
        for cluster, distances in zip(counted_clusters, counted_distances, strict=True):
            if isinstance(distances, dict):
                raise WireError(
                    f"Expected a list of distances for each row; one is {shortened(distances)}"
                )
            cells = distances
            if not isinstance(distances, list):
                cells = [distances]
            reply_of_row = {"cluster": cluster, "distances": distances}
            answers.append(answer(cluster, cells, reply_of_row, self.clusters_from))
        return alike(answers)


def _search(expression: str, reply: Any) -> Any:
    """What an expression finds in a reply; None for nothing."""
    try:
        return jmespath.search(expression, reply)
    except FAILURES as error:
        problem = shortened(error, 120)
        raise WireError(
            f"Expected a reply that {shortened(expression)} can be applied to: {problem}"
        ) from None


def read_document(document: bytes) -> CustomService:
    """The service that a JSON document describes.

    Raises:
        DocumentError: a key is missing, unknown or wrong.
    """
    described = _object(document)
    for key in REQUIRED_KEYS:
        if key not in described:
            raise DocumentError(f"The document lacks the key {key}.")
    for key in described:
        if key not in KEYS:
            raise DocumentError(
                f"The document has an unknown key {shortened(key)}; known are {_listed(KEYS)}."
            )
    row = _row_template(described)
    cluster = _expression("cluster", described["cluster"])
    distances = None
    if "distances" in described:
        distances = _expression("distances", described["distances"])
    first = described.get("clusters_from", 0)
    # True is 1 for Python
    if isinstance(first, bool) or first not in (0, 1):
        raise DocumentError(f"The key clusters_from must be 0 or 1; it is {shortened(first)}.")
    return CustomService(
        request=described["request"],
        row=row,
        cluster=cluster,
        distances=distances,
        clusters_from=int(first),
    )


def _object(document: bytes) -> Mapping[str, Any]:
    """The JSON object of a document, whatever its keys are."""

    def refuse_constant(name: str) -> NoReturn:
        raise DocumentError(f"The document has {name}, which is no JSON.")

    try:
        described = json_body.loaded(document, refuse_constant)
    except DocumentError:
        raise
    except ValueError as error:
        raise DocumentError(
            f"The document is no JSON that can be read: {shortened(error, 200)}"
        ) from None
    if not isinstance(described, dict):
        raise DocumentError("The document is no JSON object.")
    return described


def _row_template(described: Mapping[str, Any]) -> Any:
    """The template of one row, or None where the request is for one row itself."""
    is_for_many = ROWS in _strings(described["request"])
    if is_for_many and described.get("row") is None:
        raise DocumentError(
            'The key request has "{rows}", so the document needs the key row: '
            "the template of one row."
        )
    if not is_for_many and "row" in described:
        raise DocumentError(
            'The document has the key row, so request needs a string that is "{rows}" and no more.'
        )
    if is_for_many:
        _check_placeholders("request", described["request"], frozenset({"rows"}))
    key = "row" if is_for_many else "request"
    used = _check_placeholders(key, described[key], ROW_PLACEHOLDERS)
    if "text" not in used:
        raise DocumentError(
            f"The key {key} has no {{text}}, so the service would never see the text."
        )
    if not is_for_many:
        return None
    return described["row"]


def _check_placeholders(key: str, template: Any, known: frozenset[str]) -> set[str]:
    """The placeholders that a template uses; all must be known."""
    strings = list(_strings(template))
    used: set[str] = set()
    for text in strings:
        used.update(PLACEHOLDER.findall(text))
    unknown = sorted(used - known)
    if unknown:
        raise DocumentError(
            f"The key {key} has the unknown placeholder {{{shortened(unknown[0])}}}; known: "
            f"{_listed(known)}."
        )
    if "rows" in used and any(ROWS in text and text != ROWS for text in strings):
        raise DocumentError(
            f"The key {key} has {ROWS} inside a longer string; it must stand alone."
        )
    return used


def _expression(key: str, expression: Any) -> str:
    """A JMESPath expression that can be applied to a reply."""
    if not isinstance(expression, str):
        raise DocumentError(
            f"The key {key} must be a JMESPath expression, a string; it is {shortened(expression)}."
        )
    try:
        compiled = jmespath.compile(expression)
    except FAILURES as error:
        raise _bad_expression(key, error) from None
    # The library finds an unknown function only when it searches
    try:
        compiled.search(None)
    except (UnknownFunctionError, ArityError) as error:
        raise _bad_expression(key, error) from None
    except FAILURES:
        # What fails on nothing may not fail on a real reply
        pass
    return expression


def _bad_expression(key: str, error: Exception) -> DocumentError:
    problem = shortened(error, 200)
    return DocumentError(f"The key {key} is a bad JMESPath expression: {problem}")


def _strings(template: Any) -> Iterator[str]:
    """All strings of a template that are values; keys are never filled."""
    if isinstance(template, str):
        yield template
    elif isinstance(template, dict):
        for part in template.values():
            yield from _strings(part)
    elif isinstance(template, list):
        for part in template:
            yield from _strings(part)


def _filled(template: Any, values: Mapping[str, Any]) -> Any:
    """The template with its placeholders filled.

    In one pass, so that a text that looks like a placeholder stays as it is.
    """
    if isinstance(template, dict):
        return {key: _filled(part, values) for key, part in template.items()}
    if isinstance(template, list):
        return [_filled(part, values) for part in template]
    if template == ROWS:
        return values["rows"]
    if isinstance(template, str):
        return PLACEHOLDER.sub(lambda match: values[match[1]], template)
    return template


def _listed(words: Set[str]) -> str:
    return ", ".join(sorted(words))
