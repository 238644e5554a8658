"""Addresses of the product."""

from django.urls import path

from scoring.views import health, pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("home", pages.home),
    path("submissions/", pages.history, name="history"),
    path("submissions/<int:pk>/", pages.submission, name="submission"),
    path("submissions/<int:pk>/score-again", pages.score_again, name="score-again"),
    path("clusters/", pages.clusters, name="clusters"),
    path("clusters/<int:number>/", pages.cluster, name="cluster"),
    path("about/", pages.about, name="about"),
    path("contact/", pages.contact, name="contact"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
