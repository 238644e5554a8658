"""The versions and the service of the other webservice tests."""

from tests.webservice.conftest import at, other, service, small_model, version

__all__ = ["at", "other", "service", "small_model", "version"]
