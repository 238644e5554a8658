"""manage.py check_endpoint: say what works of the remote endpoint."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from scoring.endpoint.check import check


class Command(BaseCommand):
    help = (
        "Say step by step what works of the endpoint of AML_URL: "
        "address, connection, key, and a scored sample."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        is_well = True
        for finding in check(settings.AML_TIMEOUT):
            is_well = is_well and finding.is_well
            self.stdout.write(
                f"{'good' if finding.is_well else 'BAD':<5}{finding.what}: {finding.seen}"
            )
        if not is_well:
            sys.exit(1)
