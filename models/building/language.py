"""Makes the bundled Dutch language pipeline from Universal Dependencies Dutch.

Reads ``train.conllu``, ``dev.conllu`` and every ``test_*.conllu`` of a folder; the development part
chooses the best step, the test parts give the figures and nothing else. Word vectors come from
``--vectors``, a folder that :mod:`models.building.language_words` wrote or the earlier pipeline (the
default). Writes the pipeline, ``figures.json`` and ``CARD.md`` in ``models/language``. Two runs on one
machine give the same bytes.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import spacy
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example
from spacy.training.initialize import init_nlp
from spacy.training.loop import train as run_training
from spacy.util import load_config

from models.building.language_conllu import read_conllu
from pipeline.coder.language.language import BUNDLED_FOLDER
from pipeline.core.errors import guarded, missing_file
from pipeline.core.files import write_json, write_text

CONFIG = Path(__file__).with_name("language.cfg")
FIGURES = BUNDLED_FOLDER.with_name("figures.json")
CARD = BUNDLED_FOLDER.with_name("CARD.md")
MEASURES = {  # ours -> spaCy's
    "pos": "pos_acc",
    "morph": "morph_acc",
    "uas": "dep_uas",
    "las": "dep_las",
    "sentence_f1": "sents_f",
}
META = {
    "name": "dep_ud_sm",
    "description": "Dutch: parts of speech, morphology, lemmas, dependencies and sentence ends",
    "license": "CC BY-SA 4.0",
    "url": "https://universaldependencies.org/treebanks/nl-comparison.html",
    "author": "",
    "email": "",
    "sources": [
        {"name": "UD Dutch LassySmall", "license": "CC BY-SA 4.0"},
        {"name": "UD Dutch Alpino", "license": "CC BY-SA 4.0"},
    ],
}


def train(
    training: Iterable[Doc],
    development: Iterable[Doc],
    *,
    vectors: Path | None,
    steps: int | None = None,
    config: Path = CONFIG,
) -> Language:
    """The pipeline at its best step on the development part.

    Parameters
    ----------
    vectors : a spaCy pipeline's folder; None, or one that has no vectors, for none.
    steps : how many, instead of what the config says; the scores are then looked at twice.
    """
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for name, docs in (("train", training), ("dev", development)):
            paths[f"paths.{name}"] = str(Path(folder) / f"{name}.spacy")
            DocBin(docs=docs, store_user_data=False).to_disk(paths[f"paths.{name}"])
        found = vectors is not None and vectors.is_dir() and spacy.load(vectors).vocab.vectors.n_keys > 0
        changes: dict[str, Any] = {**paths, "paths.vectors": str(vectors) if found else None}
        if not found:
            changes["components.tok2vec.model.embed.include_static_vectors"] = False
        if steps is not None:
            changes |= {"training.max_steps": steps, "training.eval_frequency": max(1, steps // 2)}
        nlp = init_nlp(load_config(config, overrides=changes, interpolate=False))
        run_training(nlp, Path(folder))
        best = spacy.load(Path(folder) / "model-best")
    best.config["paths"] = dict.fromkeys(best.config["paths"])  # where it was made is of no use to anyone
    best.meta.update(META)
    return best


def evaluate(nlp: Language, docs: Sequence[Doc]) -> dict[str, float]:
    """Figures by spaCy's own scorer, on the raw text: its tokens are the pipeline's. Shares, 0–1."""
    known = DocBin(docs=docs, store_user_data=False).get_docs(
        nlp.vocab
    )  # scoring looks labels up in one vocabulary
    examples = [Example(nlp.make_doc(doc.text), doc) for doc in known]
    scores = nlp.evaluate(examples)
    return {ours: round(float(scores[theirs] or 0), 4) for ours, theirs in MEASURES.items()}


def write_pipeline(nlp: Language, folder: Path) -> None:
    """Replace the pipeline in a folder, when the new one is whole."""
    fresh = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    nlp.to_disk(fresh)
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


def size_mb(folder: Path) -> float:
    """Size of the files in a folder, in MB (a million bytes), one decimal."""
    return round(sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6, 1)


def card(figures: dict[str, Any]) -> str:
    """CARD.md, in English."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Markdown of our own figures, read as text
    )
    return environment.get_template("language_card.md.j2").render(m=figures)


def make(ud: Path, *, vectors: Path | None, extra: Path | None = None, steps: int | None = None) -> None:
    """Train, measure, write.

    Raises
    ------
    InputError
        A file is missing or not sound.
    """
    tests = sorted(ud.glob("test_*.conllu"))
    if not tests:
        raise missing_file(ud / "test_*.conllu", todo="give the folder with the UD Dutch files")
    parts = {path.stem: read_conllu(path) for path in (ud / "train.conllu", ud / "dev.conllu", *tests)}
    more = read_conllu(extra) if extra else []
    nlp = train([*parts["train"], *more], parts["dev"], vectors=vectors, steps=steps)
    write_pipeline(nlp, BUNDLED_FOLDER)
    scores = {name: evaluate(nlp, docs) for name, docs in parts.items() if name != "train"}
    figures = {
        "size_mb": size_mb(BUNDLED_FOLDER),
        "sentences": {
            **{name: sum(1 for doc in docs for _ in doc.sents) for name, docs in parts.items()},
            "extra": sum(1 for doc in more for _ in doc.sents),
        },
        "scores": scores,
    }
    write_json(FIGURES, figures)
    write_text(CARD, card(figures))
    for name, own in scores.items():
        sys.stdout.write(f"{name}: {', '.join(f'{key} {value:.3f}' for key, value in own.items())}\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m models.building.language", description=__doc__.split("\n")[0])
    parser.add_argument("ud", type=Path, metavar="UD_FOLDER", help="train, dev and test_* in CoNLL-U")
    parser.add_argument("--vectors", type=Path, default=BUNDLED_FOLDER, help="a spaCy pipeline with word vectors")
    parser.add_argument("--extra", type=Path, help="more training sentences in CoNLL-U, labelled by a model")
    given = parser.parse_args(argv)
    return guarded(lambda: make(given.ud, vectors=given.vectors, extra=given.extra))


if __name__ == "__main__":
    sys.exit(main())
