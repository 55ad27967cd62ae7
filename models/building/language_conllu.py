"""Annotated sentences in CoNLL-U, as Universal Dependencies publishes them, to spaCy documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import spacy
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.core.errors import InputError
from pipeline.core.files import decode, read_bytes

SENTENCES_PER_DOC = 5  # so that a parser learns where sentences end
_COLUMNS = 10
_UNKNOWN = "_"

Row = list[str]  # id, form, lemma, pos, xpos, morph, head, relation, more, notes


def read_conllu(path: Path) -> list[Doc]:
    """The sentences of a CoNLL-U file, some to a document.

    Raises
    ------
    InputError
        The file is missing, is not text, has no sentences or has a line that is none.
    """
    text, _ = decode(read_bytes(path, todo="give the folder with the UD Dutch files"), where=str(path))
    sentences = list(sentence_rows(text, where=str(path)))
    if not sentences:
        raise InputError("no sentence in CoNLL-U here", where=str(path), todo="give the UD files as published")
    return [
        to_doc(sentences[start : start + SENTENCES_PER_DOC], _vocab())
        for start in range(0, len(sentences), SENTENCES_PER_DOC)
    ]


@cache
def _vocab() -> Vocab:
    """One for all files: to make a Dutch one takes a second."""
    return spacy.blank("nl").vocab


def sentence_rows(text: str, *, where: str) -> Iterator[list[Row]]:
    """Per sentence the rows of its words; lines of ranges (1-2) and of words left out (1.1) are passed over.

    Raises
    ------
    InputError
        A line has another number of columns, or its head is no word of the sentence.
    """
    rows: list[Row] = []
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        if not line.strip():
            if rows:
                yield rows
            rows = []
        elif not line.startswith("#"):
            cells = line.split("\t")
            if len(cells) != _COLUMNS or (cells[0].isdigit() and not cells[6].isdigit()):
                raise InputError(
                    f"not a word in CoNLL-U: {len(cells)} columns, head {cells[6:7]}",
                    where=f"{where} line {number}",
                    allowed=("ten columns with tabs between, the seventh a number",),
                    todo="give the UD files as published",
                )
            if cells[0].isdigit():
                rows.append(cells)


def to_doc(sentences: Sequence[Sequence[Row]], vocab: Vocab) -> Doc:
    """Sentences as one annotated document."""
    words: list[str] = []
    spaces: list[bool] = []
    pos: list[str] = []
    morphs: list[str] = []
    lemmas: list[str] = []
    deps: list[str] = []
    heads: list[int] = []
    starts: list[bool | int | None] = []
    for rows in sentences:
        first = len(words)
        for place, (_, form, lemma, tag, _, morph, head, dep, _, notes) in enumerate(rows):
            words.append(form)
            spaces.append("SpaceAfter=No" not in notes)
            pos.append(tag)
            morphs.append("" if morph == _UNKNOWN else morph)
            lemmas.append("" if lemma == _UNKNOWN != form else lemma)
            heads.append(first + (place if head == "0" else int(head) - 1))
            deps.append("ROOT" if head == "0" else dep)
            starts.append(place == 0)
    return Doc(
        vocab,
        words=words,
        spaces=spaces,
        pos=pos,
        morphs=morphs,
        lemmas=lemmas,
        heads=heads,
        deps=deps,
        sent_starts=starts,
    )
