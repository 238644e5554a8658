"""A checkout of its own for commands in processes of their own."""

from tests.similarco_site.conftest import checkout

__all__ = ["checkout"]
