"""Training texts, taken apart once: how often each text has each n-gram."""

import itertools
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from clustering.bulk.text_rows import blocks, take_apart
from clustering.bulk.word_table import word_table
from clustering.text.arrays import Doubles, Indices
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

    @cached_property
    def column(self) -> dict[str, int]:
        """The column of each n-gram."""
        return numbered(self.ngrams)

    def take(self, rows: Sequence[int] | Indices) -> "Corpus":
        """The corpus of some of the texts; n-grams that none of them has stay as empty columns."""
        return Corpus(
            texts=[self.texts[row] for row in rows],
            analyser=self.analyser,
            ngrams=self.ngrams,
            counts=self.counts[rows],
        )

    def beside(self, labels: Sequence[str]) -> "Corpus":
        """The corpus with a label after each text, as a sentence of its own."""
        # Many texts share a label, so each is taken apart once
        different = sorted(set(labels))
        added = read(different, self.analyser)
        # A dictionary keeps its order, and each once
        either = dict.fromkeys(self.ngrams)
        either.update(dict.fromkeys(added.ngrams))
        ngrams = list(either)

        row = numbered(different)
        rows = [row[label] for label in labels]
        counts_of_different = added.in_columns_of(ngrams)
        counts_of_labels = counts_of_different[rows]
        counts_of_texts = self._widened(len(ngrams))
        texts = []
        for text, label in zip(self.texts, labels, strict=True):
            # A new line ends a sentence
            texts.append(f"{text}\n{label}")
        return Corpus(
            texts=texts,
            analyser=self.analyser,
            ngrams=ngrams,
            counts=counts_of_texts + counts_of_labels,
        )

    def in_columns_of(self, ngrams: Sequence[str]) -> csr_matrix:
        """The counts with other columns: those of `ngrams`, which have all of the corpus."""
        column = numbered(ngrams)
        new_columns = [column[ngram] for ngram in self.ngrams]
        columns = np.array(new_columns, dtype=np.intp)
        indices = columns[self.counts.indices]
        return self._moved(indices, len(ngrams))

    def documents(self) -> NDArray[np.int64]:
        """U numbers: how many texts have an n-gram."""
        return np.bincount(self.counts.indices, minlength=len(self.ngrams))

    def first_rows(self, ngrams: set[str]) -> list[int]:
        """Rows enough that each of the n-grams that the corpus has is in one of them."""
        columns = []
        for column, ngram in enumerate(self.ngrams):
            if ngram in ngrams:
                columns.append(column)
        by_column = self.counts[:, columns].tocsc()
        starts = by_column.indptr[:-1]
        has_rows = np.diff(by_column.indptr) > 0
        firsts = by_column.indices[starts[has_rows]]
        return sorted(set(firsts.tolist()))

    def company_words(self, titles: Sequence[str]) -> frozenset[str]:
        """The tokens of the titles that belong to a company rather than to a trade.

        "Bank" stands in many texts whose titles lack it; a token found mostly under its own title
        is a name.
        """
        # In how many texts of its own a token of a title stands
        own: Counter[str] = Counter()
        for row, title in enumerate(titles):
            start = self.counts.indptr[row]
            end = self.counts.indptr[row + 1]
            columns_of_row = self.counts.indices[start:end]
            columns = set(columns_of_row.tolist())
            # A token that stands twice in a title is still of one text
            ngrams_of_title = set(self.analyser.ngrams(title))
            for ngram in ngrams_of_title:
                is_word = "_" not in ngram
                if is_word and self.column.get(ngram) in columns:
                    own[ngram] += 1

        documents = self.documents()
        names = set()
        for token, count in own.items():
            column_of_token = self.column[token]
            everywhere = documents[column_of_token]
            if 2 * count >= everywhere:
                names.add(token)
        return frozenset(names)

    def weigh(self, vocabulary: Vocabulary) -> csr_matrix:
        """n x V: the weights of the texts as `Analyser.weigh` gives them, up to rounding.

        The vocabulary may have n-grams that the corpus lacks.
        """
        extraction = self.analyser.extraction
        if extraction.weights == "graph":
            # A text's ranks depend on the order of its words, which the counts have not kept
            shape = (1, len(vocabulary.ngrams))
            rows = []
            for text in self.texts:
                known = self.analyser.weigh(text, vocabulary)
                ends = [0, len(known.indices)]
                weights = csr_matrix((known.values, known.indices, ends), shape=shape)
                rows.append(weights)
            return vstack(rows, format="csr")

        # Behind the others, for all n-grams that the corpus lacks
        empty_column = len(self.ngrams)
        numbers = [self.column.get(ngram, empty_column) for ngram in vocabulary.ngrams]
        columns = np.array(numbers, dtype=np.intp)

        counts = self._widened(empty_column + 1)
        counts_of_known = counts[:, columns]
        weights = counts_of_known.astype(np.float64)
        # In the order of the vocabulary, as a text alone is weighed
        weights.sort_indices()
        idf = vocabulary.idf[weights.indices]
        weights.data = plain_weights(weights.data, idf, extraction.weights)
        if extraction.normalise and weights.nnz:
            lengths = sparse_lengths(weights)
            sizes = np.diff(weights.indptr)
            weights.data /= np.repeat(lengths, sizes)
        # A text whose n-grams all weigh nothing is not known
        weights.eliminate_zeros()
        return weights.astype(np.float32)

    def _widened(self, columns: int) -> csr_matrix:
        """The counts with empty columns at the end."""
        return self._moved(self.counts.indices, columns)

    def _moved(self, indices: Indices, columns: int) -> csr_matrix:
        """The counts in so many columns, each in the column that `indices` says."""
        parts = (self.counts.data, indices, self.counts.indptr)
        shape = (len(self.texts), columns)
        return csr_matrix(parts, shape=shape)


def numbered(values: Sequence[str]) -> dict[str, int]:
    """Each of some different values with its place among them."""
    return {value: number for number, value in enumerate(values)}


def sparse_lengths(vectors: csr_matrix) -> Doubles:
    """The length of each row, to divide it by: 1 for zeros, which then stay zeros."""
    # NumPy's norm takes no sparse matrix
    squares = vectors.multiply(vectors)
    sums = squares.sum(axis=1)
    lengths = np.sqrt(sums).A1
    return np.where(lengths, lengths, 1)


def sums_by_place(rows: csr_matrix, places: Indices, number: int) -> csr_matrix:
    """number x V: the sums of those rows (n x V) that are in each place (n)."""
    size = len(places)
    ones = np.ones(size)
    where = (places, np.arange(size))
    # 1 where a row is in a place: the product adds up the rows of each
    chosen = csr_matrix((ones, where), shape=(number, size))
    return chosen @ rows


def read(texts: Sequence[str], analyser: Analyser, progress: Progress = iter) -> Corpus:
    """Take the texts apart; `progress` wraps the loop over them, as tqdm does."""
    # A new n-gram gets the next number
    column: defaultdict[str, int] = defaultdict(itertools.count().__next__)
    # Arrays, for lists of as many numbers would take several times the memory
    columns = array("i")
    ends = array("q", [0])
    extraction = analyser.extraction
    for block in blocks(progress(texts)):
        table = word_table(analyser.cleaning, extraction.shortest, extraction.longest)
        tokens = take_apart(block, table).tokens()
        for sentences in tokens.sentences_of_each(table.names):
            ngrams = analyser.ngrams_of(sentences)
            columns.extend(map(column.__getitem__, ngrams))
            ends.append(len(columns))
    parts = (
        np.ones(len(columns), dtype=np.int32),
        np.array(columns),
        np.array(ends),
    )
    counts = csr_matrix(parts, shape=(len(texts), len(column)))
    counts.sum_duplicates()
    return Corpus(
        texts=texts,
        analyser=analyser,
        ngrams=list(column),
        counts=counts,
    )
