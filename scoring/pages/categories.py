"""The categories that forms and filters offer."""

from collections import Counter

from scoring.models import ModelVersion, Scope, Tally
from scoring.pages.caching import counted_lately

MOST_CATEGORIES = 100
CATEGORIES_KEY = "known-categories"


def known_categories(scope: Scope) -> list[str]:
    """The most used categories in alphabetical order, at most a minute old."""

    def count() -> list[str]:
        # Under this version every company has a row, whatever says the clusters
        tallies = Tally.objects.visible_to(scope).filter(
            version__is_active=True,
            version__kind=ModelVersion.Kind.EMBEDDED,
        )
        totals = tallies.exclude(category="").totals("category")
        return sorted(name for name, _ in Counter(totals).most_common(MOST_CATEGORIES))

    return counted_lately(f"{CATEGORIES_KEY}-{scope.key}", count)
