"""The product as one Django app."""

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "scoring"
    verbose_name = "SimilarCo"

    def ready(self) -> None:
        from scoring.site import checks

        checks.refuse_bad_custom_protocol()
