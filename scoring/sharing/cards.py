"""The picture that other sites show beside a link to the first page, or to a company."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from clustering.kinds.sureness import PROBABLE, UNPLACED, UNSURE
from scoring.collections.scopes import public_scope
from scoring.companies.result import StoredResult, stored_result
from scoring.kinds.sureness import between
from scoring.models import ShownClusters, Submission
from scoring.pages.limiter import Limiter
from scoring.sharing.look import Line
from scoring.similar.likelihood import likely_clusters

SLOGAN = "Which companies are like yours?"
EXPLANATION = Line("Paste what a company does.")
# Each takes a core for a moment; sites that show a link ask again
AT_ONCE = 2
DRAWING = Limiter()


@require_safe
@cache_control(max_age=3600, public=True)
def site_card(request: HttpRequest) -> HttpResponse:
    return _card(SLOGAN, (EXPLANATION,))


@require_safe
@cache_control(max_age=600, public=True)
def company_card(request: HttpRequest, pk: int) -> HttpResponse:
    """A company's title, and where it belongs; of those that everybody may see."""
    company = get_object_or_404(Submission.objects.visible_to(public_scope()), pk=pk)
    return _card(company.title, answer_lines(stored_result(company)))


def answer_lines(result: StoredResult) -> tuple[Line, ...]:
    """Where a company belongs, as its page says it; nothing while that is not known."""
    row = result.row
    if row is None:
        return ()
    if row.answer == UNPLACED:
        return (Line("Too little to say where it belongs"),)
    clusters = ShownClusters.of_version(result.version)
    cluster = clusters.of_assignment(row)
    if row.answer in (PROBABLE, UNSURE):
        likely = [each.cluster for each in likely_clusters(row, clusters)]
        other = next((each for each in likely if each != cluster), None)
        names = between(row.kind, cluster, other)
        if all(names):
            word = "Probably:" if row.answer == PROBABLE else "Not sure:"
            # In the colours of clusters that are called so
            colours = {each.name: each.colour for each in clusters}
            first, second = (Line(name, colours.get(name)) for name in names)
            return (Line(word), first, second)
    if not cluster:
        return ()
    return (Line(cluster.name, cluster.colour),)


def _card(title: str, lines: tuple[Line, ...]) -> HttpResponse:
    # What draws takes 4 MB of a process, and most are never asked for a picture
    from scoring.sharing import drawing

    with DRAWING.place(AT_ONCE) as has_place:
        if not has_place:
            return HttpResponse(status=503, headers={"Retry-After": "5"})
        picture = drawing.card(settings.SITE_NAME, title, lines)
    response = HttpResponse(picture, content_type="image/png")
    if not settings.LOGIN_REQUIRED:
        # Shown by pages of other sites, which is what it is for
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
