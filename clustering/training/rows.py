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
    """Training rows: a title, a category ("" where it is not known) and a text each, and perhaps an
    industry.

    Titles only keep company names out of phrases and names. What industries say is learned with the
    texts; scoring reads the text alone. Raises TrainingError when their numbers differ, or a value
    is no text (a missing cell that was read as NaN).
    """

    titles: Sequence[str]
    categories: Sequence[str]
    texts: Sequence[str]
    industries: Sequence[str] = ()

    def __post_init__(self) -> None:
        given = [
            self.titles,
            self.categories,
            self.texts,
            *([self.industries] if len(self.industries) else []),
        ]
        if len({len(column) for column in given}) > 1:
            sizes = ", ".join(str(len(column)) for column in given)
            raise TrainingError(
                f"The columns have {sizes} rows: give a title, a category and a text for every row."
            )
        for number, row in enumerate(zip(*given, strict=True), start=1):
            if not all(isinstance(value, str) for value in row):
                raise TrainingError(
                    f"Row {number} has a value that is no text: {row!r}. "
                    "Fill it in or remove the row."
                )

    def corpora(self, settings: Settings, progress: Progress = iter) -> tuple[Corpus, Corpus]:
        """The texts as they are scored, and as they are learned from:
        with the industry beside them.
        """
        scored = read(self.texts, Analyser(settings.cleaning, settings.extraction), progress)
        return scored, scored.beside(self.industries) if any(self.industries) else scored

    def trade(self, settings: Settings) -> frozenset[str]:
        """The tokens of the categories and industries."""
        labels = sorted({*self.categories, *self.industries})
        return frozenset(token for label in labels for token in tokens(label, settings.cleaning))

    def take(self, places: Sequence[int]) -> "Rows":
        """Some of the rows, in that order."""
        columns = (self.titles, self.categories, self.texts, self.industries)
        return Rows(
            *([column[place] for place in places] if len(column) else () for column in columns)
        )
