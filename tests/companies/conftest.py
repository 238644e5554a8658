"""The mixed companies that searching is tried with."""

from tests.search.conftest import mixed

__all__ = ["mixed"]
