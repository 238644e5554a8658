"""Services of the site, and calls as programs make them."""

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from decimal import Context, Decimal
from typing import Any, NamedTuple

from django.apps import apps
from django.test import Client

from scoring.models import ServiceUse, WebService
from scoring.webservice import keys

COLUMNS = ["Title", "Category", "Text"]
BANK = "We are a bank: we take deposits, lend money and perform transactions."
HOSPITAL = "Our hospitals and clinics treat patients, and our laboratories develop vaccines."
POWER = "We generate electricity, own the grid and deliver natural gas to homes."
TEXTS = (BANK, HOSPITAL, POWER)


class Service(NamedTuple):
    """A stored service and the keys that were shown when it was made."""

    stored: WebService
    primary: str
    secondary: str

    @property
    def address(self) -> str:
        return self.stored.path

    def execute_address(self, query: str = "api-version=2.0") -> str:
        return f"{self.address}/execute?{query}"


class Reply(NamedTuple):
    status: int
    headers: Any
    body: Any

    @property
    def error(self) -> tuple[int, str, str]:
        """The status, the code, and the code of the first detail of an error
        of the classic contract.
        """
        error = self.body["error"]
        assert set(self.body) == {"error"}
        assert set(error) == {"code", "message", "details"}
        assert error["message"]
        for detail in error["details"]:
            assert detail["message"]
            assert set(detail) <= {"code", "target", "message"}
        return self.status, error["code"], error["details"][0]["code"]

    @property
    def said(self) -> str:
        return str(self.body["error"]["details"][0]["message"])


def made(**given: str) -> Service:
    return Service(*keys.create_service(**given))


def table(*texts: Any) -> dict[str, Any]:
    """The classic body for some texts: column names and rows of cells."""
    values = [[f"Company {number}", "Financials", text] for number, text in enumerate(texts)]
    return with_input({"ColumnNames": COLUMNS, "Values": values})


def objects(*texts: Any) -> dict[str, Any]:
    """The swagger body for some texts: a list of row objects."""
    rows = [
        {"Title": f"Company {number}", "Category": "", "Text": text}
        for number, text in enumerate(texts)
    ]
    return with_input(rows)


def with_input(value: Any, name: str = "input1") -> dict[str, Any]:
    return {"Inputs": {name: value}, "GlobalParameters": {}}


def execute(
    service: Service,
    body: Any,
    query: str = "api-version=2.0",
    *,
    client: Client | None = None,
    content_type: str = "application/json",
    authorization: str | None = "",
    address: str = "",
) -> Reply:
    """Call a service as a program does;
    without an `authorization` (None) no such header is sent.
    """
    headers = (
        {}
        if authorization is None
        else {"authorization": authorization or f"Bearer {service.primary}"}
    )
    return post(
        f"{address or service.address}/execute?{query}", body, headers, content_type, client
    )


def post(
    address: str,
    body: Any,
    headers: dict[str, str],
    content_type: str = "application/json",
    client: Client | None = None,
) -> Reply:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    # A program has no cookies and no CSRF token; what goes wrong is answered, not raised
    caller = client or Client(enforce_csrf_checks=True, raise_request_exception=False)
    return read(caller.post(address, sent, content_type=content_type, headers=headers))


def get(address: str, headers: dict[str, str] | None = None) -> Reply:
    return read(Client(raise_request_exception=False).get(address, headers=headers or {}))


def read(response: Any) -> Reply:
    assert response["Content-Type"].partition(";")[0] == "application/json", response.content
    assert response["x-ms-request-id"]
    return Reply(response.status_code, response.headers, json.loads(response.content))


def rows_of(reply: Reply) -> list[list[str]]:
    """The cells of a good classic reply."""
    assert reply.status == 200, reply.body
    found: list[list[str]] = reply.body["Results"]["output1"]["value"]["Values"]
    return found


def assert_cells(cells: Sequence[Any], cluster: int | None, distances: Sequence[float]) -> None:
    """Every cell is a string of 15 significant digits at most,
    and says the number that the model says.
    """
    assert all(isinstance(cell, str) for cell in cells)
    assert cells[0] == str(cluster)
    rounded = Context(prec=15)
    assert [Decimal(cell) for cell in cells[1:]] == [
        rounded.create_decimal(Decimal(each)) for each in distances
    ]
    assert all(len(Decimal(cell).as_tuple().digits) <= 15 for cell in cells)


def used(service: Service) -> list[tuple[int, int]]:
    """The calls and rows that were counted for a service, day by day."""
    return list(
        ServiceUse.objects.filter(service=service.stored)
        .order_by("day")
        .values_list("calls", "rows")
    )


def everything_stored() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table but the counts of use."""
    tables = [table for table in apps.get_models() if table is not ServiceUse]
    return {
        table.__name__: list(table._default_manager.order_by("pk").values()) for table in tables
    }


def over_http(address: str, body: Any, key: str) -> Reply:
    """A call by plain urllib, over a real connection."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(address, sent, headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return Reply(response.status, response.headers, json.load(response))
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, error.headers, json.load(error))
