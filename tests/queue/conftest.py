"""Short waits between tries, as at the endpoint."""

from tests.endpoint.conftest import short_pauses

__all__ = ["short_pauses"]
