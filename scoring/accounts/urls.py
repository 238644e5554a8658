"""Addresses of accounts, beside those of Django's own pages."""

from django.urls import path

from scoring.accounts import owner_views

urlpatterns = [
    path("accounts/owner/", owner_views.open_as_owner, name="owner"),
]
