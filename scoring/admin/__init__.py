"""Review and administration. Importing the modules registers them with Django's admin."""

from . import batch_executions, feedback, model_versions, submissions, webservices

__all__ = ["batch_executions", "feedback", "model_versions", "submissions", "webservices"]
