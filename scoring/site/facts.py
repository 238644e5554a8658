"""What the first page says of the site in figures."""

from typing import NamedTuple

from scoring.models import ModelVersion, ShownClusters, Tally
from scoring.models.collections import OF_THE_SITE
from scoring.pages.caching import counted_lately
from scoring.review import disagreements


class Facts(NamedTuple):
    """How many companies are stored, and how many of those with a category are where it belongs.

    `right` of 100 among `judged` companies; None where the version's rows were never read by a
    model that had not seen them.
    """

    right: int | None
    judged: int
    companies: int


NOTHING = Facts(right=None, judged=0, companies=0)


def read_facts(version: ModelVersion | None) -> Facts:
    """Of the active version, as they were counted within the last minute."""
    if version is None:
        return NOTHING

    def count() -> Facts:
        of_site = Tally.objects.visible_to(OF_THE_SITE)
        totals = of_site.filter(version=version).totals("cluster", "category")
        companies = sum(totals.values())
        if not version.rows_unseen:
            return Facts(right=None, judged=0, companies=companies)
        clusters = ShownClusters.of_version(version)
        # As the table of the clusters counts them
        read = disagreements.read_totals(version, totals, OF_THE_SITE)
        at_home = disagreements.homes(read, clusters)
        unsettled = disagreements.only_disagreeing(read, clusters, at_home)
        judged = 0
        for (number, category), total in read.items():
            if category in at_home and clusters.get(number):
                judged += total
        agreeing = judged - sum(unsettled.values())
        return Facts(
            right=100 * agreeing // judged if judged else None,
            judged=judged,
            companies=companies,
        )

    return counted_lately(f"facts:{version.pk}", count)
