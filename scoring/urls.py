"""Addresses of the product."""

from django.urls import path

from scoring.views import batch_execution, clusters, companies, health, pages, versions, webservice

SERVICE = "workspaces/<str:workspace>/services/<str:service>"

urlpatterns = [
    path("", pages.home, name="home"),
    path("home", pages.home),
    path("submissions/", pages.history, name="history"),
    path("submissions/<int:pk>/", pages.submission, name="submission"),
    path("submissions/<int:pk>/score-again", pages.score_again, name="score-again"),
    path("submissions/<int:pk>/review", companies.review, name="review-company"),
    path("submissions/<int:pk>/seen/", companies.seen, name="seen"),
    path("clusters/", clusters.clusters, name="clusters"),
    path("clusters/<int:number>/", clusters.cluster, name="cluster"),
    path("models/", versions.model_list, name="models"),
    path("models/<int:pk>/", versions.model_version, name="model-version"),
    path("models/<int:pk>/vocabulary.tsv", versions.vocabulary, name="vocabulary"),
    path("models/<int:pk>/clusters/<int:number>/", clusters.version_cluster, name="version-cluster"),
    path("about/", pages.about, name="about"),
    path("contact/", pages.contact, name="contact"),
    path(f"{SERVICE}/execute", webservice.execute, name="execute"),
    path(f"{SERVICE}/swagger.json", webservice.swagger, name="swagger"),
    path(f"{SERVICE}/help", webservice.help_page, name="service-help"),
    path(f"{SERVICE}/jobs", batch_execution.jobs, name="jobs"),
    path(f"{SERVICE}/jobs/<str:key>", batch_execution.job, name="job"),
    path(f"{SERVICE}/jobs/<str:key>/start", batch_execution.start, name="start-job"),
    path(f"{SERVICE}/files", batch_execution.files, name="files"),
    path(f"{SERVICE}/files/<str:key>/<str:name>", batch_execution.file, name="file"),
    path("score", webservice.score, name="score"),
    path("v2/models/similarco/infer", webservice.infer, name="infer"),
    path("v2/models/similarco", webservice.model_metadata, name="model-metadata"),
    path("v2/health/live", webservice.health, name="inference-live"),
    path("favicon.ico", pages.favicon),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
