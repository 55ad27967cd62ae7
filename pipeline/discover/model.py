"""BERTopic over short Dutch statements, without randomness: same statements, same topics.

Statements become points by TF-IDF over lemmas and over character runs (Dutch glues nouns
together; runs see "vergunning" in "vergunningaanvraag"), reduced by truncated SVD (latent
semantic analysis) and scaled to unit length; beside these stand the coordinates of a sentence
encoder, which knows that "traag" and "duurt lang" mean alike, reduced likewise. HDBSCAN then finds
dense groups, BERTopic draws the nearest outliers in and finds each group's words by class-based
TF-IDF.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from bertopic import BERTopic
from bertopic.backend import BaseEmbedder
from bertopic.dimensionality import BaseDimensionalityReduction
from bertopic.vectorizers import ClassTfidfTransformer
from numpy.typing import NDArray
from scipy.sparse import hstack
from sklearn.cluster import HDBSCAN
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.preprocessing import normalize

from pipeline.core.params import Discover

OUTLIER = -1  # BERTopic's number for "in no topic"
_DECIMALS = 5  # of coordinates: below the noise of other processors, above what separates statements
_RUNS = (4, 6)  # characters; shorter runs are endings, longer ones are whole words
_CANDIDATES = 5  # times as many words asked of BERTopic as are kept, as words of one statement fall out
_EMPTY_DOCUMENT = "emptydoc"  # BERTopic's stand-in for a text without words; must never name a topic


@dataclass(frozen=True)
class Topic:
    """One topic.

    Attributes
    ----------
    members : positions of its statements, most typical (nearest to the centroid) first.
    words : (lemma, class-based TF-IDF weight) from most to least typical; higher = more typical.
    """

    members: tuple[int, ...]
    words: tuple[tuple[str, float], ...]


def find_topics(
    documents: Sequence[Sequence[str]], params: Discover, meanings: NDArray[np.floating] | None = None
) -> list[Topic]:
    """Topics among statements, in no particular order; empty when there are none.

    Parameters
    ----------
    documents : per statement its lemmas, at least one; the caller sorts the statements.
    meanings : as for :func:`statement_points`.

    Notes
    -----
    Nothing is looked for among fewer different statements than make two topics: one group
    that holds everything tells nobody anything.
    """
    if len({tuple(words) for words in documents}) < 2 * params.min_topic_size:
        return []
    points = statement_points(documents, params, meanings)
    texts = [" ".join(words) for words in documents]
    model = BERTopic(
        language="multilingual",
        top_n_words=_CANDIDATES * params.words,
        embedding_model=BaseEmbedder(),
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=HDBSCAN(
            min_cluster_size=params.min_topic_size,
            min_samples=params.min_samples,
            cluster_selection_method="leaf",
            copy=True,
        ),
        vectorizer_model=_counter(),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
    )
    numbers, _ = model.fit_transform(texts, embeddings=points)
    if set(numbers) == {OUTLIER}:
        return []
    if OUTLIER in numbers:
        numbers = model.reduce_outliers(
            texts, numbers, strategy="embeddings", embeddings=points, threshold=params.outlier_similarity
        )
        # It warns of topics assigned by hand; that is what drawing outliers in does.
        logging.getLogger("BERTopic").setLevel(logging.ERROR)
        model.update_topics(
            texts,
            topics=numbers,
            top_n_words=_CANDIDATES * params.words,
            vectorizer_model=_counter(),
            ctfidf_model=model.ctfidf_model,
        )
    assigned = np.asarray(numbers)
    topics = []
    for number in sorted(set(numbers) - {OUTLIER}):
        members = _by_typicality(points, np.flatnonzero(assigned == number))
        words = shared_words(model.get_topic(number), [documents[member] for member in members])
        topics.append(Topic(members, words[: params.words]))
    return topics


def statement_points(
    documents: Sequence[Sequence[str]], params: Discover, meanings: NDArray[np.floating] | None = None
) -> NDArray[np.float64]:
    """Coordinates of statements, (statements, dimensions), unit length; cosine = likeness.

    Parameters
    ----------
    documents : per statement its lemmas.
    meanings : (statements, any dimensions), texts that say alike lie close; None: wording alone counts.

    Notes
    -----
    With weight w of meaning the cosine is (cosine of wording + w² cosine of meaning) / (1 + w²).
    What all statements share (the mean) says nothing of their differences and is taken off meaning first.
    """
    texts = [" ".join(words) for words in documents]
    by_word = TfidfVectorizer(analyzer=str.split, sublinear_tf=True).fit_transform(texts)
    by_run = TfidfVectorizer(analyzer="char_wb", ngram_range=_RUNS, sublinear_tf=True, lowercase=False)
    points = _reduced(hstack([by_word, params.run_weight * by_run.fit_transform(texts)]).tocsr(), params)
    if meanings is not None:
        centred = normalize(np.asarray(meanings, dtype=np.float64) - meanings.mean(axis=0, dtype=np.float64))
        points = normalize(np.hstack([points, params.meaning_weight * _reduced(centred, params)]))
    return np.round(points, _DECIMALS)


def _reduced(features: Any, params: Discover) -> NDArray[np.float64]:
    dimensions = min(params.dimensions, *(side - 1 for side in features.shape))
    reduced: NDArray[np.float64] = normalize(
        TruncatedSVD(dimensions, random_state=params.seed).fit_transform(features)
    )
    return reduced


def _counter() -> CountVectorizer:
    return CountVectorizer(analyzer=_countable)


def _countable(text: str) -> list[str]:
    return [word for word in text.split() if word != _EMPTY_DOCUMENT]


def _by_typicality(points: NDArray[np.float64], members: NDArray[np.intp]) -> tuple[int, ...]:
    likeness = np.round(points[members] @ points[members].mean(axis=0), _DECIMALS)
    return tuple(int(member) for member in members[np.lexsort((members, -likeness))])


def shared_words(
    weighted: Sequence[tuple[str, float]], documents: Sequence[Sequence[str]]
) -> tuple[tuple[str, float], ...]:
    """The words that name a topic: in two or more of its statements, heaviest first, ties by alphabet.

    A word of a single statement may weigh much because it is rare, and says nothing of the
    others. When the statements share no whole word at all (only parts of compounds), all stay.
    Weights are rounded to four decimals; BERTopic's weightless padding is left out.
    """
    spread = Counter(word for words in documents for word in set(words))
    rounded = sorted(
        ((word, round(float(weight), 4)) for word, weight in weighted if round(float(weight), 4) > 0),
        key=lambda pair: (-pair[1], pair[0]),
    )
    return tuple(pair for pair in rounded if spread[pair[0]] > 1) or tuple(rounded)
