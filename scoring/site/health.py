"""Whether the site is alive, and whether it can do its work."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scoring.endpoint import embedded
from scoring.models import model_versions
from scoring.worker import loop


@login_not_required
@require_safe
@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "alive", "version": settings.VERSION})


@login_not_required
@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """503 with the part that is missing while the site cannot do its work."""
    parts = {"database": _database_answers(), "model": False, "worker": False}
    if parts["database"]:
        parts["model"] = embedded.is_readable(model_versions.embedded())
        parts["worker"] = loop.seen_lately()
    is_ready = all(parts.values())
    body = {"status": "ready" if is_ready else "not ready", **parts}
    return JsonResponse(body, status=200 if is_ready else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True
