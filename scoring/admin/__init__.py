"""Review and administration. Importing the modules registers them with Django's admin."""

from . import batch_executions, model_versions, submissions, webservices

__all__ = ["batch_executions", "model_versions", "submissions", "webservices"]
