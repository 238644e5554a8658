"""Review and administration. Importing the modules registers them with Django's admin."""

from django.contrib import admin

from . import accounts, batch_executions, feedback, model_versions, submissions, webservices

__all__ = [
    "accounts",
    "batch_executions",
    "feedback",
    "model_versions",
    "submissions",
    "webservices",
]

# The start page lists the same tables; beside each page they would cost four more requests
admin.site.enable_nav_sidebar = False
