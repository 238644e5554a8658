"""Training texts, taken apart once: how often each text has each n-gram."""

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from clustering.text.ngrams import Analyser, plain_weights
from clustering.text.vocabulary import Vocabulary

Progress = Callable[[Sequence[str]], Iterator[str]]


@dataclass(frozen=True)
class Corpus:
    """n texts with U different n-grams: `counts` is n x U, its columns in the order of `ngrams`."""

    texts: Sequence[str]
    analyser: Analyser
    ngrams: list[str]
    counts: csr_matrix

    def take(self, rows: Sequence[int] | NDArray[np.intp]) -> "Corpus":
        """The corpus of some of the texts; n-grams that none of them has stay as empty columns."""
        return Corpus(
            [self.texts[row] for row in rows], self.analyser, self.ngrams, self.counts[rows]
        )

    def beside(self, labels: Sequence[str]) -> "Corpus":
        """The corpus with a label after each text, as a sentence of its own."""
        different = sorted(set(labels))
        added = read(different, self.analyser)
        place = {
            ngram: column
            for column, ngram in enumerate(dict.fromkeys([*self.ngrams, *added.ngrams]))
        }
        shape = (len(different), len(place))
        columns = np.array([place[ngram] for ngram in added.ngrams], dtype=np.intp)
        known = csr_matrix(
            (added.counts.data, columns[added.counts.indices], added.counts.indptr), shape=shape
        )
        row = {label: number for number, label in enumerate(different)}
        counts = self._widened(len(place)) + known[[row[label] for label in labels]]
        texts = [f"{text}\n{label}" for text, label in zip(self.texts, labels, strict=True)]
        return Corpus(texts, self.analyser, list(place), counts)

    def documents(self) -> NDArray[np.int64]:
        """U numbers: how many texts have an n-gram."""
        return np.bincount(self.counts.indices, minlength=len(self.ngrams))

    def first_rows(self, ngrams: set[str]) -> list[int]:
        """Rows enough that each of the n-grams is in one of them;
        n-grams of other texts have none.
        """
        columns = [column for column, ngram in enumerate(self.ngrams) if ngram in ngrams]
        found = self.counts[:, columns].tocsc()
        firsts = found.indptr[:-1][np.diff(found.indptr) > 0]
        return sorted(set(found.indices[firsts].tolist()))

    def company_words(self, titles: Sequence[str]) -> frozenset[str]:
        """The tokens of the titles that belong to a company rather than to a trade.

        "Bank" stands in many texts whose titles lack it; a token found mostly under its own title
        is a name.
        """
        place = {ngram: column for column, ngram in enumerate(self.ngrams)}
        own: Counter[str] = Counter()
        for row, title in enumerate(titles):
            columns = set(
                self.counts.indices[self.counts.indptr[row] : self.counts.indptr[row + 1]].tolist()
            )
            own.update(
                {token for token in self.analyser.ngrams(title) if place.get(token) in columns}
            )
        everywhere = self.documents()
        return frozenset(
            token
            for token, count in own.items()
            if "_" not in token and 2 * count >= everywhere[place[token]]
        )

    def weigh(self, vocabulary: Vocabulary) -> csr_matrix:
        """n x V: the weights of the texts as `Analyser.weigh` gives them, up to rounding.

        The vocabulary may have n-grams that the corpus lacks.
        """
        if self.analyser.extraction.weights == "graph":
            return vstack(
                [_sparse_row(text, self.analyser, vocabulary) for text in self.texts], format="csr"
            )
        known = self._widened(len(self.ngrams) + 1)[:, self._columns(vocabulary)].astype(np.float64)
        known.sort_indices()
        known.data = plain_weights(
            known.data, vocabulary.idf[known.indices], self.analyser.extraction.weights
        )
        if self.analyser.extraction.normalise:
            lengths = (
                np.sqrt(known.multiply(known).sum(axis=1)).A1
                if known.nnz
                else np.zeros(known.shape[0])
            )
            known.data /= np.repeat(np.where(lengths, lengths, 1), np.diff(known.indptr))
        known.eliminate_zeros()
        return known.astype(np.float32)

    def _columns(self, vocabulary: Vocabulary) -> NDArray[np.intp]:
        place = {ngram: number for number, ngram in enumerate(self.ngrams)}
        absent = len(place)
        return np.array([place.get(ngram, absent) for ngram in vocabulary.ngrams], dtype=np.intp)

    def _widened(self, columns: int) -> csr_matrix:
        """The counts with empty columns at the end."""
        counts = self.counts
        return csr_matrix(
            (counts.data, counts.indices, counts.indptr), shape=(len(self.texts), columns)
        )


def read(texts: Sequence[str], analyser: Analyser, progress: Progress = iter) -> Corpus:
    """Take the texts apart; `progress` wraps the loop over them, as tqdm does."""
    place: dict[str, int] = {}
    columns, counts, starts = array("i"), array("i"), array("q", [0])
    for text in progress(texts):
        for ngram, count in Counter(analyser.ngrams(text)).items():
            columns.append(place.setdefault(ngram, len(place)))
            counts.append(count)
        starts.append(len(columns))
    matrix = csr_matrix(
        (np.array(counts), np.array(columns), np.array(starts)), shape=(len(texts), len(place))
    )
    return Corpus(texts, analyser, list(place), matrix)


def _sparse_row(text: str, analyser: Analyser, vocabulary: Vocabulary) -> csr_matrix:
    weights = analyser.weigh(text, vocabulary)
    shape = (1, len(vocabulary.ngrams))
    return csr_matrix((weights.values, weights.indices, [0, len(weights.indices)]), shape=shape)
