"""Which columns the coder reads: chosen once, in training, from the training texts.

Apart from :mod:`pipeline.coder.model.features`, so that coding need not wait for scikit-learn to load.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from pipeline.coder.model.features import Features
from pipeline.core.params import Train
from pipeline.core.text import text_char_ngrams, word_ngrams


def chosen_columns(texts: Sequence[str], rules: Sequence[str], encoder: Sequence[str], params: Train) -> Features:
    """N-grams that occur in at least so many texts as the settings ask, all rules, all labels of the encoder."""
    words, chars = (
        TfidfVectorizer(analyzer=analyzer, sublinear_tf=True, dtype=np.float32, min_df=min_df).fit(texts)
        for analyzer, min_df in ((word_ngrams, params.min_df_word), (text_char_ngrams, params.min_df_char))
    )
    return Features(
        word_ngrams=tuple(words.get_feature_names_out().tolist()),
        word_idf=words.idf_.astype(np.float32),
        char_ngrams=tuple(chars.get_feature_names_out().tolist()),
        char_idf=chars.idf_.astype(np.float32),
        rules=tuple(rules),
        rule_weight=params.rule_weight,
        encoder=tuple(encoder),
    )
