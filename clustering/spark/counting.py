"""All rows, counted in executors: what they are, and how many of them have which n-gram."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from operator import add
from typing import NamedTuple

import numpy as np
from pyspark import RDD

from clustering.files.companies import Company
from clustering.settings import Settings
from clustering.text.ngrams import Extraction
from clustering.text.vocabulary import Vocabulary
from clustering.training import Rows
from clustering.training.vocabularies import fit, from_documents

ROWS_AT_ONCE = 1_000
# Then an executor sends what it has counted and begins again, so that its memory is bounded
MOST_COUNTED = 500_000
# What is left of all n-grams is ordered in so many parts
PARTS_ORDERED = 8
FINGERPRINTS = 2**256


class Told(NamedTuple):
    """How many rows there are, how many of them cannot be used, and a number that their content
    gives, in whatever order.
    """

    rows: int = 0
    problems: int = 0
    content: int = 0

    def with_others(self, others: "Told") -> "Told":
        content = (self.content + others.content) % FINGERPRINTS
        return Told(
            self.rows + others.rows,
            self.problems + others.problems,
            content,
        )

    @property
    def fingerprint(self) -> str:
        return f"{self.content:064x}"


def tell(companies: "RDD[Company]") -> Told:
    """Count the rows that can be used and those that cannot."""
    return companies.mapPartitions(_tell).fold(Told(), Told.with_others)


def _tell(companies: Iterable[Company]) -> Iterator[Told]:
    rows = 0
    problems = 0
    content = 0
    for company in companies:
        if company.problem:
            problems += 1
            continue
        rows += 1
        cells = [company.title, company.category, company.text, company.industry]
        said = json.dumps(cells).encode(errors="surrogatepass")
        content += int.from_bytes(hashlib.sha256(said).digest())
    # A sum, so that their order makes no difference
    yield Told(rows, problems, content % FINGERPRINTS)


def vocabulary_of(companies: "RDD[Company]", total: int, settings: Settings) -> Vocabulary:
    """The most frequent n-grams of all rows (`total`) within the bounds of the settings.

    It may come out empty. Only what the vocabulary keeps comes to the driver.
    """
    options = settings.extraction
    counted = companies.mapPartitions(partial(_documents, settings)).reduceByKey(add)
    fitting = counted.mapPartitions(partial(_fitting, options, total))
    in_parts = fitting.coalesce(PARTS_ORDERED)
    # The most frequent first, equal ones by alphabet, as on one machine
    kept = in_parts.takeOrdered(options.features, key=lambda pair: (-pair[1], pair[0]))
    return from_documents(dict(kept), total, options)


def blocks(companies: Iterable[Company]) -> Iterator[Rows]:
    """The companies without a problem, a thousand at once."""
    left = (company for company in companies if not company.problem)
    while block := list(islice(left, ROWS_AT_ONCE)):
        yield rows_of(block)


def rows_of(companies: Iterable[Company]) -> Rows:
    """Companies as rows to train on."""
    titles, categories, texts, industries = [], [], [], []
    for company in companies:
        titles.append(company.title)
        categories.append(company.category)
        texts.append(company.text)
        industries.append(company.industry)
    return Rows(titles, categories, texts, industries)


def _documents(settings: Settings, companies: Iterable[Company]) -> Iterator[tuple[str, int]]:
    """n-gram -> in how many texts it is; one n-gram may come several times."""
    counted: Counter[str] = Counter()
    for rows in blocks(companies):
        _, learned = rows.corpora(settings)
        documents = learned.documents().tolist()
        counted.update(dict(zip(learned.ngrams, documents, strict=True)))
        if len(counted) > MOST_COUNTED:
            yield from counted.items()
            counted.clear()
    yield from counted.items()


def _fitting(
    options: Extraction,
    total: int,
    counted: Iterator[tuple[str, int]],
) -> Iterator[tuple[str, int]]:
    while block := list(islice(counted, MOST_COUNTED)):
        ngrams, numbers = zip(*block, strict=True)
        documents = np.array(numbers, np.int64)
        fits = fit(ngrams, documents, total, options)
        for pair, is_fitting in zip(block, fits.tolist(), strict=True):
            if is_fitting:
                yield pair
