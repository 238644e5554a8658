"""Django's admin with the site of our own."""

from django.contrib.admin.apps import AdminConfig


class PlainAdminConfig(AdminConfig):
    default_site = "similarco_site.admin_site.PlainAdminSite"
