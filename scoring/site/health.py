"""Whether the site is alive, and whether it can do its work."""

from contextlib import suppress

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scoring.endpoint import embedded
from scoring.models import model_versions
from scoring.pages import storage
from scoring.worker import loop


@login_not_required
@require_safe
@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    """For whoever restarts processes: neither database, model nor worker is asked."""
    return JsonResponse({"status": "alive", "version": settings.VERSION})


@login_not_required
@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """503 with the part that is missing while the site cannot do its work.

    The database counts as there when it can be read and written; else a reason is given.
    """
    trouble = storage.present_trouble()
    parts = {"database": trouble is None, "model": False, "worker": False}
    with suppress(Error):
        parts["model"] = embedded.is_readable(model_versions.embedded())
        parts["worker"] = loop.seen_lately()
    is_ready = all(parts.values())
    answer = {"status": "ready" if is_ready else "not ready", **parts}
    if trouble:
        answer["reason"] = trouble.reason
    return JsonResponse(answer, status=200 if is_ready else 503)
