"""Where statements lie: coordinates in which those that say alike lie close, for some statements and for all.

Coordinates of wording come from TF-IDF over lemmas and over character runs (Dutch glues nouns together; runs see
"vergunning" in "vergunningaanvraag"), reduced by truncated SVD (latent semantic analysis) and scaled to unit
length. Beside these stand the coordinates of a sentence encoder, which knows that "traag" and "duurt lang" mean
alike, reduced likewise.

To read a million statements by that encoder would take an hour. Of statements that it did not read, the
coordinates of meaning are estimated: by ridge regression (Hoerl & Kennard 1970) on their wording and on signs of
meaning that are there already, fitted on those that it did read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import Ridge
from sklearn.preprocessing import normalize

from pipeline.core.params import Discover

DECIMALS = 5  # of coordinates: below the noise of other processors, above what separates statements
_RUNS = (4, 6)  # characters; shorter runs are endings, longer ones are whole words

Points = NDArray[np.float64]


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
    by_word: TfidfVectorizer
    by_run: TfidfVectorizer
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
        by_word = TfidfVectorizer(analyzer=str.split, sublinear_tf=True)
        by_run = TfidfVectorizer(analyzer="char_wb", ngram_range=_RUNS, sublinear_tf=True, lowercase=False)
        texts = _texts(documents)
        counted = hstack([by_word.fit_transform(texts), params.run_weight * by_run.fit_transform(texts)])
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
        texts = _texts(documents)
        counted = hstack([self.by_word.transform(texts), self.params.run_weight * self.by_run.transform(texts)])
        wording = normalize(self.reduction.transform(csr_matrix(counted)))
        if self.estimate is None:
            return self._together(wording, None)
        return self._together(wording, normalize(self.estimate.predict(np.hstack([wording, signs]))))

    def _together(self, wording: Points, meaning: Points | None) -> Points:
        if meaning is None:
            return np.round(wording, DECIMALS)
        both = normalize(np.hstack([wording, self.params.meaning_weight * meaning]))
        return np.asarray(np.round(both, DECIMALS))


def _texts(documents: Sequence[Sequence[str]]) -> list[str]:
    return [" ".join(words) for words in documents]


def _reduced(features: Any, params: Discover) -> tuple[TruncatedSVD, Points]:
    dimensions = min(params.dimensions, *(side - 1 for side in features.shape))
    reduction = TruncatedSVD(dimensions, random_state=params.seed)
    return reduction, normalize(reduction.fit_transform(features))
