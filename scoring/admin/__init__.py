"""Review and administration. Importing the modules registers them with Django's admin."""

from . import model_versions, submissions, webservices

__all__ = ["model_versions", "submissions", "webservices"]
