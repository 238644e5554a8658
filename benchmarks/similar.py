"""How good lists of similar companies are, on texts of other writers, and what a score says.

Reads the folder MEASURE_DATA (default ../shared/data), which is not part of the project. Run as
`python -m benchmarks.similar`.
"""

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import django
import numpy as np

from benchmarks.kinds import RENAMED
from benchmarks.rows import ROOT, Rows, column, read, training_rows
from clustering.closeness import Asked, Said, places
from clustering.model import Model
from clustering.text.arrays import Doubles, Floats
from clustering.training import train

NEAREST = 10


class Texts(NamedTuple):
    """What n texts say, and where they lie (n x g)."""

    said: Sequence[Said]
    places: Floats


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "similarco_site.settings")
    django.setup()
    from scoring.similar.pairs.meaning import Meaning
    from scoring.similar.ranking import score
    from scoring.versions.learning.kind_rows import kinds_of_business

    catalogue = read(ROOT / "data" / "companies.csv")
    model = train(training_rows(catalogue), kinds=kinds_of_business())

    def texts(rows: Rows, name: str) -> Texts:
        return read_texts(model, column(rows, name), places)

    known = texts(catalogue, "Text")
    one_liners = read(ROOT / "benchmarks" / "one_liners.csv")
    close = closeness(texts(one_liners, "Text"), known)
    right = [
        row["Category"] == catalogue[place]["Category"]
        for row, place in zip(one_liners, close.argmax(axis=1), strict=True)
    ]
    print(f"{len(one_liners)} one-liners: nearest of the right sector {np.mean(right):.3f}")
    folder = Path(os.environ.get("MEASURE_DATA") or ROOT.parent / "shared" / "data")
    startups, wiki = folder / "startups_2024.csv", folder / "sp500_wikipedia_2020.csv"
    if not (startups.exists() and wiki.exists()):
        print(f"No measuring texts in {folder}: figures of other writers are left out.")
        return
    show_startups(read(startups), texts)
    rows = read(wiki)
    close = closeness(texts(rows, "Text"), known)
    show_openings(close, rows, catalogue)
    show_words(close, rows, catalogue, lambda value: Meaning.of(None).word(score(value)))


def read_texts(
    model: Model, texts: Sequence[str], places: Callable[[Floats, int], Floats]
) -> Texts:
    scores = model.place(texts)
    vectors = np.array([score.vector for score in scores])
    return Texts([score.said for score in scores], places(vectors, model.guided))


def closeness(asked: Texts, others: Texts) -> Doubles:
    """How close each text that is asked for is to each of the others."""
    said = np.concatenate(others.said)
    sizes = np.array([len(each) for each in others.said])
    rows = []
    for told, place in zip(asked.said, asked.places, strict=True):
        rows.append(Asked([told], place[np.newaxis]).closeness(said, sizes, others.places))
    return np.array(rows)


def show_startups(rows: Rows, texts: Callable[[Rows, str], Texts]) -> None:
    long = texts(rows, "Text")
    close = closeness(texts(rows, "Short"), long)
    before = (close > close.diagonal()[:, np.newaxis]).sum(axis=1)
    among = closeness(long, long)
    np.fill_diagonal(among, -1)
    tags = [set(row["Tags"].split()) for row in rows]
    shares = []
    for own, order in zip(tags, np.argsort(-among, axis=1), strict=True):
        if own:
            shares += [bool(own & tags[place]) for place in order[:NEAREST].tolist()]
    print(
        f"{len(rows)} start-ups: a line finds its long text first {(before == 0).mean():.3f}, "
        f"in ten {(before < NEAREST).mean():.3f}; ten nearest share a tag {np.mean(shares):.3f}"
    )


def show_openings(close: Doubles, rows: Rows, catalogue: Rows) -> None:
    titles = [bare(title) for title in column(catalogue, "Title")]
    of_sector = []
    own_first = []
    for row, order in zip(rows, np.argsort(-close, axis=1).tolist(), strict=True):
        own = titles.index(bare(row["Title"])) if bare(row["Title"]) in titles else None
        if own is not None:
            own_first.append(order[0] == own)
        others = [place for place in order[: NEAREST + 1] if place != own][:NEAREST]
        of_sector += [catalogue[place]["Category"] == row["Category"] for place in others]
    print(
        f"{len(rows)} openings: ten nearest of the sector {np.mean(of_sector):.3f}; "
        f"of {len(own_first)} in the catalogue the company itself first {np.mean(own_first):.3f}"
    )


def show_words(close: Doubles, rows: Rows, catalogue: Rows, word: Callable[[float], str]) -> None:
    """How often the ten nearest are of one sector and one industry, by the word for their score."""
    found: dict[str, list[tuple[bool, bool]]] = {}
    for row, values in zip(rows, close, strict=True):
        industry = RENAMED.get(row["Industry"], row["Industry"])
        for place in np.argsort(-values)[:NEAREST].tolist():
            other = catalogue[place]
            is_one = (row["Category"] == other["Category"], industry == other["Industry"])
            found.setdefault(word(float(values[place])), []).append(is_one)
    for name, pairs in found.items():
        sector, industry_share = np.mean(pairs, axis=0)
        print(f"  {name}: {len(pairs)}, one sector {sector:.2f}, one industry {industry_share:.2f}")


def bare(title: str) -> str:
    return re.sub(r"\W", "", title.lower())


if __name__ == "__main__":
    main()
