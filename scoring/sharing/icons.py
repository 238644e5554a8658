"""What a phone that keeps the site on its start screen shows there."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from scoring.sharing.look import colours

SIZES = (192, 512)


@login_not_required
@require_safe
@cache_control(max_age=3600, public=True)
def manifest(request: HttpRequest) -> JsonResponse:
    """For everybody: browsers ask for it without cookies."""
    icons = []
    for size in SIZES:
        source = static(f"icon-{size}.png")
        icons.append(
            {
                "src": source,
                "sizes": f"{size}x{size}",
                "type": "image/png",
            }
        )
    about = {
        "name": settings.SITE_NAME,
        "start_url": reverse("home"),
        "display": "minimal-ui",
        "background_color": colours()["paper"],
        "theme_color": colours()["accent"],
        "icons": icons,
    }
    return JsonResponse(about, content_type="application/manifest+json")
