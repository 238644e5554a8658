"""What every page shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    return {"brand": settings.SITE_NAME, "login_required": settings.LOGIN_REQUIRED}
