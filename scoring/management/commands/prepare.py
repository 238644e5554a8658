"""manage.py prepare: all that the site needs before it serves; redoes nothing."""

import threading
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from scoring.endpoint import embedded
from scoring.models import Submission, model_versions
from scoring.models.database.locks import alone
from scoring.versions import activation
from scoring.worker import loop


class Command(BaseCommand):
    help = (
        "Migrate, load the catalogue, train the embedded model and place the catalogue: "
        "each only if it is missing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        def has_model() -> bool:
            return embedded.is_readable(model_versions.embedded())

        with alone("prepare", lambda: self.stderr.write("Somebody else prepares it; waiting.")):
            call_command("migrate", interactive=False, verbosity=0)
            catalogue = Submission.objects.filter(source=Submission.Source.CATALOGUE)
            if not catalogue.exists():
                call_command("load_catalogue", stdout=self.stdout, stderr=self.stderr)
            if not has_model():
                activation.leave_unreadable()
                if not model_versions.being_prepared().exists():
                    call_command("train", activate=True, stdout=self.stdout)
                # As a worker, until the model that was trained is the active one
                loop.run(threading.Event(), finished=has_model)
        self.stdout.write("ready")
