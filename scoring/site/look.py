"""Every component of the stylesheet on one page, for those who restyle the site."""

import re
from functools import lru_cache

from django.conf import settings
from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clustering.kinds.sureness import ANSWERS
from scoring.companies.forms import CompanyForm
from scoring.kinds.sureness import in_words
from scoring.models import ShownClusters, model_versions
from scoring.models.collections import OF_THE_SITE
from scoring.models.kinds import ShownKind
from scoring.sharing.look import colours
from scoring.similar.rows import all_rows
from scoring.similar.sources import Sources
from scoring.site.examples import EXAMPLES
from scoring.site.live_example import live_example
from scoring.site.showcase import showcase

EXAMPLE = ShownKind("Utilities", 0.93, "Information Technology", "", None, "")


@staff_member_required(login_url="login")
@require_safe
def look(request: HttpRequest) -> HttpResponse:
    active = model_versions.active()
    clusters = ShownClusters.of_version(active)
    live = (
        live_example(EXAMPLES[0], Sources.beside(active, clusters, OF_THE_SITE)) if active else None
    )
    wrong_form = CompanyForm({}, auto_id="wrong_%s")
    context = {
        # Those of clusters stand beside their names
        "tokens": [name for name in colours() if not re.fullmatch(r"c\d+", name)],
        "icons": _icons(),
        "clusters": list(clusters),
        "answers": [
            (answer, in_words(EXAMPLE._replace(answer=answer), None)) for answer in ANSWERS
        ],
        "live": live,
        "map": showcase(active, model_versions.embedded_beside(active), 1).map,
        "rows": all_rows(live.similar, 1) if live else "",
        "form": CompanyForm(auto_id="well_%s"),
        "wrong_form": wrong_form,
        "limits": CompanyForm.limits(),
    }
    return render(request, "site/look.html", context)


@lru_cache
def _icons() -> list[str]:
    """The names of all that the template of symbols draws."""
    template = settings.BASE_DIR / "templates" / "parts" / "symbols.html"
    return re.findall(r'id="i-(\w+)"', template.read_text(encoding="utf-8"))
