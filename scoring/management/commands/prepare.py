"""manage.py prepare: all that the site needs before it serves; redoes nothing."""

import threading
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from scoring.endpoint import embedded
from scoring.models import ModelVersion, Submission, model_versions
from scoring.models.collections import OF_THE_SITE
from scoring.models.database.locks import alone
from scoring.versions import activation, upgrading
from scoring.versions.recipes import RecipeError
from scoring.worker import loop


class Command(BaseCommand):
    help = (
        "Migrate, load the catalogue, train the embedded model and place the catalogue: "
        "each only if it is missing. A model of before kinds of business gets a successor."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        def has_model() -> bool:
            return embedded.is_readable(model_versions.embedded())

        with alone("prepare", lambda: self.stderr.write("Somebody else prepares it; waiting.")):
            call_command("migrate", interactive=False, verbosity=0)
            catalogue = Submission.objects.visible_to(OF_THE_SITE).filter(
                source=Submission.Source.CATALOGUE
            )
            if not catalogue.exists():
                call_command("load_catalogue", stdout=self.stdout, stderr=self.stderr)
            if not has_model():
                activation.leave_unreadable()
                if not model_versions.being_prepared().exists():
                    call_command("train", activate=True, stdout=self.stdout)
                # As a worker, until the model that was trained is the active one
                loop.run(threading.Event(), finished=has_model)
            active = model_versions.embedded()
            if active and upgrading.is_due(active):
                self._upgrade(active)
        self.stdout.write("ready")

    def _upgrade(self, active: ModelVersion) -> None:
        """The site serves by the active version until the worker has prepared its successor."""
        # It loads scikit-learn, which a site that has all does without
        from clustering.training import TrainingError

        lacking = f"version {active.pk} tells no kinds of business"
        try:
            successor = upgrading.prepare_successor(
                active,
                lambda: self.stderr.write("Another training is at work; waiting."),
            )
        except (RecipeError, TrainingError) as error:
            self.stderr.write(f"{lacking}, and no version that does could be trained: {error}")
            return
        self.stdout.write(
            f"{lacking}: version {successor.pk}, of {successor.k} clusters too, takes its place "
            "once the worker has scored all companies under it"
        )
