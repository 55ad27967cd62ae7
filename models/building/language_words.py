"""Makes what the bundled language pipeline learns from beside UD Dutch: word vectors and more sentences.

Fine-tunes a larger model on the training part (:mod:`models.building.language_teacher`), has it label
the training statements, and takes from it a vector for each common word. Needs PyTorch, tokenizers and
wordfreq, and the folder that :mod:`models.building.encoder_weights` wrote (multilingual-e5-small).
Writes ``extra.conllu`` and ``vectors/`` (a spaCy pipeline without components). On two free cores
a quarter of an hour.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt
import spacy
from spacy.language import Language
from spacy.vectors import Vectors  # type: ignore[import-not-found]  # compiled, without types

from models.building.language_conllu import Row, sentence_rows
from pipeline.coder.encoder.encoder import from_npz
from pipeline.coder.language.language import load
from pipeline.core.corpus import TRAINING
from pipeline.core.errors import guarded, missing_file
from pipeline.core.files import decode, read_bytes, write_text

Array = npt.NDArray[np.float32]
COMMON_WORDS = 18_000  # of wordfreq's Dutch list
ROWS = 14_000  # vectors that are kept; the words after these share the nearest one
WIDTH = 64  # numbers a vector, the first principal components
LONGEST = 60  # words; a longer sentence is a list
_NO_SPACE = "SpaceAfter=No"

Words = list[tuple[str, bool]]  # word, whether a space follows


def statement_sentences(texts: Iterable[str]) -> list[Words]:
    """The sentences of the statements, each text once."""
    found = []
    for doc in load().pipe(dict.fromkeys(texts)):
        for sentence in doc.sents:
            words = [(token.text, bool(token.whitespace_)) for token in sentence if not token.is_space]
            if 0 < len(words) <= LONGEST:
                found.append(words)
    return found


def conllu(sentences: Sequence[Sequence[Row]], words: Sequence[Words]) -> str:
    """The rows as CoNLL-U text, with the spaces of the sentences that were labelled."""
    lines: list[str] = []
    for rows, spaced in zip(sentences, words, strict=True):
        for row, (_, space) in zip(rows, spaced, strict=True):
            lines.append("\t".join([*row[:-1], "_" if space else _NO_SPACE]))
        lines.append("")
    return "\n".join(lines) + "\n"


def components(matrix: Array, width: int) -> Array:
    """The first principal components, of columns brought to one spread, scaled to spread one as a whole.

    Signs are fixed (the largest number of each direction is positive), so that the result is one.
    """
    matrix = (matrix - matrix.mean(axis=0)) / (matrix.std(axis=0) + 1e-6)
    _, directions = np.linalg.eigh(matrix.T @ matrix / len(matrix))
    directions = directions[:, ::-1][:, :width]
    directions = directions * np.sign(
        directions[np.abs(directions).argmax(axis=0), np.arange(directions.shape[1])]
    )
    found = matrix @ directions
    return np.asarray(found / found.std(), dtype=np.float32)


def nearest_rows(vectors: Array, rows: int) -> npt.NDArray[np.int64]:
    """Per vector the row it uses: its own up to ``rows``, after that the one with the highest cosine."""
    unit = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)
    after = [(unit[start : start + 2000] @ unit[:rows].T).argmax(axis=1) for start in range(rows, len(unit), 2000)]
    return np.concatenate([np.arange(min(rows, len(unit))), *after]).astype(np.int64)


def with_vectors(words: Sequence[str], vectors: Array, rows: int) -> Language:
    """A pipeline without components that knows these words, in lower case, by their vectors."""
    nlp = spacy.blank("nl")
    kept = vectors[:rows]
    table = Vectors(data=kept, strings=nlp.vocab.strings, attr="LOWER", name="nl_dep_ud_sm")
    for word, row in zip(words, nearest_rows(vectors, rows), strict=True):
        table.add(nlp.vocab.strings.add(word), row=int(row))
    nlp.vocab.vectors = table
    return nlp


def _statements() -> list[str]:
    """The texts of the training statements, in the order of their files."""
    paths = sorted(TRAINING.glob("*.jsonl"))
    if not paths:
        raise missing_file(TRAINING / "*.jsonl", todo="run this in the project's folder")
    lines = chain.from_iterable(decode(read_bytes(path), where=str(path))[0].splitlines() for path in paths)
    return [json.loads(line)["text"] for line in lines if line.strip()]


def make(ud: Path, encoder: Path, out: Path) -> None:
    """Fine-tune, label, write.

    Raises
    ------
    InputError
        A file is missing or not sound.
    """
    import wordfreq  # only here: the pipeline itself runs without these
    from tokenizers import Tokenizer

    from models.building import language_teacher as teaching

    path = ud / "train.conllu"
    sentences = list(sentence_rows(decode(read_bytes(path), where=str(path))[0], where=str(path)))
    for name in ("weights.npz", "tokenizer.json"):
        if not (encoder / name).is_file():
            raise missing_file(encoder / name, todo="give the folder with the encoder's weights and tokenizer")
    tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    weights = from_npz(read_bytes(encoder / "weights.npz"))

    unknown: list[int] = tokenizer.encode("<unk>", add_special_tokens=False).ids

    @cache
    def pieces(word: str) -> list[int]:
        ids: list[int] = tokenizer.encode(word).ids[1:-1]
        return ids or unknown

    teacher = teaching.learn(sentences, weights, pieces, teaching.Settings())
    spaced = statement_sentences(_statements())
    labelled = teaching.label(teacher, [[word for word, _ in words] for words in spaced], pieces)
    write_text(out / "extra.conllu", conllu(labelled, spaced))
    seen = (row[1].lower() for rows in sentences for row in rows)
    words = list(dict.fromkeys([*wordfreq.top_n_list("nl", COMMON_WORDS), *seen]))
    vectors = components(teaching.word_vectors(teacher, words, pieces), WIDTH)
    with_vectors(words, vectors, ROWS).to_disk(out / "vectors")
    sys.stdout.write(f"{len(labelled)} sentences, {len(words)} words → {out}\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m models.building.language_words", description=__doc__.split("\n")[0]
    )
    parser.add_argument("ud", type=Path, metavar="UD_FOLDER", help="train.conllu in it is used")
    parser.add_argument("encoder", type=Path, metavar="ENCODER_FOLDER", help="weights.npz, tokenizer.json")
    parser.add_argument("out", type=Path, metavar="WORK_FOLDER")
    given = parser.parse_args(argv)
    return guarded(lambda: make(given.ud, given.encoder, given.out))


if __name__ == "__main__":
    sys.exit(main())
