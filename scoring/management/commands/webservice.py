"""manage.py webservice: make, list and change the scoring services that programs call."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Sum

from scoring.endpoint.embedded import NoModelError
from scoring.management.answering import nobody_there
from scoring.models import ModelVersion, WebService
from scoring.models.database.locks import alone
from scoring.versions import of_catalogue
from scoring.versions.recipes import RecipeError
from scoring.webservice import keys as webservice_keys
from scoring.webservice.keys import PRIMARY, SECONDARY, WebServiceError

SAMPLE = (
    '{"Inputs":{"input1":{"ColumnNames":["Title","Category","Text"],'
    '"Values":[["Rivertown Savings","Financials","we are a bank and lend '
    'money"]]}},"GlobalParameters":{}}'
)


class Command(BaseCommand):
    help = (
        "Make a scoring service at the first run and print its keys once; later list the services."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--workspace",
            default="",
            help="workspace id of an old client (32 digits of our own)",
        )
        parser.add_argument(
            "--service",
            default="",
            help="service id of an old client, or the service to change",
        )
        parser.add_argument(
            "--key-stdin",
            action="store_true",
            help="read the (primary) key from the standard input",
        )
        parser.add_argument(
            "--new-key",
            choices=[PRIMARY, SECONDARY],
            help="replace one key and print a new one once",
        )
        parser.add_argument(
            "--to-version",
            type=int,
            metavar="VERSION",
            help="answer by another model version",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        moves = options["to_version"] is not None
        given = any(options[name] for name in ("workspace", "service", "key_stdin"))
        try:
            if options["key_stdin"] and moves and not options["new_key"]:
                raise WebServiceError(
                    "--key-stdin goes with a new service or --new-key, not with --to-version alone."
                )
            # Two at a first start would make a service each, and two keys could be the same
            with alone("webservice", lambda: self._wait_for_another(options)):
                if options["new_key"] or moves:
                    self._change(options)
                elif given or not WebService.objects.exists():
                    self._create(options)
                else:
                    services = WebService.objects.annotate(
                        calls=Sum("uses__calls"),
                        rows=Sum("uses__rows"),
                    )
                    for service in services.order_by("pk"):
                        self.stdout.write(_address(service))
                        keys = "primary key of {}, secondary of {}".format(*service.keys)
                        used = f"{service.calls or 0} calls, {service.rows or 0} rows"
                        self.stdout.write(f"  version {service.version_id}; {keys}; {used}")
                    self.stderr.write(nobody_there(), ending="")
        except (WebServiceError, NoModelError) as error:
            raise CommandError(str(error)) from error

    def _wait_for_another(self, options: dict[str, Any]) -> None:
        if options["new_key"]:
            raise WebServiceError(
                "Another one is at work, perhaps with a new key that yours would end. "
                "Run this again in a moment if you still need one."
            )
        self.stderr.write("Another one is at work; waiting.")

    def _create(self, options: dict[str, Any]) -> None:
        # It loads scikit-learn, which all else here does without
        from clustering.training import TrainingError

        given = self._given_key(options)
        asked_for = (options["workspace"], options["service"], given)
        active = webservice_keys.active_version()
        # Whatever is refused is refused before a training
        webservice_keys.check_new_service(*asked_for)
        k = webservice_keys.CLUSTERS
        why = ""
        try:
            version = of_catalogue.stored_or_trained(
                k,
                lambda: self.stderr.write("Another training is at work; waiting."),
            )
        except (RecipeError, TrainingError) as error:
            version = active
            why = f", the active one, for none of {k} could be trained: {error}"
        service, primary, secondary = webservice_keys.create_service(*asked_for, version)
        address = _address(service)
        self.stdout.write(f"address    {address}")
        self.stdout.write(f"help       {settings.SITE_URL}{service.path}/help")
        self.stdout.write(f"primary    {'as given' if given else primary}")
        self.stdout.write(f"secondary  {secondary}")
        self.stdout.write(f"version    {version.pk} of {version.k} clusters{why}")
        self.stdout.write("The keys are shown this once and not kept.")
        key = "YOUR-KEY" if given else primary
        self.stdout.write(
            f"curl -X POST '{address}' -H 'Authorization: Bearer {key}' "
            f"-H 'Content-Type: application/json' -d '{SAMPLE}'"
        )
        self.stderr.write(nobody_there(), ending="")

    def _given_key(self, options: dict[str, Any]) -> str:
        given = ""
        if options["key_stdin"]:
            given = sys.stdin.readline().strip()
        if options["key_stdin"] and not given:
            raise WebServiceError("No key came on the standard input.")
        return given

    def _change(self, options: dict[str, Any]) -> None:
        services = WebService.objects.all()
        for name in ("workspace", "service"):
            if options[name]:
                services = services.filter(**{f"{name}__iexact": options[name]})
        # A second one is enough to know that the name is not clear
        named = list(services[:2])
        if len(named) != 1:
            raise WebServiceError(
                "Name one service with --service and, if needed, --workspace; "
                "manage.py webservice lists them."
            )
        service = named[0]
        if options["to_version"] is not None:
            trained = ModelVersion.objects.filter(kind=ModelVersion.Kind.EMBEDDED)
            version = trained.filter(pk=options["to_version"]).first()
            if version is None:
                raise WebServiceError(f"There is no trained version {options['to_version']}.")
            webservice_keys.move_service(service, version)
            self.stdout.write(f"{service} answers by version {version.pk} from now on")
        if options["new_key"]:
            given = self._given_key(options)
            key = webservice_keys.change_key(service, options["new_key"], given)
            shown = "as given" if given else f"{key}\nThe key is shown this once and not kept."
            self.stdout.write(f"{options['new_key']:<11}{shown}")


def _address(service: WebService) -> str:
    return f"{settings.SITE_URL}{service.path}/execute?api-version=2.0&details=true"
