"""Pieces of statements, counted lemma by lemma, are those that scikit-learn counts in the whole text."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from pipeline.discover.space import Counted, lemmas_in
from pipeline.discover.words import lemmas_of, topic_words

LEMMAS = st.sampled_from(["brief", "banaan", "uit_leggen", "a", "taalbureau", "één", "nieuw", "brieven"])
DOCUMENTS = st.lists(st.lists(LEMMAS, max_size=6), min_size=1, max_size=5)


@settings(max_examples=50)
@given(others=DOCUMENTS)
def test_pieces_are_those_of_the_whole_text(others: list[list[str]]) -> None:
    known = [["brief", "banaan", "banaan"], ["uit_leggen", "één"], ["taalbureau"]]
    how = {"analyzer": "char_wb", "ngram_range": (4, 6), "lowercase": False}
    oracle = TfidfVectorizer(sublinear_tf=True, **how).fit([" ".join(words) for words in known])

    counted, fitted = Counted.fitted(CountVectorizer(**how), known)

    of_known, of_others = (counted.of(*lemmas_in(documents)) for documents in (known, others))
    for found, documents in ((fitted, known), (of_known, known), (of_others, others)):
        whole = oracle.transform([" ".join(words) for words in documents])
        np.testing.assert_allclose(found.toarray(), whole.toarray(), atol=1e-12)


@given(st.lists(st.text("abé’-[] .WnamdΣσİ7_\n\u00a0", max_size=20), max_size=4))
def test_lemmas_of_many_texts_are_those_of_each(texts: list[str]) -> None:
    unwanted = frozenset({"wand"})
    assert lemmas_of(texts, unwanted) == [[lemma for lemma, _ in topic_words(text, unwanted)] for text in texts]
