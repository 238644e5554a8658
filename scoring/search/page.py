"""A page of search results, or what else there is where nothing was found."""

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, QueryDict

from scoring.collections.scopes import ASKED, scope_of
from scoring.models import Scope
from scoring.models.search import WORD, cleaned
from scoring.own_columns.columns import OwnColumns
from scoring.pages import paging, visitors
from scoring.search.finding import MOST_FOUND, found_ids
from scoring.search.results import Result, results_of
from scoring.search.spelling import nearly_called, without_legal_form
from scoring.similar.lists import SimilarList, nearest_as_data
from scoring.similar.pasted_text import similar_to_text
from scoring.similar.sources import Sources

PAGE_SIZE = 10
# Fewer words are a name, not a sentence
LEAST_WORDS = 3


class SearchPage(NamedTuple):
    """The results from the place `start` on.

    `is_near` says that none has the words as they were typed. Where none has them at all, `similar`
    are companies like the sentence, and `wait` the seconds until there may be another one.
    """

    asked: str
    scope: Scope
    sources: Sources
    results: list[Result]
    is_near: bool
    similar: SimilarList | None
    wait: int
    start: int
    next: int | None

    @property
    def words(self) -> str:
        return cleaned(self.asked)

    @property
    def more(self) -> str:
        """The query string of the next ten, empty where there are none."""
        if not self.next:
            return ""
        return self._address(start=str(self.next))

    @property
    def as_list(self) -> str:
        """The query string of all of them in the list of companies."""
        return self._address()

    @property
    def has_all(self) -> bool:
        return self.start + len(self.results) < MOST_FOUND

    def _address(self, **more: str) -> str:
        query = QueryDict(mutable=True)
        query["q"] = self.words
        if self.scope.asked:
            query[ASKED] = self.scope.asked
        query.update(more)
        return "?" + query.urlencode()

    def as_data(self) -> dict[str, Any]:
        similar = None
        if self.similar:
            similar = nearest_as_data(self.similar.nearest, self.sources)
        return {
            "asked": self.asked,
            "results": [result.as_data() for result in self.results],
            "nearly": self.is_near,
            "next": self.more,
            "like_the_sentence": similar,
        }


def search_page(request: HttpRequest) -> SearchPage:
    """What an address asks for. Raises Http404 for a collection that is not to be seen."""
    asked = sentence(request.GET.get("q", ""))
    scope = scope_of(request)
    start = min(paging.whole_number(request.GET.get("start")) or 0, MOST_FOUND)
    # One more tells whether there is another page
    most = min(start + PAGE_SIZE + 1, MOST_FOUND)
    own = OwnColumns.of_scope(scope)
    ids = found_ids(asked, own, most)
    is_near = False
    if not ids:
        name = without_legal_form(asked)
        if name != asked:
            ids = found_ids(name, own, most)
        ids = ids or nearly_called(name, scope, most)
        is_near = bool(ids)
    sources = Sources.read(scope)
    shown = ids[start : start + PAGE_SIZE]
    similar, wait = None, 0
    if not ids and len(WORD.findall(asked)) >= LEAST_WORDS:
        wait = visitors.seconds_to_wait(request)
        if not wait:
            similar = similar_to_text(asked, request.GET, sources)
            # A sentence without a known word is like nobody
            similar = similar if similar.rows else None
    return SearchPage(
        asked=asked,
        scope=scope,
        sources=sources,
        results=results_of(shown, asked, own, sources.active, sources.clusters),
        is_near=is_near,
        similar=similar,
        wait=wait,
        start=start,
        next=start + PAGE_SIZE if len(ids) > start + PAGE_SIZE else None,
    )


def sentence(typed: str) -> str:
    """What was typed on one line, as long as a description that is looked at may be."""
    return " ".join(typed.replace("\0", " ").split())[: settings.TEXT_MAX_LENGTH]
