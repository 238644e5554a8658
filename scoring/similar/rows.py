"""Rows of similar companies, and of clusters, as HTML: templates take ten times as long.

Their buttons belong to the form `say` and their ticks to the form `more-like`, which stand in
similar/_picked.html. What somebody wrote is escaped where it enters a piece, so that no piece is
looked at again.
"""

from collections.abc import Sequence
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString

from clustering.marking import Piece
from scoring.kinds.names import sector_address
from scoring.models import Cluster, PairFeedback, Submission
from scoring.similar.likelihood import Centre, Likely, LikelySector
from scoring.similar.nearest import Similar

Verdict = PairFeedback.Verdict
# The tick stands first in sight, and behind the name for whoever goes by the keyboard
ROW = """<li class="match">
<div class="score {word}"><b>{score}</b><i>{word}</i><svg class="bar" viewBox="0 0 100 8"
 preserveAspectRatio="none" aria-hidden="true"><rect width="{score}" height="8"/></svg></div>
<div class="what"><p><a class="name" href="{page}"><bdi>{title}</bdi></a> {cluster}</p>{notes}
<p class="cut" dir="auto">{line}</p></div>
<input type="checkbox" name="like" value="{pk}" form="more-like" aria-label="Choose {title}">
<div class="chips">{chips}</div>
<details class="menu" name="row"><summary aria-label="Actions for {title}"{focus}>
<svg viewBox="0 0 20 20" aria-hidden="true"><use href="#i-more"/></svg></summary>
<ul>{actions}<li><a href="{map_page}?company={pk}">Open on the map</a></li></ul></details>
</li>
"""
CLUSTER = """<span class="cluster soft small"><svg class="dot c{}" viewBox="-10 -10 20 20"
 aria-hidden="true"><use href="#s{}"/></svg><span>{}</span></span>"""
LINK = """<a class="cluster" href="{}"><svg class="dot c{}" viewBox="-10 -10 20 20"
 aria-hidden="true"><use href="#s{}"/></svg><span>{}</span></a>"""
LIKELY = """<li>
{link}
<svg class="bar{colour}" viewBox="0 0 100 8" preserveAspectRatio="none"
 aria-hidden="true"><rect width="{share}" height="8"/></svg>
</li>
"""
CENTRE = """<tr>
<td>{}</td>
<td class="n">{}</td>
</tr>
"""
CLOSEST = '<p class="soft small"><span>closest to <bdi>{}</bdi></span></p>'
MOVED = """<p class="soft small"><span>moved {direction} for “{phrase}”, as in <bdi>{example}</bdi>
</span></p>"""
MARKED = '<p class="soft small">Marked similar {}</p>'
COMPARE = '<li><a href="{}">Compare side by side</a></li>'
SAY = """
<li><button form="say" formaction="{pair}say" name="verdict" value="similar"{in_place}
>Similar</button></li>
<li><button form="say" formaction="{pair}say" name="verdict" value="not-similar"{in_place}
>Not similar</button></li>
"""
COMPANY = '<a href="{}"><bdi>{}</bdi></a>'
CHIP = '<span class="chip">{}</span>'
KIND = '<span class="chip kind" title="The kind of business of both">{}</span>'
UNDO = """<button class="quiet" form="say" formaction="{pair}say" name="verdict" value=""{how}>
Undo<span class="hidden"> what was said of {title}</span></button>"""
LEFT_OUT = """<li class="match said"><p><a href="{page}"><bdi>{title}</bdi></a> is marked not
 similar to <bdi>{seed}</bdi> and is left out from now on. {undo}</p></li>
"""
# Beside the row, not within it, for the row is replaced where something is said of its pair
TWINS = """<li class="twins"><details class="fold"><summary>and {number} more that {say} the
 same</summary><ol>{rows}</ol></details></li>
"""
FOCUS = " autofocus"


def all_rows(similar: Sequence[Similar], examples: int) -> SafeString:
    """The rows of a list, the twins of each folded behind it.

    With several examples each says to which it is closest, and which phrase moved it; and what is
    said of a pair loads the page anew, for all scores follow from all of them.
    """
    map_page = reverse("map")
    above = reverse("history")
    rows: dict[int, str] = {}
    twins: dict[int, list[str]] = {}
    for each in similar:
        page = f"{above}{each.company.pk}/"
        pair = ""
        if each.seed:
            pair = f"{above}{each.seed.pk}/with/{each.company.pk}/"
        if examples > 1:
            notes = ""
            if each.seed:
                notes += CLOSEST.format(escape(each.seed.title))
            if each.moved:
                notes += MOVED.format(
                    direction="up" if each.moved.is_up else "down",
                    phrase=escape(each.moved.phrase),
                    example=escape(each.moved.example),
                )
            row = _row(each, page, map_page, pair, notes, "", "")
        else:
            row = _row(each, page, map_page, pair, "", _in_place(pair), "")
        if each.twin_of in rows:
            twins.setdefault(each.twin_of, []).append(row)
        else:
            rows[each.company.pk] = row
    for pk, folded in twins.items():
        say = "says" if len(folded) == 1 else "say"
        rows[pk] += TWINS.format(number=len(folded), say=say, rows="".join(folded))
    return SafeString("".join(rows.values()))


def links_to(companies: Sequence[Submission]) -> SafeString:
    """Their titles, one after the other."""
    above = reverse("history")
    links = []
    for company in companies:
        page = f"{above}{company.pk}/"
        links.append(COMPANY.format(page, escape(company.title)))
    return SafeString(",\n".join(links))


def answered_row(similar: Similar, pair: str) -> SafeString:
    """The row of a pair of which something was just said, with the keyboard where it was."""
    page = similar.company.get_absolute_url()
    in_place = _in_place(pair)
    if similar.verdict != Verdict.NOT_SIMILAR:
        return SafeString(_row(similar, page, reverse("map"), pair, "", in_place, FOCUS))
    left_out = LEFT_OUT.format(
        page=page,
        title=escape(similar.company.title),
        seed=escape(similar.seed.title) if similar.seed else "",
        undo=_undo(similar, pair, in_place + FOCUS),
    )
    return SafeString(left_out)


def _row(
    similar: Similar,
    page: str,
    map_page: str,
    pair: str,
    notes: str,
    in_place: str,
    focus: str,
) -> str:
    company = similar.company
    if similar.verdict:
        notes += MARKED.format(_undo(similar, pair, in_place + focus))
        focus = ""
    cluster = ""
    if similar.cluster:
        name = escape(similar.cluster.name or "Unnamed cluster")
        cluster = CLUSTER.format(similar.cluster.colour, similar.cluster.shape, name)
    actions = ""
    # None for a pasted text, which nobody can come back to
    if pair:
        verdicts = "" if similar.verdict else SAY.format(pair=pair, in_place=in_place)
        actions = COMPARE.format(pair) + verdicts
    chips = [CHIP.format(escape(phrase)) for phrase in similar.chips]
    if similar.kind:
        chips.insert(0, KIND.format(escape(similar.kind)))
    return ROW.format(
        pk=company.pk,
        title=escape(company.title),
        page=page,
        score=similar.score,
        word=similar.word,
        cluster=cluster,
        notes=notes,
        line=_line(similar),
        chips="".join(chips),
        focus=focus,
        actions=actions,
        map_page=map_page,
    )


def _line(similar: Similar) -> str:
    """The part of the text that shares most, else what both are."""
    if similar.kind and not similar.chips:
        return f"Same kind of business: {escape(similar.kind)}"
    return _with_tags(similar.reason.line, "<b>", "</b>")


def _in_place(pair: str) -> str:
    """What has a script change the row alone."""
    return f' hx-post="{pair}say"'


def _undo(similar: Similar, pair: str, how: str) -> str:
    return UNDO.format(
        pair=pair,
        title=escape(similar.company.title),
        how=how,
    )


def link_to(cluster: Cluster) -> SafeString:
    """A cluster's name with its shape, as parts/cluster.html."""
    name = escape(cluster.name or "Unnamed cluster")
    page = cluster.get_absolute_url()
    return SafeString(LINK.format(page, cluster.colour, cluster.shape, name))


def bars(likely: Sequence[Likely]) -> SafeString:
    """Clusters, each with a bar as long as it is likely."""
    return SafeString("".join(_bar(link_to(cluster), share, cluster) for cluster, share in likely))


def sector_bars(likely: Sequence[LikelySector]) -> SafeString:
    """Sectors, each with a bar as long as it is likely, and its page."""
    rows = []
    for each in likely:
        address, name, look = sector_address(each.sector), escape(each.name), each.look
        link = COMPANY.format(address, name)
        if look:
            link = LINK.format(address, look.colour, look.shape, name)
        rows.append(_bar(link, each.share, look))
    return SafeString("".join(rows))


def _bar(link: str, share: float, look: Cluster | None) -> str:
    colour = f" c{look.colour}" if look else ""
    return LIKELY.format(link=link, colour=colour, share=share)


def distances(centres: Sequence[Centre]) -> SafeString:
    """The rows of a table of centres."""
    rows = [CENTRE.format(escape(centre.name), centre.shown) for centre in centres]
    return SafeString("".join(rows))


def marked_text(pieces: Sequence[Piece]) -> SafeString:
    """A whole text, line by line, with the shared phrases marked."""
    return SafeString(_with_tags(pieces, "<mark>", "</mark>"))


def _with_tags(pieces: Sequence[Piece], start: str, end: str) -> str:
    parts = []
    for text, is_marked in pieces:
        escaped = escape(text)
        parts.append(f"{start}{escaped}{end}" if is_marked else escaped)
    return "".join(parts)
