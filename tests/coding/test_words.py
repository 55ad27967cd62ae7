from __future__ import annotations

from pipeline.coding import words


def test_sequences_stop_at_the_end_of_a_sentence() -> None:
    assert "op leg" not in words.word_sequences("Houd op. Leg uit.")
    assert "^ leg" in words.word_sequences("Houd op. Leg uit.")


def test_a_text_without_words_gives_nothing() -> None:
    assert words.word_sequences("… 👍") == []
    assert words.text_runs("… 👍") == []
