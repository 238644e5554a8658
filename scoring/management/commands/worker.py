"""manage.py worker: take up what is pending."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from scoring.worker import loop
from scoring.worker.memory import limit_memory


class Command(BaseCommand):
    help = "Score what is pending and carry out jobs, until it is told to stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--until-empty",
            action="store_true",
            help="end when nothing is pending",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        limit_memory()
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        if not options["until_empty"]:
            loop.run(stop)
            return
        done = 0

        def note(scored: int) -> None:
            nonlocal done
            done += scored
            bar.update(scored)

        with tqdm(desc="scored", unit=" rows", disable=None) as bar:
            loop.run(stop, loop.is_empty, note)
        # Without a signal it ended because nothing was pending, whatever came since
        is_left = stop.is_set() and not loop.is_empty()
        self.stdout.write(f"{done} scored, {'more' if is_left else 'nothing'} pending")
