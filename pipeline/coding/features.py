"""Texts as rows of numbers: word sequences, character runs and what the rules found.

Three blocks side by side: TF-IDF of word sequences, TF-IDF of character runs (each block of
length one per text, so that a long answer weighs as much as a short one), and one column per
label and per rule that is 1 (times a weight) where it found something.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfVectorizer

from pipeline.coding.rules import Hit
from pipeline.coding.words import plain_words, text_runs, word_sequences

_COMMON = 4.0  # inverse document frequency of a word in one of twenty statements: 1 + ln 20

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Features:
    """The columns: their names, their weights, how to fill them.

    Attributes
    ----------
    words, runs : vocabulary of the two TF-IDF blocks, in column order.
    word_weights, run_weights : (n_words,), (n_runs,); inverse document frequencies.
    rules : names of the rule columns, "label" or "label: rule".
    rule_weight : what a rule column holds where the rule found something.
    """

    words: tuple[str, ...]
    word_weights: FloatArray
    runs: tuple[str, ...]
    run_weights: FloatArray
    rules: tuple[str, ...]
    rule_weight: float

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        rules: Sequence[str],
        *,
        min_words: int,
        min_runs: int,
        rule_weight: float,
    ) -> Features:
        """Choose the columns from texts: pieces that occur in at least so many of them."""
        word_block = _vectorizer(word_sequences, min_df=min_words).fit(texts)
        run_block = _vectorizer(text_runs, min_df=min_runs).fit(texts)
        return cls(
            words=tuple(word_block.get_feature_names_out().tolist()),
            word_weights=word_block.idf_.astype(np.float32),
            runs=tuple(run_block.get_feature_names_out().tolist()),
            run_weights=run_block.idf_.astype(np.float32),
            rules=tuple(rules),
            rule_weight=rule_weight,
        )

    @cached_property
    def _blocks(self) -> tuple[TfidfVectorizer, TfidfVectorizer]:
        blocks = (
            _vectorizer(word_sequences, vocabulary=self.words),
            _vectorizer(text_runs, vocabulary=self.runs),
        )
        for block, weights in zip(blocks, (self.word_weights, self.run_weights), strict=True):
            block.idf_ = weights
        return blocks

    @cached_property
    def _rule_column(self) -> dict[str, int]:
        return {name: column for column, name in enumerate(self.rules)}

    @cached_property
    def known_words(self) -> frozenset[str]:
        """Single words that have a column."""
        return frozenset(word for word in self.words if " " not in word)

    @cached_property
    def common_words(self) -> frozenset[str]:
        """Single words that many statements have ("de", "ook"): they weigh, but explain nothing."""
        return frozenset(
            word
            for word, weight in zip(self.words, self.word_weights, strict=True)
            if " " not in word and weight < _COMMON
        )

    def transform(self, texts: Sequence[str], hits: Sequence[Sequence[Hit]]) -> sp.csr_matrix:
        """(n_texts, n_columns): words, then runs, then rules. A row depends on its own text only."""
        words, runs = (block.transform(texts) for block in self._blocks)
        return sp.hstack([words, runs, self._rule_block(hits)], format="csr", dtype=np.float32)

    def _rule_block(self, hits: Sequence[Sequence[Hit]]) -> sp.csr_matrix:
        rows, columns = [], []
        for row, found in enumerate(hits):
            names = {name for hit in found for name in (hit.label, f"{hit.label}: {hit.rule}")}
            known = sorted(self._rule_column[name] for name in names if name in self._rule_column)
            rows += [row] * len(known)
            columns += known
        values = np.full(len(rows), self.rule_weight, dtype=np.float32)
        return sp.csr_matrix((values, (rows, columns)), shape=(len(hits), len(self.rules)))

    def known_share(self, text: str) -> float:
        """Share of a text's words that the coder has seen, 0–1; low in another language. No words: 0."""
        words = plain_words(text)
        return sum(word in self.known_words for word in words) / len(words) if words else 0.0


def _vectorizer(analyzer: object, **options: object) -> TfidfVectorizer:
    return TfidfVectorizer(analyzer=analyzer, sublinear_tf=True, dtype=np.float32, **options)
