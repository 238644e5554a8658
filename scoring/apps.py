from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "scoring"
    verbose_name = "SimilarCo"

    def ready(self) -> None:
        from scoring import checks  # noqa: F401  registers them
