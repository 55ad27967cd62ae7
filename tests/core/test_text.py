from __future__ import annotations

from pipeline.core.text import PieceIndex, alike, near_pairs, word_ngrams


def test_sequences_stop_at_the_end_of_a_sentence() -> None:
    assert "op leg" not in word_ngrams("Houd op. Leg uit.")
    assert "^ leg" in word_ngrams("Houd op. Leg uit.")


def test_a_text_without_words_gives_nothing() -> None:
    assert word_ngrams("… 👍") == []


WORDS = [{"de", "brug"}, {"de", "dijk"}, {"de", "brug", "dijk"}, {"plein"}]


def test_pairs_share_a_piece_that_few_hold() -> None:
    index = PieceIndex(WORDS)

    assert index.pairs(most_common=2) == {(0, 2), (1, 2)}  # "de" is in three
    assert index.pairs(most_common=3) == {(0, 1), (0, 2), (1, 2)}


def test_texts_that_share_a_piece_come_in_order() -> None:
    assert PieceIndex(WORDS).sharing(["plein", "brug", "zee"]) == [0, 2, 3]
    assert PieceIndex([]).sharing(["plein"]) == []


def test_those_that_share_most_of_the_rarest_pieces_come_first() -> None:
    index = PieceIndex(WORDS)

    assert index.sharing_rarest(["de", "dijk", "brug"], rarest=3, per_piece=9, in_all=9, most=9) == [2, 0, 1]
    assert index.sharing_rarest(["de", "dijk", "brug"], rarest=1, per_piece=9, in_all=9, most=9) == [0, 2]
    assert index.sharing_rarest(["de", "dijk", "brug"], rarest=3, per_piece=1, in_all=9, most=9) == [0, 1]
    assert index.sharing_rarest(["de", "dijk", "brug"], rarest=3, per_piece=9, in_all=3, most=9) == [0, 1, 2]
    assert index.sharing_rarest(["de", "dijk", "brug"], rarest=3, per_piece=9, in_all=9, most=1) == [2]


def test_a_word_more_makes_a_near_duplicate_and_another_sentence_does_not() -> None:
    texts = ["wij horen nooit iets terug", "wij horen nooit meer iets terug", "wij horen nooit dat het goed gaat"]

    assert near_pairs(texts, 85) == {(0, 1)}
    assert alike(texts[0], texts[0], 100)
    assert not alike(texts[0], texts[2], 85)
