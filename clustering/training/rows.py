"""What a model is trained on."""

from collections.abc import Sequence
from dataclasses import dataclass

from clustering.settings import Settings
from clustering.text.ngrams import Analyser
from clustering.text.preprocess import tokens
from clustering.training.corpus import Corpus, Progress, read
from clustering.training.errors import TrainingError


@dataclass(frozen=True)
class Rows:
    """Training rows: a title, a category and a text each, and perhaps an industry.

    A category that is not known is "". Titles only keep company names out of phrases and names.
    What industries say is learned with the texts; scoring reads the text alone. Raises
    TrainingError when their numbers differ, or a value is no text (a missing cell that was read as
    NaN).
    """

    titles: Sequence[str]
    categories: Sequence[str]
    texts: Sequence[str]
    industries: Sequence[str] = ()

    def __post_init__(self) -> None:
        columns = [self.titles, self.categories, self.texts]
        if len(self.industries):
            columns.append(self.industries)
        sizes = [len(column) for column in columns]
        if len(set(sizes)) > 1:
            listed = ", ".join(map(str, sizes))
            raise TrainingError(
                f"The columns have {listed} rows: give a title, a category and a text for every "
                "row."
            )
        for number, row in enumerate(zip(*columns, strict=True), start=1):
            if not all(isinstance(value, str) for value in row):
                raise TrainingError(
                    f"Row {number} has a value that is no text: {row!r}. "
                    "Fill it in or remove the row."
                )

    def corpora(self, settings: Settings, progress: Progress = iter) -> tuple[Corpus, Corpus]:
        """The texts as they are scored, and as they are learned from: with the industry beside."""
        analyser = Analyser(settings.cleaning, settings.extraction)
        scored = read(self.texts, analyser, progress)
        if not any(self.industries):
            return scored, scored
        learned = scored.beside(self.industries)
        return scored, learned

    def trade(self, settings: Settings) -> frozenset[str]:
        """The tokens of the categories and industries."""
        words: set[str] = set()
        for label in {*self.categories, *self.industries}:
            words.update(tokens(label, settings.cleaning))
        return frozenset(words)

    def take(self, places: Sequence[int]) -> "Rows":
        """Some of the rows, in that order."""
        industries: list[str] = []
        # Empty where no row has one
        if len(self.industries):
            industries = [self.industries[place] for place in places]
        return Rows(
            titles=[self.titles[place] for place in places],
            categories=[self.categories[place] for place in places],
            texts=[self.texts[place] for place in places],
            industries=industries,
        )


def refuse_too_few(number: int, k: int) -> None:
    """Raise TrainingError when so many rows are fewer than the clusters."""
    if number == 0:
        raise TrainingError("There is no row to train on.")
    if number == 1:
        raise TrainingError("A single row makes no clusters: add rows of other companies.")
    if k > number:
        raise TrainingError(
            f"{k} clusters from {number} rows: choose k from 2 to {number}, or add rows."
        )
