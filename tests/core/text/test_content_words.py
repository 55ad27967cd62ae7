from __future__ import annotations

from pipeline.core.text import content_words


def test_sequences_stop_at_the_end_of_a_sentence() -> None:
    assert "op leg" not in content_words.word_ngrams("Houd op. Leg uit.")
    assert "^ leg" in content_words.word_ngrams("Houd op. Leg uit.")


def test_a_text_without_words_gives_nothing() -> None:
    assert content_words.word_ngrams("… 👍") == []
    assert content_words.text_char_ngrams("… 👍") == []
