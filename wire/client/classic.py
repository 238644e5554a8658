"""The request-response contract of Azure ML Studio (classic), as a table or as row objects."""

from collections.abc import Sequence
from typing import Any

from wire import CLASSIC_NAMES, Answer, Names, Row, WireError, shortened
from wire.client.reading import answers_from_objects, answers_from_table, inside, parsed


def write_request(rows: Sequence[Row], names: Names = CLASSIC_NAMES) -> dict[str, Any]:
    """The body for some rows as a table.

    Texts are lower-cased, as the original client sent them.
    """
    values = []
    for row in rows:
        cells = _lower_cased(row)
        values.append(list(cells))
    table = {"ColumnNames": list(names.columns), "Values": values}
    return _body(names, table)


def write_swagger_request(rows: Sequence[Row], names: Names = CLASSIC_NAMES) -> dict[str, Any]:
    """The body for some rows as objects, with texts lower-cased as in the table."""
    objects = []
    for row in rows:
        cells = _lower_cased(row)
        objects.append(dict(zip(names.columns, cells, strict=True)))
    return _body(names, objects)


def read_reply(body: bytes, rows: int, names: Names = CLASSIC_NAMES) -> list[Answer]:
    """The answers in a reply body to a request of `rows` rows, whichever of the two forms it has.

    Raises:
        WireError: it is no JSON, no reply of the contract, or its numbers make no sense.
    """
    reply = parsed(body)
    output = inside(reply, "Results", names.output)
    if isinstance(output, list):

        def narrow_object(row: Any) -> Any:
            return {"Results": {names.output: [row]}}

        return answers_from_objects(output, rows, names, narrow_object)

    table = inside(reply, "Results", names.output, "value")
    path = f"Results.{names.output}.value"
    if not isinstance(table, dict):
        raise WireError(f"Expected a table at {path}; it is {shortened(table)}")
    columns = table.get("ColumnNames")
    values = table.get("Values")
    if not isinstance(values, list):
        raise WireError(f"Expected {path}.Values, a list of rows; the reply has none.")

    def narrow(cells: Any) -> Any:
        header = {"ColumnNames": columns} if columns else {}
        value = {**header, "Values": [cells]}
        return {"Results": {names.output: {"type": "table", "value": value}}}

    return answers_from_table(columns, values, rows, names, narrow)


def _lower_cased(row: Row) -> Row:
    return row._replace(text=row.text.lower())


def _body(names: Names, data: Any) -> dict[str, Any]:
    return {"Inputs": {names.input: data}, "GlobalParameters": {}}
