"""Review and administration. Importing the modules registers them with Django's admin."""

from . import accounts, batch_executions, feedback, model_versions, submissions, webservices

__all__ = [
    "accounts",
    "batch_executions",
    "feedback",
    "model_versions",
    "submissions",
    "webservices",
]
