"""Companies that somebody chose on the map."""

from typing import NamedTuple, Self

from scoring.company_map.asked import Asked
from scoring.maps.rows import Source
from scoring.models import Assignment, Cluster, ShownClusters, Submission


class Chosen(NamedTuple):
    """A company that was chosen to be compared with others; `address` is the map without it."""

    company: Submission
    cluster: Cluster | None
    address: str

    @classmethod
    def read_all(cls, asked: Asked, source: Source, shown: ShownClusters) -> list[Self]:
        """Those that are asked for and still there, in the order of choosing."""
        if not asked.chosen:
            return []
        visible = source.scope.widest
        of_clusters = Assignment.objects.visible_to(visible).filter(version=source.clusters)
        rows = of_clusters.filter(submission__in=asked.chosen)
        numbers = dict(rows.values_list("submission_id", "shown_cluster"))
        companies = Submission.objects.visible_to(visible).defer("text").in_bulk(asked.chosen)
        there = []
        for number in asked.chosen:
            if number in companies:
                there.append(companies[number])
        chosen = []
        for company in there:
            line = cls(
                company=company,
                cluster=shown.get(numbers.get(company.pk)),
                address=asked.choosing(company.pk),
            )
            chosen.append(line)
        return chosen
