"""The score of Mozilla's HTTP Observatory, as far as it follows from what a site answers.

Rules and points are those of https://github.com/mdn/mdn-http-observatory as of 2026-11: points in
src/grader/charts.js, each rule in its file in src/analyzer/tests/, the sum in src/scanner/index.js.
What stands for faults that this site could have is written out; any other is worth FAULT. Not here:
the preload list of browsers (5 points), a matter of their makers; that a certificate is valid.
"""

from urllib.parse import urlsplit

from django.http import HttpResponse

from tests.security.pages import Parts

FAULT = -20
LEAST_FOR_EXTRA_CREDIT = 90
SIX_MONTHS = 15_552_000
BROAD = {"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}
INLINE = {"'unsafe-inline'", "data:"}
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


def score(page: HttpResponse, first_over_http: HttpResponse, host: str) -> int:
    """Of a page over https, and of what the same address answers over http."""
    points = {
        "content-security-policy": policy_points(page),
        "cookies": cookie_points(page),
        "cross-origin-resource-sharing": FAULT if "Access-Control-Allow-Origin" in page else 0,
        "redirection": redirection_points(first_over_http, host),
        "referrer-policy": 5 if page.get("Referrer-Policy", "") in PRIVATE else -5,
        "strict-transport-security": transport_points(page),
        "subresource-integrity": script_points(page),
        "x-content-type-options": 0 if page.get("X-Content-Type-Options") == "nosniff" else -5,
        "x-frame-options": frame_points(page),
        "cross-origin-resource-policy": resource_points(page),
    }
    without_extra_credit = 100 + sum(each for each in points.values() if each < 0)
    if without_extra_credit < LEAST_FOR_EXTRA_CREDIT:
        return max(0, without_extra_credit)
    return 100 + sum(points.values())


def directives(page: HttpResponse) -> dict[str, set[str]]:
    written = page.get("Content-Security-Policy", "").split(";")
    parts = [part.split() for part in written if part.strip()]
    return {name.lower(): set(sources) for name, *sources in parts}


def policy_points(page: HttpResponse) -> int:
    policy = directives(page)
    default = policy.get("default-src", {"*"})
    scripts, styles, objects = (
        policy.get(name, default) for name in ("script-src", "style-src", "object-src")
    )
    everything = set().union(*policy.values())
    if not policy:
        return -25
    if scripts & (BROAD | INLINE) or objects & BROAD:
        return FAULT
    if any(source.startswith(("http:", "ftp:")) for source in everything):
        return FAULT
    if "'unsafe-eval'" in scripts | styles:
        return -10
    if styles & (BROAD | INLINE):
        return 0
    return 10 if default == {"'none'"} else 5


def cookie_points(page: HttpResponse) -> int:
    points = 5 if page.cookies else 0
    for name, cookie in page.cookies.items():
        is_of_session = any(word in name.lower() for word in ("login", "sess"))
        if not cookie["secure"]:
            points = -40 if is_of_session else FAULT
        elif is_of_session and not cookie["httponly"]:
            points = -30
        elif cookie["samesite"].lower() not in ("lax", "strict"):
            points = min(points, FAULT if "csrf" in name.lower() else 0)
    return points


def redirection_points(first: HttpResponse, host: str) -> int:
    if first.status_code not in (301, 302, 303, 307, 308):
        return FAULT
    target = urlsplit(first["Location"])
    if target.scheme != "https":
        return FAULT
    return 0 if target.hostname == host else -5


def transport_points(page: HttpResponse) -> int:
    ages = [
        int(part.strip().lower().removeprefix("max-age="))
        for part in page.get("Strict-Transport-Security", "").split(";")
        if part.strip().lower().startswith("max-age=")
    ]
    if len(ages) != 1:
        return FAULT
    return 0 if ages[0] >= SIX_MONTHS else -10


def script_points(page: HttpResponse) -> int:
    """Scripts of this site need no integrity; ours have none, which would be worth 5 more."""
    addresses = Parts(page.content.decode()).loads
    is_foreign = any(urlsplit(each).netloc for each in addresses)
    return -50 if is_foreign else 0


def frame_points(page: HttpResponse) -> int:
    if "frame-ancestors" in directives(page):
        return 5
    return 0 if page.get("X-Frame-Options", "").lower() in ("deny", "sameorigin") else FAULT


def resource_points(page: HttpResponse) -> int:
    told = page.get("Cross-Origin-Resource-Policy", "")
    return {"same-origin": 10, "same-site": 10, "cross-origin": 0, "": 0}.get(told, -5)
