"""Where statements lie: coordinates in which those that say alike lie close, for some statements and for all.

Coordinates of wording come from TF-IDF over lemmas and over character runs (Dutch glues nouns together; runs see
"vergunning" in "vergunningaanvraag"), reduced by truncated SVD (latent semantic analysis) and scaled to unit
length. Beside these stand the coordinates of a sentence encoder, which knows that "traag" and "duurt lang" mean
alike, reduced likewise.

To read a million statements by that encoder would take an hour. Of statements that it did not read, the
coordinates of meaning are estimated: by ridge regression (Hoerl & Kennard 1970) on their wording and on signs of
meaning that are there already, fitted on those that it did read.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import Ridge
from sklearn.preprocessing import normalize

from pipeline.core.params import Discover
from pipeline.core.text import remembered

DECIMALS = 5  # of coordinates: below the noise of other processors, above what separates statements
_RUNS = (4, 6)  # characters; shorter runs are endings, longer ones are whole words

_KNOWN_LEMMAS = 100_000  # of which the pieces are remembered; about 20 MB

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Counted:
    """Pieces of statements, counted and weighed by TF-IDF.

    A piece lies within one lemma. So of many statements each lemma is cut once, and the counts are a product of
    two sparse matrices: how often a statement has a lemma, and a lemma a piece.
    """

    pieces: CountVectorizer
    weights: TfidfTransformer

    @classmethod
    def fitted(cls, pieces: CountVectorizer, documents: Sequence[Sequence[str]]) -> tuple["Counted", csr_matrix]:
        """What counts these pieces, and the weighed pieces (statements, n_pieces) of some statements."""
        weights = TfidfTransformer(sublinear_tf=True)
        found = weights.fit_transform(pieces.fit_transform(" ".join(words) for words in documents))
        return cls(pieces, weights), found

    def of(self, lemmas: Collection[str], in_statement: csr_matrix) -> csr_matrix:
        """(statements, n_pieces) the weighed pieces of other statements, as :func:`lemmas_in` gives them."""
        own = [self._cut(lemma) for lemma in lemmas]
        in_lemma = _rows_of(list(map(len, own)), list(chain.from_iterable(own)), len(self.pieces.vocabulary_))
        return csr_matrix(self.weights.transform(in_statement @ in_lemma))

    @cached_property
    def _cut(self) -> Callable[[str], list[int]]:
        """From a lemma to the numbers of its pieces."""
        cut, known = self.pieces.build_analyzer(), self.pieces.vocabulary_
        return remembered(lambda lemma: [known[piece] for piece in cut(lemma) if piece in known], _KNOWN_LEMMAS)


def lemmas_in(documents: Sequence[Sequence[str]]) -> tuple[Collection[str], csr_matrix]:
    """The lemmas of statements, and (statements, lemmas) how often each has them."""
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    places = [*map(numbers.__getitem__, chain.from_iterable(documents))]
    return numbers, _rows_of(list(map(len, documents)), places, len(numbers))


def _rows_of(sizes: Sequence[int], columns: Sequence[int], width: int) -> csr_matrix:
    """A matrix of ones, of which each row has so many of these columns; ones in one place are added up."""
    ends = np.cumsum([0, *sizes])
    return csr_matrix((np.ones(len(columns)), np.array(columns, dtype=np.int64), ends), shape=(len(sizes), width))


@dataclass(frozen=True)
class Space:
    """Coordinates of the statements that it was fitted on, and what gives other statements theirs.

    Attributes
    ----------
    wording : (statements, dimensions) of unit length.
    meaning : likewise; None where wording alone counts.
    estimate : from wording and signs to meaning; see :meth:`able_to_estimate`.
    """

    params: Discover
    by_word: Counted
    by_run: Counted
    reduction: TruncatedSVD
    wording: Points
    meaning: Points | None
    estimate: Ridge | None = None

    @classmethod
    def of(
        cls, documents: Sequence[Sequence[str]], params: Discover, meanings: NDArray[np.floating] | None = None
    ) -> "Space":
        """The space of some statements.

        Parameters
        ----------
        documents : per statement its lemmas.
        meanings : (statements, any dimensions), texts that say alike lie close; None: wording alone counts.

        Notes
        -----
        What all statements share (the mean) says nothing of their differences and is taken off meaning first.
        """
        by_word, words = Counted.fitted(CountVectorizer(analyzer=str.split), documents)
        runs_of = CountVectorizer(analyzer="char_wb", ngram_range=_RUNS, lowercase=False)
        by_run, runs = Counted.fitted(runs_of, documents)
        counted = hstack([words, params.run_weight * runs])
        reduction, wording = _reduced(counted.tocsr(), params)
        meaning = None
        if meanings is not None:
            centred = np.asarray(meanings, dtype=np.float64) - meanings.mean(axis=0, dtype=np.float64)
            _, meaning = _reduced(normalize(centred), params)
        return cls(params, by_word, by_run, reduction, wording, meaning)

    @property
    def points(self) -> Points:
        """(statements, dimensions) of the statements that it was fitted on, of unit length; cosine = likeness.

        With weight w of meaning the cosine is (cosine of wording + w² cosine of meaning) / (1 + w²).
        """
        return self._together(self.wording, self.meaning)

    def able_to_estimate(self, signs: Points) -> "Space":
        """The same space, that can estimate meaning too; ``signs`` (statements, n_signs) are of its statements."""
        if self.meaning is None:
            return self
        estimate = Ridge().fit(np.hstack([self.wording, signs]), self.meaning)
        return Space(**{**self.__dict__, "estimate": estimate})

    def place(self, documents: Sequence[Sequence[str]], signs: Points) -> Points:
        """(statements, dimensions) of other statements, from their lemmas and signs; as :attr:`points`."""
        found = lemmas_in(documents)
        counted = hstack([self.by_word.of(*found), self.params.run_weight * self.by_run.of(*found)])
        wording = normalize(self.reduction.transform(csr_matrix(counted)))
        if self.estimate is None:
            return self._together(wording, None)
        return self._together(wording, normalize(self.estimate.predict(np.hstack([wording, signs]))))

    def _together(self, wording: Points, meaning: Points | None) -> Points:
        if meaning is None:
            return np.round(wording, DECIMALS)
        both = normalize(np.hstack([wording, self.params.meaning_weight * meaning]))
        return np.asarray(np.round(both, DECIMALS))


def _reduced(features: Any, params: Discover) -> tuple[TruncatedSVD, Points]:
    dimensions = min(params.dimensions, *(side - 1 for side in features.shape))
    reduction = TruncatedSVD(dimensions, random_state=params.seed)
    return reduction, normalize(reduction.fit_transform(features))
