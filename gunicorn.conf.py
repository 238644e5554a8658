"""gunicorn's settings: threads, because a page may wait for a remote endpoint."""

import os
import resource
import sys
from typing import Any

from similarco_site import settings
from similarco_site.parent import end_with_parent

# A connection needs a file handle, and many systems give a process 1,024
_, most_handles = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (min(most_handles, 8192), most_handles))

# A thread that comes back from the database waits so long for one that computes (usually 5 ms), and
# again after each statement while it has the turn to write
sys.setswitchinterval(0.0005)

# One request computes with one core: several threads for a product with all places of the index
# wait for each other longer than one takes. Said before NumPy is loaded
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

bind = f"127.0.0.1:{settings.PORT}"
worker_class = "similarco_site.serving.worker.WholeRequestWorker"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = settings.WEB_THREADS
timeout = 60
graceful_timeout = 20
loglevel = "warning"
control_socket_disable = True
# The site stands at the root of its host: no header moves it
forwarder_headers = ""


def when_ready(server: Any) -> None:
    end_with_parent()
    print(f"{settings.SITE_NAME} is at {settings.SITE_URL}", flush=True)
    if settings.HAS_LOCAL_OWNER:
        address = settings.OWNER_ADDRESS + settings.OWNER_KEY_FILE.read_text()
        print(f"To be its owner, open {address}", flush=True)
