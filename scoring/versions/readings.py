"""What models that had not seen a training row say of it, kept beside the version that had."""

from collections.abc import Sequence

from clustering.training import Rows
from scoring.models import ModelVersion, Reading, Submission
from scoring.models.collections import OF_THE_SITE
from scoring.models.submissions import fingerprint

ROWS_AT_ONCE = 500


def keep(
    version: ModelVersion,
    rows: Rows,
    labels: Sequence[int | None],
    unseen: Sequence[int | None],
) -> None:
    """Keep the readings that differ from the labels, of rows that are stored companies."""
    differing: dict[str, int] = {}
    for place, (label, read) in enumerate(zip(labels, unseen, strict=True)):
        if read is None or read == label:
            continue
        company = fingerprint(
            rows.titles[place],
            rows.categories[place],
            rows.texts[place],
        )
        differing[company] = read
    wanted = list(differing)
    for start in range(0, len(wanted), ROWS_AT_ONCE):
        chunk = wanted[start : start + ROWS_AT_ONCE]
        stored = Submission.objects.visible_to(OF_THE_SITE).filter(fingerprint__in=chunk)
        readings = []
        for pk, company in stored.values_list("pk", "fingerprint"):
            reading = Reading(
                version=version,
                submission_id=pk,
                cluster=differing[company],
            )
            readings.append(reading)
        Reading.objects.bulk_create(readings)
