"""Where training rows come from: the catalogue, all submissions, confirmed ones, or a CSV file."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from clustering.training import Rows
from scoring.batches import importing
from scoring.models import Assignment, Submission, model_versions
from scoring.models.submissions import SubmissionQuerySet
from scoring.versions.recipes import CATALOGUE, CONFIRMED, STORED_ROWS


@dataclass(frozen=True)
class TrainingRows:
    """Rows to train on, what to call them, the SHA-256 of their content,
    and the lines that were left out.
    """

    rows: Rows
    source: str
    fingerprint: str
    errors: tuple[str, ...] = ()


def training_rows(source: str) -> TrainingRows:
    """The rows of `source`: one of STORED_ROWS, or the path of a CSV file.

    Raises:
        FileError: the file cannot be read, or a column is missing.
    """
    if source in STORED_ROWS:
        fields = _stored(source).order_by("pk").values_list("title", "category", "text", "industry")
        return _collected(fields.iterator(), STORED_ROWS[source])
    report = importing.Report()
    found = list(importing.read_rows(Path(source), Submission.Source.IMPORT, report))
    sent = ((company.title, company.category, company.text, company.industry) for company in found)
    return _collected(sent, f"the file {Path(source).name}"[:100], tuple(report.errors))


def _stored(source: str) -> SubmissionQuerySet:
    if source == CATALOGUE:
        return Submission.objects.filter(source=Submission.Source.CATALOGUE)
    if source == CONFIRMED:
        confirmed = Assignment.objects.filter(
            version=model_versions.active(), verdict=Assignment.Verdict.CONFIRMED
        )
        return Submission.objects.filter(pk__in=confirmed.values("submission"))
    return Submission.objects.all()


def _collected(
    fields: Iterable[tuple[str, str, str, str]], source: str, errors: tuple[str, ...] = ()
) -> TrainingRows:
    titles, categories, texts, industries, digest = [], [], [], [], hashlib.sha256()
    for title, category, text, industry in fields:
        titles.append(title)
        categories.append(category.strip())
        texts.append(text)
        industries.append(industry.strip())
        digest.update(json.dumps([title, category, text, industry]).encode())
    return TrainingRows(
        Rows(titles, categories, texts, industries), source, digest.hexdigest(), errors
    )
