"""How fast texts are scored: against a stock scikit-learn Pipeline, alone and among others.

Each figure is a ratio of medians within one run, in seconds of the processor and by turns, so that
what else the machine does meets both alike. All run on one thread. `python -m benchmarks.scoring
20000` has so many texts scored in bulk: sentences of our own texts in another order.
"""

import os
import random
import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import Pipeline, make_pipeline
from threadpoolctl import threadpool_limits

# What is learned from is read as the site reads it, so Django is set up first
os.environ["DJANGO_SETTINGS_MODULE"] = "similarco_site.settings"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django

django.setup()

from benchmarks.ratios import AT_LEAST, note  # noqa: E402
from benchmarks.rows import ROOT, column, read, training_rows  # noqa: E402
from clustering.artifact import dumps  # noqa: E402
from clustering.beside import BesideProcess  # noqa: E402
from clustering.many_cores import ManyCores  # noqa: E402
from clustering.model import Model  # noqa: E402
from clustering.training import train  # noqa: E402
from scoring.versions.learning.kind_rows import kinds_of_business  # noqa: E402

MANY = 20_000
LENGTH = 900
ALONE = 200
LENGTH_ALONE = 1_000
TURNS = 5
SEED = 21
PIPELINE = "the stock Pipeline"
# At least so many times as fast as the Pipeline; kinds of business make it at most so much slower
MUST_IN_BULK, MUST_ALONE, MOST_WITH_KINDS = 0.8, 6, 1.3
MUST_ON_TWO_CORES = 1.5
# As the worker claims them
AT_ONCE = 200

Scorer = Callable[[Sequence[str]], object]


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    catalogue = read(ROOT / "data" / "companies.csv")
    model = train(training_rows(catalogue), kinds=kinds_of_business())
    without = replace(model, kinds=None)
    stock = pipeline(column(catalogue, "Text"))
    with threadpool_limits(1):
        in_bulk = texts(number, LENGTH)
        pipeline_takes, ours_takes, without_takes = seconds(
            [stock.predict, model.score, without.score], in_bulk
        )
        print(
            f"{number:,} texts of {LENGTH} characters on one core: "
            f"{number / ours_takes:,.0f} a second, {pipeline_takes / ours_takes:.2f} times the "
            f"rate of the stock Pipeline (must be {MUST_IN_BULK}); with kinds of business "
            f"{ours_takes / without_takes:.2f} times as long as without"
        )
        size, must = f"{number:,} texts", AT_LEAST.format(MUST_IN_BULK)
        note("score many texts, one core", PIPELINE, size, pipeline_takes / ours_takes, must)
        on_two_cores(model, in_bulk)
        one_by_one = texts(ALONE, LENGTH_ALONE)
        pipeline_takes, ours_takes, without_takes = seconds(
            [alone(stock.predict), alone(model.score), alone(without.score)], one_by_one
        )
        print(
            f"one text of {LENGTH_ALONE:,} characters: {ours_takes / ALONE * 1000:.2f} ms, "
            f"{pipeline_takes / ours_takes:.1f} times as fast as the stock Pipeline (must be "
            f"{MUST_ALONE}); with kinds of business {ours_takes / without_takes:.2f} times as long "
            f"as without (may be {MOST_WITH_KINDS} times what it was before there were kinds)"
        )
        size, must = f"{LENGTH_ALONE:,} characters", AT_LEAST.format(MUST_ALONE)
        note("score one text", PIPELINE, size, pipeline_takes / ours_takes, must)


def on_two_cores(model: Model, asked: Sequence[str]) -> None:
    """Print how many times the rate of one process two have."""
    cores = ManyCores(model, lambda: dumps(model), 2)
    cores.start()
    [beside] = cores.beside
    while not beside.is_ready():
        time.sleep(0.1)
    chunks = [asked[start : start + AT_ONCE] for start in range(0, len(asked), AT_ONCE)]
    by_clock, by_processor = [], []
    for _ in range(TURNS):
        alone_begun, alone_begun_own = time.perf_counter(), time.process_time()
        for chunk in chunks:
            model.score(chunk)
        begun, begun_own, begun_beside = time.perf_counter(), time.process_time(), taken_by(beside)
        for chunk in chunks:
            cores.score(chunk)
        by_clock.append((begun - alone_begun) / (time.perf_counter() - begun))
        slower = max(time.process_time() - begun_own, taken_by(beside) - begun_beside)
        by_processor.append((begun_own - alone_begun_own) / slower)
    cores.end()
    size, must = f"{len(asked):,} texts", AT_LEAST.format(MUST_ON_TWO_CORES)
    note("the same in two processes", "in one", size, median(by_processor), must)
    print(
        f"the same in two processes: {median(by_processor):.2f} times the rate of one by the time "
        f"of the processor that the slower takes, {median(by_clock):.2f} times by the clock, which "
        f"wants two cores with nothing else to do (must be {MUST_ON_TWO_CORES})"
    )


def taken_by(process: BesideProcess) -> float:
    """The seconds of the processor that it has had; counted by Linux."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def pipeline(learned: Sequence[str]) -> Pipeline:
    """What scikit-learn offers for the same: words and pairs, latent vectors, k-means."""
    steps = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2)),
        TruncatedSVD(50, random_state=0),
        KMeans(11, n_init=1, random_state=0),
    )
    return steps.fit(learned)


def texts(number: int, length: int) -> list[str]:
    """Sentences of the catalogue and of the kinds of business in another order."""
    chance = random.Random(SEED)
    sentences: list[str] = []
    for file in ("companies.csv", "pitches.csv"):
        for text in column(read(ROOT / "data" / file), "Text"):
            sentences += re.split(r"(?<=[.!?])\s+", text)
    made = []
    for _ in range(number):
        text = ""
        while len(text) < length:
            text += chance.choice(sentences) + " "
        made.append(text[:length])
    return made


def alone(scorer: Scorer) -> Scorer:
    return lambda texts: [scorer([text]) for text in texts]


def seconds(scorers: Sequence[Scorer], asked: Sequence[str]) -> list[float]:
    """What each takes for all texts: the median of some turns after a first one."""
    taken: list[list[float]] = [[] for _ in scorers]
    for turn in range(TURNS + 1):
        for scorer, own in zip(scorers, taken, strict=True):
            begun = time.process_time()
            scorer(asked)
            if turn:
                own.append(time.process_time() - begun)
    return [median(own) for own in taken]


if __name__ == "__main__":
    main()
