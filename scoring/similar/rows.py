"""Rows of similar companies as HTML: a page has up to fifty, and templates take ten times as long.

Their buttons belong to the form `say` and their ticks to the form `more-like`, which stand in
similar/_picked.html.
"""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from clustering.marking import Piece
from scoring.models import Cluster, PairFeedback, Submission
from scoring.similar.nearest import Similar

Verdict = PairFeedback.Verdict
NOTHING = SafeString("")
ROW = """<li class="match">
<input type="checkbox" name="like" value="{pk}" form="more-like" aria-label="Choose {title}">
<div class="score {word}"><b>{score}</b><i>{word}</i><svg class="bar" viewBox="0 0 100 8"
 preserveAspectRatio="none" aria-hidden="true"><rect width="{score}" height="8"/></svg></div>
<div class="what"><p><a class="name" href="{page}"><bdi>{title}</bdi></a> {cluster}</p>{notes}
<p class="cut" dir="auto">{line}</p></div>
<div class="chips">{chips}</div>
<details class="menu" name="row"><summary aria-label="Actions for {title}"{focus}>
<svg viewBox="0 0 20 20" aria-hidden="true"><use href="#i-more"/></svg></summary>
<ul>{actions}<li><a href="{map_page}?company={pk}">Open on the map</a></li></ul></details>
</li>
"""
CLUSTER = """<span class="cluster soft small"><svg class="dot c{}" viewBox="-10 -10 20 20"
 aria-hidden="true"><use href="#s{}"/></svg><span>{}</span></span>"""
CLOSEST = '<p class="soft small"><span>closest to <bdi>{}</bdi></span></p>'
MARKED = '<p class="soft small">Marked similar {}</p>'
COMPARE = '<li><a href="{}">Compare side by side</a></li>'
SAY = """
<li><button form="say" formaction="{pair}say" name="verdict" value="similar"{in_place}
>Similar</button></li>
<li><button form="say" formaction="{pair}say" name="verdict" value="not-similar"{in_place}
>Not similar</button></li>
"""
CHIP = '<span class="chip">{}</span>'
UNDO = """<button class="quiet" form="say" formaction="{pair}say" name="verdict" value=""{how}>
Undo<span class="hidden"> what was said of {title}</span></button>"""
LEFT_OUT = """<li class="match said"><p><a href="{page}"><bdi>{title}</bdi></a> is marked not
 similar to <bdi>{seed}</bdi> and is left out from now on. {undo}</p></li>
"""
FOCUS = SafeString(" autofocus")


def all_rows(similar: Sequence[Similar], asked_for: Sequence[Submission]) -> SafeString:
    """The rows of a list.

    With several companies that were asked for each says to which it is closest; and what is said of
    a pair loads the page anew, for all scores follow from all of them.
    """
    map_page = reverse("map")
    pages = {seed.pk: seed.get_absolute_url() for seed in asked_for}
    rows = []
    for each in similar:
        pair = f"{pages[each.seed.pk]}with/{each.company.pk}/" if each.seed else ""
        if len(asked_for) > 1 and each.seed:
            closest = format_html(CLOSEST, each.seed.title)
            rows.append(_row(each, map_page, pair, closest, NOTHING, NOTHING))
        else:
            rows.append(_row(each, map_page, pair, NOTHING, _in_place(pair), NOTHING))
    return format_html_join("", "{}", ([row] for row in rows))


def answered_row(similar: Similar, pair: str) -> SafeString:
    """The row of a pair of which something was just said, with the keyboard where it was."""
    in_place = _in_place(pair)
    if similar.verdict != Verdict.NOT_SIMILAR:
        return _row(similar, reverse("map"), pair, NOTHING, in_place, FOCUS)
    return format_html(
        LEFT_OUT,
        page=similar.company.get_absolute_url(),
        title=similar.company.title,
        seed=similar.seed.title if similar.seed else "",
        undo=_undo(similar, pair, in_place + FOCUS),
    )


def _row(
    similar: Similar,
    map_page: str,
    pair: str,
    notes: SafeString,
    in_place: SafeString,
    focus: SafeString,
) -> SafeString:
    company = similar.company
    if similar.verdict:
        notes = notes + format_html(MARKED, _undo(similar, pair, in_place + focus))
        focus = NOTHING
    return format_html(
        ROW,
        pk=company.pk,
        # Once for the four places where it stands
        title=escape(company.title),
        page=company.get_absolute_url(),
        score=similar.score,
        word=similar.word,
        cluster=_cluster(similar.cluster),
        notes=notes,
        line=_line(similar.reason.line),
        chips=format_html_join("", CHIP, ([phrase] for phrase in similar.chips)),
        focus=focus,
        actions=_actions(similar, pair, in_place),
        map_page=map_page,
    )


def _actions(similar: Similar, pair: str, in_place: SafeString) -> SafeString:
    """None for a pasted text, which nobody can come back to."""
    if not pair:
        return NOTHING
    verdicts = NOTHING if similar.verdict else format_html(SAY, pair=pair, in_place=in_place)
    return format_html(COMPARE, pair) + verdicts


def _in_place(pair: str) -> SafeString:
    """What has a script change the row alone."""
    return format_html(' hx-post="{}say"', pair)


def _undo(similar: Similar, pair: str, how: SafeString) -> SafeString:
    return format_html(UNDO, pair=pair, title=similar.company.title, how=how)


def _cluster(cluster: Cluster | None) -> SafeString:
    if cluster is None:
        return NOTHING
    return format_html(CLUSTER, cluster.colour, cluster.shape, cluster.name or "Unnamed cluster")


def _line(pieces: Sequence[Piece]) -> SafeString:
    """The line of a text that shares most, with the shared phrases in bold."""
    return _with_tags(pieces, "<b>", "</b>")


def marked_text(pieces: Sequence[Piece]) -> SafeString:
    """A whole text, line by line, with the shared phrases marked."""
    return _with_tags(pieces, "<mark>", "</mark>")


def _with_tags(pieces: Sequence[Piece], start: str, end: str) -> SafeString:
    parts = []
    for text, is_marked in pieces:
        escaped = escape(text)
        parts.append(f"{start}{escaped}{end}" if is_marked else escaped)
    return SafeString("".join(parts))
