"""Texts as rows of numbers: word n-grams, character n-grams, what the rules found, what the encoder says.

Four blocks side by side: TF-IDF of word n-grams, TF-IDF of character n-grams (each block of
length one per text, so that a long answer weighs as much as a short one), one column per label
and per rule that is 1 (times a weight) where it found something, and the log-odds that the
sentence encoder gives each label that it knows.
"""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from pipeline.coder.encoder.encoder import Floats, slices
from pipeline.coder.rules.rules import Hit
from pipeline.core.text import LONGEST_WORD_NGRAM, char_ngrams, marked_sentences, plain_words, remembered

_COMMON = 4.0  # inverse document frequency of a word in one of twenty statements: 1 + ln 20
_KNOWN_WORDS = 100_000  # of which the columns of their n-grams are remembered; about 20 MB
_BLOCKS = ("word_ngrams", "char_ngrams", "rules", "encoder")

Ints = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Features:
    """The columns: their names, their weights, how to fill them.

    Attributes
    ----------
    word_ngrams, char_ngrams : vocabulary of the two TF-IDF blocks, in column order.
    word_idf, char_idf : (n_word_ngrams,), (n_char_ngrams,); inverse document frequencies.
    rules : names of the rule columns, "label" or "label: rule".
    rule_weight : what a rule column holds where the rule found something.
    encoder : labels of the encoder's log-odds, in column order.
    """

    word_ngrams: tuple[str, ...]
    word_idf: Floats
    char_ngrams: tuple[str, ...]
    char_idf: Floats
    rules: tuple[str, ...]
    rule_weight: float
    encoder: tuple[str, ...]

    @cached_property
    def _column(self) -> dict[str, dict[str, int]]:
        """Per block the column of each name."""
        blocks = {"word_ngrams": self.word_ngrams, "char_ngrams": self.char_ngrams, "rules": self.rules}
        return {block: {name: column for column, name in enumerate(names)} for block, names in blocks.items()}

    @cached_property
    def _char_columns_of_word(self) -> Callable[[str], bytes]:
        # A word has the same n-grams in every text: they are remembered.
        return remembered(self._new_char_columns, _KNOWN_WORDS)

    def _new_char_columns(self, word: str) -> bytes:
        """The columns of a word's n-grams, as often as each occurs, ascending, as the bytes of an array."""
        column = self._column["char_ngrams"]
        found = map(column.get, char_ngrams(word))
        return array("i", sorted(each for each in found if each is not None)).tobytes()

    @cached_property
    def distinct_char_ngrams(self) -> Callable[[str], Ints]:
        """Columns, among the character n-grams, of those of a word, ascending, each once."""
        return remembered(
            lambda word: np.unique(np.frombuffer(self._new_char_columns(word), np.int32)), _KNOWN_WORDS
        )

    @cached_property
    def words_of_ngrams(self) -> tuple[dict[str, int], Ints]:
        """The words of all word n-grams, numbered, and (n_word_ngrams, 3) the numbers of each n-gram's words, in
        order, without signs and marks; -1 where it has fewer.
        """
        numbers: dict[str, int] = {}
        found = np.full((len(self.word_ngrams), LONGEST_WORD_NGRAM), -1, np.int32)
        for row, piece in enumerate(self.word_ngrams):
            words = [part for part in piece.split() if part.isalnum()]
            found[row, : len(words)] = [numbers.setdefault(word, len(numbers)) for word in words]
        return numbers, found

    @cached_property
    def common_words(self) -> frozenset[str]:
        """Single words that many statements have ("de", "ook"): they weigh, but explain nothing."""
        return frozenset(
            word
            for word, weight in zip(self.word_ngrams, self.word_idf, strict=True)
            if " " not in word and weight < _COMMON
        )

    @cached_property
    def columns(self) -> dict[str, slice]:
        """Where each block's columns are."""
        return slices({block: len(getattr(self, block)) for block in _BLOCKS})

    def transform(
        self,
        texts: Sequence[str],
        hits: Sequence[Sequence[Hit]],
        logits: Floats,
        words: Sequence[Sequence[str]] | None = None,
    ) -> sp.csr_matrix:
        """(n_texts, n_columns), blocks in the order of :attr:`columns`. A row depends on its own text only.

        Parameters
        ----------
        logits : (n_texts, n_encoder); the encoder's log-odds.
        words : the texts' plain words, where they are there already.
        """
        spoken = [plain_words(text) for text in texts] if words is None else words
        blocks = [
            self._word_block(texts),
            self._char_block(spoken),
            self._rule_block(hits),
            sp.csr_matrix(logits),
        ]
        return sp.hstack(blocks, format="csr", dtype=np.float32)

    def _word_block(self, texts: Sequence[str]) -> sp.csr_matrix:
        # As numbers: to make the strings of word_ngrams and look each up takes three times as long.
        numbers, known, column = self._numbered_ngrams
        sentences = [(row, marked) for row, text in enumerate(texts) for marked in marked_sentences(text)]
        words = np.array([numbers.get(word, 0) for _, marked in sentences for word in marked], dtype=np.int64)
        sentence = np.repeat(
            np.arange(len(sentences)), np.array([len(own) for _, own in sentences], dtype=np.int64)
        )
        row_of = np.array([row for row, _ in sentences], dtype=np.int64)
        rows, columns, ngrams, base = list[Ints](), list[Ints](), words, len(numbers) + 1
        for more in range(LONGEST_WORD_NGRAM):
            ngrams = words if not more else ngrams[:-1] * base + words[more:]
            within = sentence[: len(ngrams)] == sentence[more:]
            place = np.searchsorted(known, ngrams)
            there = within & (known[place] == ngrams) & (ngrams >= base**more)  # else the first is no known word
            rows.append(row_of[sentence[: len(ngrams)][there]])
            columns.append(column[place[there]])
        row, order = np.concatenate(rows), np.argsort(np.concatenate(rows), kind="stable")
        ends = np.searchsorted(row[order], np.arange(len(texts) + 1)).tolist()
        return _weighed(np.concatenate(columns)[order], ends, self.word_idf)

    @cached_property
    def _numbered_ngrams(self) -> tuple[dict[str, int], Ints, Ints]:
        """A number from 1 for each word of the word n-grams, the n-grams as numbers of which these are the digits,
        ascending, and the column of each; at last one that is none.
        """
        numbers: dict[str, int] = {}
        pieces = [
            [numbers.setdefault(word, len(numbers) + 1) for word in piece.split()] for piece in self.word_ngrams
        ]
        base, keys = len(numbers) + 1, np.zeros(len(pieces), dtype=np.int64)
        for place in range(LONGEST_WORD_NGRAM):
            digits = np.array([piece[place] if place < len(piece) else 0 for piece in pieces], dtype=np.int64)
            longer = digits > 0
            keys[longer] = keys[longer] * base + digits[longer]
        order = np.argsort(keys)
        none = np.iinfo(np.int64).max
        return numbers, np.append(keys[order], none), np.append(order, 0).astype(np.int32)

    def _char_block(self, spoken: Sequence[Sequence[str]]) -> sp.csr_matrix:
        if not self.char_ngrams:
            return sp.csr_matrix((len(spoken), 0), dtype=np.float32)
        cells = [b"".join(map(self._char_columns_of_word, words)) for words in spoken]
        size = np.dtype(np.int32).itemsize
        ends = np.cumsum([0, *(len(cell) // size for cell in cells)]).tolist()
        return _weighed(np.frombuffer(b"".join(cells), dtype=np.int32), ends, self.char_idf)

    def _rule_block(self, hits: Sequence[Sequence[Hit]]) -> sp.csr_matrix:
        column, rows, columns = self._column["rules"], [], []
        for row, matches in enumerate(hits):
            names = {name for hit in matches for name in (hit.label, f"{hit.label}: {hit.rule}")}
            known = sorted(column[name] for name in names if name in column)
            rows += [row] * len(known)
            columns += known
        values = np.full(len(rows), self.rule_weight, dtype=np.float32)
        return sp.csr_matrix((values, (rows, columns)), shape=(len(hits), len(self.rules)))

    def known_share(self, words: Sequence[str]) -> float:
        """Share of a text's plain words that the coder has seen, 0–1; low in another language. No words: 0."""
        return sum(map(self._column["word_ngrams"].__contains__, words)) / len(words) if words else 0.0


def _weighed(columns: Ints, ends: Sequence[int], weights: Floats) -> sp.csr_matrix:
    """Rows of TF-IDF, as scikit-learn's TfidfVectorizer makes them, from the columns that each text has.

    Parameters
    ----------
    columns : texts one after another, a column as often as its piece occurs in the text.
    ends : (n_texts + 1,) where each text begins and the last one ends.
    weights : (n_columns,) inverse document frequencies.
    """
    shape = (len(ends) - 1, len(weights))
    rows = sp.csr_matrix((np.ones(len(columns), dtype=np.float32), columns.copy(), ends), shape=shape)
    rows.sum_duplicates()
    rows.data = (np.log(rows.data) + 1) * weights[rows.indices]
    row_of = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    lengths = np.sqrt(np.bincount(row_of, rows.data * rows.data, minlength=rows.shape[0]))
    rows.data = (rows.data / lengths[row_of]).astype(np.float32)
    return rows
