"""Addresses of the product."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path

from scoring.clusters import change_views
from scoring.clusters import views as clusters_views
from scoring.companies import views as companies_views
from scoring.company_map import views as company_map_views
from scoring.review import views as review_views
from scoring.similar import views
from scoring.site import health
from scoring.site import views as site_views
from scoring.versions import views as versions_views
from scoring.webservice import batch_views
from scoring.webservice import views as webservice_views

SERVICE = "workspaces/<str:workspace>/services/<str:service>"
VERSION = "v2/models/similarco/versions/<str:version>"


def with_or_without_slash(address: str, view: Callable[..., HttpResponse], name: str) -> list[URLPattern]:
    """Programs put their addresses together from parts, and some end with a slash."""
    return [path(address, view, name=name), path(f"{address}/", view)]


urlpatterns = [
    path("", site_views.home, name="home"),
    path("home", site_views.home),
    path("submissions/", site_views.history, name="history"),
    path("submissions/<int:pk>/", companies_views.submission, name="submission"),
    path("submissions/<int:pk>/score-again", companies_views.score_again, name="score-again"),
    path("submissions/<int:pk>/review", companies_views.review, name="review-company"),
    path("submissions/<int:pk>/seen/", companies_views.seen, name="seen"),
    path("submissions/<int:pk>/with/<int:other>/", views.compare, name="compare"),
    path("submissions/<int:pk>/with/<int:other>/say", views.say, name="say-similar"),
    path("similar/", views.similar_companies, name="similar"),
    path("similar/feedback.csv", views.export_feedback, name="export-feedback"),
    path("clusters/", clusters_views.clusters, name="clusters"),
    path("clusters/<int:number>/", clusters_views.cluster, name="cluster"),
    path("map/", company_map_views.company_map_page, name="map"),
    path("review/", review_views.desk, name="review"),
    path("review/undo", review_views.undo, name="undo-review"),
    path("models/", versions_views.model_list, name="models"),
    path("models/<int:pk>/", versions_views.model_version, name="model-version"),
    path("models/<int:pk>/vocabulary.tsv", versions_views.vocabulary, name="vocabulary"),
    path("models/<int:pk>/clusters/<int:number>/", clusters_views.version_cluster, name="version-cluster"),
    path("models/<int:pk>/clusters/<int:number>/change", change_views.change, name="change-cluster"),
    path("models/<int:pk>/changes/<int:change>/undo", change_views.undo, name="undo-cluster-change"),
    path("about/", site_views.about, name="about"),
    path("contact/", site_views.contact, name="contact"),
    *with_or_without_slash(f"{SERVICE}/execute", webservice_views.execute, "execute"),
    *with_or_without_slash(f"{SERVICE}/swagger.json", webservice_views.swagger, "swagger"),
    *with_or_without_slash(f"{SERVICE}/help", webservice_views.help_page, "service-help"),
    *with_or_without_slash(f"{SERVICE}/jobs", batch_views.jobs, "jobs"),
    *with_or_without_slash(f"{SERVICE}/jobs/<str:key>", batch_views.job, "job"),
    *with_or_without_slash(f"{SERVICE}/jobs/<str:key>/start", batch_views.start, "start-job"),
    *with_or_without_slash(f"{SERVICE}/files", batch_views.files, "files"),
    *with_or_without_slash(f"{SERVICE}/files/<str:key>/<str:name>", batch_views.file, "file"),
    *with_or_without_slash("score", webservice_views.score, "score"),
    *with_or_without_slash("v2/models/similarco/infer", webservice_views.infer, "infer"),
    *with_or_without_slash("v2/models/similarco", webservice_views.model_metadata, "model-metadata"),
    *with_or_without_slash(f"{VERSION}/infer", webservice_views.infer, "infer-by-version"),
    *with_or_without_slash(VERSION, webservice_views.model_metadata, "metadata-of-version"),
    *with_or_without_slash(f"{VERSION}/ready", webservice_views.model_ready, "version-ready"),
    path("favicon.ico", site_views.favicon),
    *with_or_without_slash("v2/models/similarco/ready", webservice_views.model_ready, "model-ready"),
    *with_or_without_slash("v2", webservice_views.server_metadata, "server-metadata"),
    *with_or_without_slash("v2/health/live", webservice_views.live, "inference-live"),
    *with_or_without_slash("v2/health/ready", webservice_views.ready, "inference-ready"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
