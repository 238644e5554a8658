"""gunicorn's settings: threads, because a page may wait for a remote endpoint."""

import os
from typing import Any

from similarco_site import settings

bind = f"127.0.0.1:{settings.PORT}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = settings.WEB_THREADS
timeout = 60
graceful_timeout = 20
loglevel = "warning"
control_socket_disable = True


def when_ready(server: Any) -> None:
    print(f"{settings.SITE_NAME} is at {settings.SITE_URL}", flush=True)
