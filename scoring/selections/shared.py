"""What some companies share: kinds of business, phrases that set them apart, own columns."""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import NamedTuple, Self, TypeVar

import numpy as np

from clustering.bulk.odds import log_odds
from clustering.closeness import FIRST_UNKNOWN, Said
from clustering.model import Model
from clustering.text.forms import usual_form
from clustering.text.ngrams import without_overlap
from clustering.text.places import without_names
from scoring.endpoint import embedded
from scoring.endpoint.embedded import NoModelError
from scoring.kinds.names import segment_address
from scoring.models import Assignment, Scope, Submission, model_versions
from scoring.models.assignments import DOUBTFUL
from scoring.own_columns.columns import OwnColumns
from scoring.similar.ranking import said as as_said

# Of each kind of line so many are told
MOST_LINES = 4
MOST_PHRASES = 8
# They are told apart from so many others at most
OTHERS = 1_000
# Of so many texts the phrases are written as most of them do
MOST_READ = 60
# In standard errors: what is likelier by less may be chance
LEAST_ODDS = 2.0
# What fewer of them have is nothing that they share
LEAST_SHARE = 0.15

Told = TypeVar("Told", str, tuple[str, str])


class Line(NamedTuple):
    """What several of the companies have, how many of them, and where all others with it are."""

    told: str
    total: int
    address: str = ""

    @classmethod
    def of_columns(cls, companies: Sequence[int], scope: Scope, total: int) -> list[Self]:
        """The value that most have in each own column, where some have the same."""
        own = OwnColumns.of_scope(scope)
        values = own.values_of(companies, own.values())
        frequent: Counter[tuple[str, str]] = Counter()
        for name in own:
            texts: Counter[str] = Counter()
            for of_one in values.values():
                if name in of_one:
                    texts[of_one[name].text] += 1
            for text, number in texts.most_common(1):
                frequent[name, text] = number
        lines = []
        for (name, text), number in _most(frequent, total):
            lines.append(cls(f"{name}: {text}", number))
        return lines


class Shared(NamedTuple):
    """What `companies` companies have in common; all of it empty for a single one.

    `columns` are values of own columns, each with the name of its column in front.
    """

    companies: int
    segments: list[Line]
    phrases: list[str]
    columns: list[Line]

    @property
    def is_anything(self) -> bool:
        return bool(self.segments or self.phrases or self.columns)


def shared_by(companies: Sequence[int], scope: Scope) -> Shared:
    """What companies share, by their ids, told apart from the other ones of a scope."""
    version = model_versions.embedded()
    rows = Assignment.objects.visible_to(scope).filter(version=version)
    chosen = rows.filter(submission__in=companies)
    told = list(chosen.values_list("said", "shown_segment", "answer"))
    total = len(told)
    if total < 2:
        return Shared(total, [], [], [])
    segments: Counter[str] = Counter()
    for _, segment, answer in told:
        if segment and answer not in DOUBTFUL:
            segments[segment] += 1
    phrases: list[str] = []
    model = None
    if version:
        with suppress(NoModelError):
            model = embedded.model(version.pk)
    if model:
        others = rows.exclude(submission__in=companies)
        said_by_others = others.values_list("said", flat=True)[:OTHERS]
        ngrams = telling_ngrams(
            model,
            own=[as_said(said) for said, _, _ in told],
            others=[as_said(said) for said in said_by_others],
        )
        visible = Submission.objects.visible_to(scope).filter(pk__in=companies)
        texts = visible.values_list("text", flat=True)[:MOST_READ]
        phrases = as_written(model, ngrams, texts)
    frequent = _most(segments, total)
    return Shared(
        companies=total,
        segments=[Line(name, number, segment_address(name)) for name, number in frequent],
        phrases=phrases,
        columns=Line.of_columns(companies, scope, total),
    )


def telling_ngrams(
    model: Model,
    own: Sequence[Said],
    others: Sequence[Said],
) -> list[str]:
    """The n-grams that are likelier in some texts than in others, the most telling first."""
    if model.kinds is None:
        return []
    vocabulary = model.kinds.vocabulary
    known = min(FIRST_UNKNOWN, len(vocabulary.ngrams))
    # 2 x V: how many of the texts on each side have each known n-gram
    presence = np.zeros((2, len(vocabulary.ngrams)))
    for row, texts in zip(presence, (own, others), strict=True):
        # There may be no texts, of which nothing can be put together
        numbers = np.concatenate([np.zeros(0, np.uint32), *texts]) >> 8
        counted = numbers[numbers < known].astype(np.int64)
        row[:] = np.bincount(counted, minlength=len(row))
    sizes = np.array([len(own), len(others)])
    odds = log_odds(presence, sizes)[0]
    is_likelier = odds >= LEAST_ODDS
    is_shared = presence[0] >= max(2, LEAST_SHARE * len(own))
    is_telling = is_likelier & is_shared & (vocabulary.idf > 0)
    scores = {}
    for number in np.flatnonzero(is_telling):
        ngram = vocabulary.ngrams[number]
        scores[ngram] = float(odds[number])
    return without_overlap(scores, MOST_PHRASES)


def as_written(
    model: Model,
    ngrams: Sequence[str],
    texts: Iterable[str],
) -> list[str]:
    """How texts write n-grams; left out are those that none of them has, and names of places."""
    if model.kinds is None:
        return []
    forms: dict[str, Counter[str]] = {ngram: Counter() for ngram in ngrams}
    for text in texts:
        surfaces = model.kinds.analyser.surfaces(text)
        for ngram, form in surfaces:
            if ngram in forms:
                forms[ngram][form] += 1
    written = [usual_form(counts) for counts in forms.values() if counts]
    return [form for form in written if without_names(form).strip()]


def _most(counts: Counter[Told], total: int) -> list[tuple[Told, int]]:
    least = max(2, LEAST_SHARE * total)
    most_common = counts.most_common(MOST_LINES)
    return [(told, number) for told, number in most_common if number >= least]
