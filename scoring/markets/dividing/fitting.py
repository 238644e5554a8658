"""A collection's companies -> a division with names, nothing of it stored yet."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from clustering.market.again import renumbered, settled
from clustering.market.dividing import Division, Wish, divide
from clustering.market.errors import MarketError
from clustering.market.naming import Filed, Named, named
from scoring.endpoint import embedded
from scoring.endpoint.embedded import NoModelError
from scoring.markets.dividing.companies import Company, background_of, broad_labels, companies_of
from scoring.markets.dividing.earlier import Earlier
from scoring.models import Collection, ModelVersion, model_versions

# Beyond it takes the memory of a machine
MOST_COMPANIES = 50_000


class Fitted(NamedTuple):
    """Some companies, how they were divided, and what each cluster is called, by its number."""

    companies: Sequence[Company]
    division: Division
    names: dict[int, Named]


def fit(collection: Collection, earlier: Earlier, k: int | None) -> Fitted:
    """Divide all companies of a collection, going on from the division that is shown.

    Raises:
        MarketError: they cannot be divided.
    """
    version = _trained()
    companies = companies_of(collection, version)
    if len(companies) > MOST_COMPANIES:
        raise MarketError(
            f"{len(companies):,} companies are more than the {MOST_COMPANIES:,} that can be "
            "divided at once: move some of them to another collection."
        )
    old = earlier.labels(companies)
    put_by_person = earlier.settled(companies)
    # Clusters that are found anew have other numbers at first
    wish = Wish(k, old, put_by_person if k is None else None)
    division = _divided(companies, version, wish)
    if earlier.version and k is not None:
        division = renumbered(division, old, earlier.next_number)
        division = settled(division, put_by_person)
    return Fitted(companies, division, _named(companies, division))


def fit_part(collection: Collection, members: set[int], k: int | None) -> Fitted:
    """Divide some companies of a collection, by their ids.

    Raises:
        MarketError: they cannot be divided.
    """
    version = _trained()
    everybody = companies_of(collection, version)
    companies = [each for each in everybody if each.pk in members]
    division = _divided(companies, version, Wish(k))
    return Fitted(companies, division, _named(companies, division))


def name_together(collection: Collection, members: set[int]) -> str:
    """What some companies of a collection, by their ids, are called beside its other ones.

    Raises:
        MarketError: there is no model.
    """
    companies = companies_of(collection, _trained())
    # Two clusters: these, and all others
    labels = [0 if company.pk in members else 1 for company in companies]
    [name, *_] = named(_filed(companies), np.array(labels), 2)
    return name.name


def _trained() -> ModelVersion:
    version = model_versions.embedded()
    if version is None:
        raise MarketError("There is no trained model yet: try again when the site has one.")
    return version


def _divided(companies: Sequence[Company], version: ModelVersion, wish: Wish) -> Division:
    try:
        kinds = embedded.model(version.pk).kinds
    except NoModelError as error:
        raise MarketError(f"{error} Ask whoever runs this site.") from error
    if kinds is None:
        raise MarketError(
            "The model of this site is too old to divide companies by kind of business: ask "
            "whoever runs the site to train a new one."
        )
    told = [company.said for company in companies]
    return divide(told, background_of(version), kinds.segments, wish)


def _named(companies: Sequence[Company], division: Division) -> dict[int, Named]:
    names = named(_filed(companies), division.labels, division.k)
    # A number that no company has any more is no cluster
    numbers = sorted(set(division.labels.tolist()))
    return {number: names[number] for number in numbers if number >= 0}


def _filed(companies: Sequence[Company]) -> Filed:
    return Filed(
        titles=[company.title for company in companies],
        texts=[company.text for company in companies],
        categories=broad_labels(companies),
        industries=[company.segment for company in companies],
    )
