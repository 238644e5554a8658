"""A database that refuses to be written, as on a read-only disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

SWITCHES = {"sqlite": "PRAGMA query_only", "postgresql": "SET default_transaction_read_only"}


def opened() -> Any:
    """This thread's connection, for `switch` in another one."""
    connection.ensure_connection()
    return connection.connection


def switch(database: Any, to: str) -> None:
    """Turn it on or off: from the next transaction on nothing can be written, or all again."""
    database.execute(f"{SWITCHES[connection.vendor]} = {to}")


@contextmanager
def read_only() -> Iterator[None]:
    """For tests that commit."""
    database = opened()
    switch(database, "on")
    try:
        yield
    finally:
        switch(database, "off")
