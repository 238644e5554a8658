"""What visitors send: a company, or a name and password."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

PASSWORD = "a long enough password"
DAY = 86400


def sign_in(client: Client, password: str, name: str = "reviewer", **more: Any) -> HttpResponse:
    address = more.pop("address", "/accounts/login/")
    return client.post(address, {"username": name, "password": password}, **more)


def send(client: Client, company: dict[str, str], number: int = 0, **more: Any) -> HttpResponse:
    return client.post("/", {**company, "title": f"Company {number}"}, **more)
