"""A limit on the worker's memory: a text that is too much for it fails, not the whole machine."""

import logging
import resource
from pathlib import Path

from django.conf import settings

logger = logging.getLogger(__name__)
MEGABYTE = 1024 * 1024


def limit_memory() -> None:
    """Let this process take WORKER_MEMORY megabytes beyond what it has now, and say so."""
    # Not every system counts a process's memory there; without a start nothing can be allowed
    # beyond it
    status = Path("/proc/self/statm")
    if not settings.WORKER_MEMORY or not status.exists():
        logger.info("The worker's memory has no limit.")
        return
    # The first number is all of the address space, which is what RLIMIT_AS limits
    pages = int(status.read_text().split()[0])
    most = pages * resource.getpagesize() + settings.WORKER_MEMORY * MEGABYTE
    _, hard_limit = resource.getrlimit(resource.RLIMIT_AS)
    if hard_limit != resource.RLIM_INFINITY:
        most = min(most, hard_limit)
    # The soft limit alone: an operator who needs more can raise it without a new start
    resource.setrlimit(resource.RLIMIT_AS, (most, hard_limit))
    logger.info("The worker may take %d MB of memory (WORKER_MEMORY).", settings.WORKER_MEMORY)
