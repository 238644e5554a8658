"""What the clusters of a collection are called: by what their companies are filed under, else by
what they say."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from clustering.market.dividing import OUTSIDE
from clustering.naming import Members, names, phrases
from clustering.text.arrays import Indices
from clustering.text.ngrams import Analyser, Extraction
from clustering.text.preprocess import tokens
from clustering.training.corpus import read
from clustering.training.vocabularies import create, with_surfaces

# Of more companies evenly drawn ones are read: the names come out the same
MOST_READ = 4_000
PHRASES = 3
# A phrase that one company alone says is no subtitle
OPTIONS = Extraction(min_documents=2, min_documents_of_phrases=2)


@dataclass(frozen=True)
class Filed:
    """n companies: what each is called, says, and is filed under, "" where that is not known."""

    titles: Sequence[str]
    texts: Sequence[str]
    categories: Sequence[str]
    industries: Sequence[str]

    def take(self, places: Indices) -> "Filed":
        chosen = places.tolist()
        return Filed(
            titles=[self.titles[place] for place in chosen],
            texts=[self.texts[place] for place in chosen],
            categories=[self.categories[place] for place in chosen],
            industries=[self.industries[place] for place in chosen],
        )


class Named(NamedTuple):
    """What a cluster is called, and the phrases that set it apart, the most telling first."""

    name: str
    phrases: list[str]

    @property
    def subtitle(self) -> str:
        return ", ".join(self.phrases[:PHRASES])


def named(companies: Filed, labels: Indices, k: int) -> list[Named]:
    """A name for each of the k clusters, none twice; the labels (n) may be OUTSIDE."""
    inside = np.flatnonzero(labels != OUTSIDE)
    step = max(1, len(inside) // MOST_READ)
    read_ones = inside[::step]
    chosen = companies.take(read_ones)
    corpus = read(chosen.texts, Analyser(extraction=OPTIONS))
    without_forms = create(corpus, chosen.categories)
    vocabulary = with_surfaces(without_forms, corpus)
    trade: set[str] = set()
    for label in {*chosen.categories, *chosen.industries}:
        trade.update(tokens(label))
    members = Members(
        weights=corpus.weigh(vocabulary),
        labels=labels[read_ones],
        k=k,
        vocabulary=vocabulary,
        categories=chosen.categories,
        industries=chosen.industries,
        company=corpus.company_words(chosen.titles),
        trade=frozenset(trade),
        titles=frozenset(chosen.titles),
    )
    together = zip(names(members), phrases(members), strict=True)
    return [Named(name, found) for name, found in together]
