"""BERTopic over short Dutch statements, without randomness: same statements, same topics.

HDBSCAN finds dense groups among statements as points (space.py), BERTopic draws the nearest outliers in and finds
each group's words by class-based TF-IDF. A reader can take in some tens of topics: where there are more, the least
size of a topic is raised until there are no more, and the first, small ones are named as parts of those.
"""

import logging
import math
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from bertopic import BERTopic
from bertopic.backend import BaseEmbedder
from bertopic.cluster import BaseCluster
from bertopic.dimensionality import BaseDimensionalityReduction
from bertopic.vectorizers import ClassTfidfTransformer
from numpy.typing import NDArray
from sklearn.cluster import HDBSCAN
from sklearn.cluster._hdbscan._tree import tree_to_labels
from sklearn.feature_extraction.text import CountVectorizer

from pipeline.core.parallel import cores
from pipeline.core.params import Discover
from pipeline.discover.space import DECIMALS, Points, Space
from pipeline.discover.topics import OUTLIER, Found, Topic

_GROWTH = 1.5  # times the least size of a topic at each try; smaller steps take longer and end nearer the most
_CANDIDATES = 5  # times as many words asked of BERTopic as are kept, as words of one statement fall out
_EMPTY_DOCUMENT = "emptydoc"  # BERTopic's stand-in for a text without words; must never name a topic


def find_topics(
    documents: Sequence[Sequence[str]], params: Discover, meanings: NDArray[np.floating] | None = None
) -> Found:
    """Topics among statements.

    Parameters
    ----------
    documents : per statement its lemmas, at least one; the caller sorts the statements.
    meanings : as for :meth:`Space.of`.

    Notes
    -----
    Nothing is looked for among fewer different statements than make two topics: one group
    that holds everything tells nobody anything.
    """
    if len({tuple(words) for words in documents}) < 2 * params.min_topic_size:
        return Found()
    space, size = Space.of(documents, params, meanings), params.min_topic_size
    groups_of = dense_groups(space.points, params)
    numbers = smallest = groups_of(size)
    while len({*numbers} - {OUTLIER}) > params.most_topics:
        size = math.ceil(_GROWTH * size)
        numbers = groups_of(size)
    parts = [] if numbers is smallest else _described(documents, space.points, params, smallest)
    return Found(_described(documents, space.points, params, numbers), parts, space)


def dense_groups(points: Points, params: Discover) -> Callable[[int], list[int]]:
    """From a least size to per point the number of its group, or ``OUTLIER``: as of HDBSCAN with this
    ``min_cluster_size``, of which the tree is the same for all sizes, and grown once.
    """
    # To look for neighbours takes most of the time; each point's are its own, on however many cores.
    known = HDBSCAN(min_samples=params.min_samples, n_jobs=cores(), copy=True).fit(points)
    tree = known._single_linkage_tree_  # it has no other name; to fit again is to grow it again
    return lambda size: [int(number) for number in tree_to_labels(tree, size, cluster_selection_method="leaf")[0]]


def _described(
    documents: Sequence[Sequence[str]], points: Points, params: Discover, groups: Sequence[int]
) -> list[Topic]:
    """The topics that groups make."""
    texts = [" ".join(words) for words in documents]
    model = BERTopic(
        language="multilingual",
        top_n_words=_CANDIDATES * params.words,
        embedding_model=BaseEmbedder(),
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=BaseCluster(),
        vectorizer_model=_counter(),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
    )
    numbers, _ = model.fit_transform(texts, embeddings=points, y=groups)
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


def _counter() -> CountVectorizer:
    return CountVectorizer(analyzer=_countable)


def _countable(text: str) -> list[str]:
    return [word for word in text.split() if word != _EMPTY_DOCUMENT]


def _by_typicality(points: Points, members: NDArray[np.intp]) -> tuple[int, ...]:
    likeness = np.round(points[members] @ points[members].mean(axis=0), DECIMALS)
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
