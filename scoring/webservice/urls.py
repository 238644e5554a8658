"""Addresses that programs call."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path

from scoring.webservice import batch_views, views

SERVICE = "workspaces/<str:workspace>/services/<str:service>"
VERSION = "v2/models/similarco/versions/<str:version>"


def with_or_without_slash(
    address: str,
    view: Callable[..., HttpResponse],
    name: str,
) -> list[URLPattern]:
    """Programs put their addresses together from parts, and some end with a slash."""
    return [
        path(address, view, name=name),
        path(f"{address}/", view),
    ]


urlpatterns = [
    *with_or_without_slash(f"{SERVICE}/execute", views.execute, "execute"),
    *with_or_without_slash(f"{SERVICE}/swagger.json", views.swagger, "swagger"),
    *with_or_without_slash(f"{SERVICE}/help", views.help_page, "service-help"),
    *with_or_without_slash(f"{SERVICE}/jobs", batch_views.jobs, "jobs"),
    *with_or_without_slash(f"{SERVICE}/jobs/<str:key>", batch_views.job, "job"),
    *with_or_without_slash(f"{SERVICE}/jobs/<str:key>/start", batch_views.start, "start-job"),
    *with_or_without_slash(f"{SERVICE}/files", batch_views.files, "files"),
    *with_or_without_slash(f"{SERVICE}/files/<str:key>/<str:name>", batch_views.file, "file"),
    *with_or_without_slash("score", views.score, "score"),
    *with_or_without_slash("v2/models/similarco/infer", views.infer, "infer"),
    *with_or_without_slash("v2/models/similarco", views.model_metadata, "model-metadata"),
    *with_or_without_slash(f"{VERSION}/infer", views.infer, "infer-by-version"),
    *with_or_without_slash(VERSION, views.model_metadata, "metadata-of-version"),
    *with_or_without_slash(f"{VERSION}/ready", views.model_ready, "version-ready"),
    *with_or_without_slash("v2/models/similarco/ready", views.model_ready, "model-ready"),
    *with_or_without_slash("v2", views.server_metadata, "server-metadata"),
    *with_or_without_slash("v2/health/live", views.live, "inference-live"),
    *with_or_without_slash("v2/health/ready", views.ready, "inference-ready"),
]
