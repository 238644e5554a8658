"""Names for the clusters of a remote endpoint, made from the texts that are stored in them.

Made anew each time that twice as many companies are placed, so that early names don't stay for
ever; a tenth more is enough while a cluster that has companies has no name.
"""

import numpy as np
from django.conf import settings
from django.db import transaction

from scoring.endpoint import embedded
from scoring.models import Cluster, ModelVersion, Tally, model_versions
from scoring.models.collections import OF_THE_SITE

LEAST_ROWS = 20
MOST_ROWS = 5_000
# In the order of `Rows`
FIELDS = tuple(f"submission__{column}" for column in ("title", "category", "text", "industry"))


def name_when_due() -> bool:
    """Name the clusters of the active remote version if enough companies came since last time."""
    if not settings.AML_URL:
        return False
    version = model_versions.active()
    reader = model_versions.embedded()
    if version is None or reader is None:
        return False
    if version.kind != ModelVersion.Kind.REMOTE or not version.k:
        return False
    of_site = Tally.objects.visible_to(OF_THE_SITE)
    placed = of_site.filter(version=version, cluster__gte=0).totals("cluster")
    companies = sum(placed.values())
    nameless = version.clusters.filter(number__in=placed, model_name="")
    growth = 2.0
    if version.rows and nameless.exists():
        growth = 1.1
    enough = max(LEAST_ROWS, version.rows * growth)
    if companies < enough:
        return False
    descriptions = _descriptions(version, reader)
    with transaction.atomic():
        for number, (name, phrases) in descriptions.items():
            cluster = Cluster.objects.filter(version=version, number=number)
            cluster.update(model_name=name, phrases=phrases)
        # So many rows have named it
        ModelVersion.objects.filter(pk=version.pk).update(rows=companies)
    return True


def _descriptions(version: ModelVersion, reader: ModelVersion) -> dict[int, tuple[str, list[str]]]:
    """Name and phrases of each cluster that has companies. No transaction is open meanwhile."""
    # They load SciPy, which only a worker with a remote endpoint needs
    from clustering.naming import Members, names, phrases
    from clustering.training.corpus import read
    from clustering.training.rows import Rows

    model = embedded.model(reader.pk)
    of_site = version.assignments.visible_to(OF_THE_SITE)
    placed = of_site.filter(cluster__isnull=False)
    newest = placed.order_by("-pk").values_list("cluster", *FIELDS)[:MOST_ROWS]
    labels, *columns = zip(*newest, strict=True)
    rows = Rows(*columns)
    corpus = read(rows.texts, model.analyser)
    members = Members(
        weights=corpus.weigh(model.vocabulary),
        labels=np.array(labels),
        # Meanwhile a page may have stored a label that is new
        k=max(version.k or 0, 1 + max(labels)),
        vocabulary=model.vocabulary,
        categories=rows.categories,
        industries=rows.industries,
        company=corpus.company_words(rows.titles),
        trade=rows.trade(model.settings),
        titles=frozenset(rows.titles),
    )
    names_of_all = names(members)
    phrases_of_all = phrases(members)
    # A cluster without companies would be named by nothing, and stays a number
    descriptions = {}
    for number in set(labels):
        descriptions[number] = (names_of_all[number], phrases_of_all[number])
    return descriptions
