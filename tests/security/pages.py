"""The pages of the site, its addresses, and the parts of a page."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.urls import get_resolver

from scoring.models import ModelVersion, Submission


def public_pages() -> list[str]:
    company = Submission.objects.order_by("-pk")[0]
    return [
        "/",
        "/home",
        "/?example=1",
        "/submissions/",
        company.get_absolute_url(),
        f"/submissions/{company.pk}/with/{company.pk - 1}/",
        "/search/",
        "/search/?q=bank",
        "/similar/",
        f"/similar/?like={company.pk}&like={company.pk - 1}",
        "/sectors/financials/",
        "/segments/bakeries/",
        "/clusters/",
        "/clusters/0/",
        "/map/",
        "/models/",
        f"/models/{ModelVersion.objects.latest('pk').pk}/",
        f"/models/{ModelVersion.objects.latest('pk').pk}/clusters/0/",
        "/about/",
        "/contact/",
        "/programs/",
        "/accounts/login/",
        "/accounts/join/",
        "/accounts/lost-password/",
        "/admin/login/",
        "/nowhere",
    ]


def admin_pages(model: ModelVersion) -> list[str]:
    company, cluster = Submission.objects.order_by("-pk")[0], model.clusters.get(number=0)
    return [
        "/admin/",
        "/admin/scoring/",
        "/admin/scoring/submission/",
        "/admin/scoring/submission/?q=bank&cluster=1",
        f"/admin/scoring/submission/{company.pk}/change/",
        f"/admin/scoring/submission/{company.pk}/history/",
        f"/admin/scoring/submission/{company.pk}/delete/",
        "/admin/scoring/cluster/",
        f"/admin/scoring/cluster/{cluster.pk}/change/",
        "/admin/scoring/pairfeedback/",
        "/admin/scoring/modelversion/",
        f"/admin/scoring/modelversion/{model.pk}/change/",
        "/admin/auth/user/",
        "/admin/auth/user/add/",
        "/accounts/password/",
        "/accounts/people/",
        "/account/",
        "/account/delete/",
        "/review/",
    ]


def our_addresses() -> list[str]:
    """Every address of ours for people, by the URL configuration itself."""
    ours = get_resolver("scoring.urls").url_patterns
    return sorted(
        {f"/{re.sub('<[a-z]+:[a-z]+>', '1', str(each.pattern))}" for each in ours}
        - set(for_programs())
    )


def for_programs() -> list[str]:
    """The addresses of the scoring service, which ask for a key instead of an account."""
    service = "/workspaces/1/services/1"
    model = "/v2/models/similarco"
    of_model = [
        f"{each}{part}"
        for each in (model, f"{model}/versions/1")
        for part in ("", "/infer", "/ready")
    ]
    open_inference = [*of_model, "/v2", "/v2/health/live", "/v2/health/ready"]
    batch = [
        f"{service}/{each}" for each in ("jobs", "jobs/1", "jobs/1/start", "files", "files/1/1")
    ]
    addresses = [f"{service}/execute", f"{service}/swagger.json", "/score", *open_inference, *batch]
    return [with_slash for address in addresses for with_slash in (address, f"{address}/")]


class Parts(HTMLParser):
    """What a page loads, and what a strict policy would refuse of it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.offences: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        written = self.get_starttag_text() or ""
        inline = [
            name
            for name in found
            if name.startswith(("on", "hx-on")) or name in ("style", "srcdoc")
        ]
        if tag == "style" or inline or (tag == "script" and not found.get("src")):
            self.offences.append(written)
        if any(
            value.strip().lower().startswith(("javascript:", "data:")) for value in found.values()
        ):
            self.offences.append(written)
        if tag in ("script", "img", "link", "source", "iframe", "embed", "object"):
            self.loads.append(found.get("src") or found.get("href") or found.get("data") or "")
        if tag == "base" or (tag == "form" and urlsplit(found.get("action", "")).netloc):
            self.offences.append(written)
