"""Where training rows come from: stored companies, what reviewers said of them, or a CSV file."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from django.db.models import Q

from clustering.training import Rows
from scoring.batches import importing
from scoring.models import Assignment, Submission, model_versions
from scoring.models.collections import OF_THE_SITE
from scoring.review.taught import Taught, what_was_taught
from scoring.versions.recipes import CATALOGUE, CONFIRMED, STORED_ROWS, TAUGHT

# The catalogue's file is in this order, whichever way it was stored: another order of the same
# rows makes another model
AS_IN_FILE = ("category", "pk")


@dataclass(frozen=True)
class TrainingRows:
    """Rows to train on, and what to call them.

    `fingerprint` is the SHA-256 of their content, `errors` are the lines that were left out.
    `taught` is what reviewers said of kinds of business, where that is learned too.
    """

    rows: Rows
    source: str
    fingerprint: str
    errors: tuple[str, ...] = ()
    taught: tuple[Taught, ...] = ()


def training_rows(source: str) -> TrainingRows:
    """The rows of `source`: one of STORED_ROWS, or the path of a CSV file.

    Raises:
        FileError: the file cannot be read, or a column is missing.
    """
    if source not in STORED_ROWS:
        report = importing.Report()
        path = Path(source)
        of_file = []
        for company in importing.read_companies(path, Submission.Source.IMPORT, report):
            of_file.append((company.title, company.category, company.text, company.industry))
        called = f"the file {path.name}"[:100]
        return _collected(of_file, called, tuple(report.errors))
    if source == TAUGHT:
        return _with_corrections()
    # Names of clusters come of these, which everybody reads
    companies = Submission.objects.visible_to(OF_THE_SITE).order_by(*AS_IN_FILE)
    if source == CATALOGUE:
        companies = companies.filter(source=Submission.Source.CATALOGUE)
    if source == CONFIRMED:
        confirmed = Assignment.objects.visible_to(OF_THE_SITE).filter(
            version=model_versions.active(),
            verdict=Assignment.Verdict.CONFIRMED,
        )
        companies = companies.filter(pk__in=confirmed.values("submission"))
    fields = companies.values_list("title", "category", "text", "industry")
    return _collected(fields.iterator(), STORED_ROWS[source])


def _with_corrections() -> TrainingRows:
    """The catalogue and what reviewers had a word on, each listed under the sector they said."""
    taught = what_was_taught()
    of_company = {each.company: each for each in taught}
    companies = Submission.objects.visible_to(OF_THE_SITE).order_by(*AS_IN_FILE)
    is_learned = Q(source=Submission.Source.CATALOGUE) | Q(pk__in=list(of_company))
    fields = ("pk", "title", "category", "text", "industry")
    rows = []
    for pk, title, category, text, industry in companies.filter(is_learned).values_list(*fields):
        said = of_company.get(pk)
        if said and said.sector != category:
            category, industry = said.sector, ""
        rows.append((title, category, text, industry))
    collected = _collected(rows, STORED_ROWS[TAUGHT])
    # Another word on the same rows makes another model
    content = json.dumps([collected.fingerprint, taught])
    fingerprint = hashlib.sha256(content.encode()).hexdigest()
    return replace(collected, fingerprint=fingerprint, taught=taught)


def _collected(
    fields: Iterable[tuple[str, str, str, str]],
    source: str,
    errors: tuple[str, ...] = (),
) -> TrainingRows:
    titles = []
    categories = []
    texts = []
    industries = []
    digest = hashlib.sha256()
    for title, category, text, industry in fields:
        titles.append(title)
        categories.append(category.strip())
        texts.append(text)
        industries.append(industry.strip())
        content = json.dumps([title, category, text, industry])
        digest.update(content.encode())
    rows = Rows(titles, categories, texts, industries)
    return TrainingRows(rows, source, digest.hexdigest(), errors)
