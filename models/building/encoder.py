"""Makes the sentence encoder in ``models/encoder`` (``python -m models.building.encoder WEIGHTS``).

Reads a folder that :mod:`models.building.encoder_weights` or :mod:`models.building.encoder_checkpoint` wrote,
the codebook and the training statements, with the labels that the two coders gave before they were settled.
Tunes the encoder once on all of them, and once without each part: those sisters say what an encoder that had
not seen a statement makes of it. Each network is kept in the work folder as it is done, so that a run that was
broken off goes on where it was. Needs PyTorch; on two cores about an hour, for a larger encoder longer.

Dropped: nothing; a training line that is not in order stops the run.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from tokenizers import Tokenizer

from models.building import encoder_graph
from models.building.encoder_static import static_vectors
from models.building.encoder_targets import (
    SETTLED,
    Targets,
    Tuning,
    parts_of,
    polished,
    read_codings,
    soft_targets,
)
from models.building.encoder_weights import E5, Base, read_base
from pipeline.coder.data.training_set import read_training, statement_files, training_files
from pipeline.coder.encoder.encoder import TOKENIZER, as_npz, from_npz, key, version_of
from pipeline.coder.encoder.sentence import MODEL, SEEN, SETTINGS, SentenceEncoder, Settings, opened, read_encoder
from pipeline.coder.encoder.static import STATIC
from pipeline.coder.model.training import labels_of
from pipeline.core.codebook import load_codebook
from pipeline.core.corpus import CODEBOOK, ENCODER, TRAINING
from pipeline.core.errors import InputError, guarded
from pipeline.core.files import decode, read_bytes, write_bytes, write_json, write_text
from pipeline.core.params import load_params

Array = npt.NDArray[np.float32]
PARTS = 3
SHORT = 64  # numbers of a shortened vector: enough to find alike statements
CARD = "CARD.md"
PARTS_FILE = "parts.json"
ORIGIN_FILE = "weights.txt"  # which weights the networks in the work folder were tuned from
CODERS = TRAINING / "coders"


def components(rows: Array, size: int) -> Array:
    """(width, size) first principal components, each with its largest number above nought."""
    _, _, axes = np.linalg.svd(rows - rows.mean(axis=0), full_matrices=False)
    axes = axes[:size]
    return np.asarray((axes * np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])[:, None]).T)


def shortened(rows: Array, axes: Array) -> npt.NDArray[np.int8]:
    """Rows along the axes, each of length 1, in steps of 1/127."""
    short = rows @ axes
    short /= np.maximum(np.linalg.norm(short, axis=1, keepdims=True), 1e-9)
    return np.round(short * 127).astype(np.int8)


@dataclass(frozen=True)
class Kitchen:
    """All that tuning works with."""

    weights: Mapping[str, Array]
    tokenizer: str
    settings: Settings
    texts: list[str]
    targets: Targets
    parts: npt.NDArray[np.int_]
    work: Path
    tuning: Tuning
    base: Base

    def tuned(self, name: str, rows: npt.NDArray[np.bool_], seed: int) -> dict[str, Array]:
        """The network tuned on some texts: from the work folder, else made and put there."""
        path = self.work / f"{name}.npz"
        if not path.is_file():
            # Not at the top: PyTorch is heavy, and not needed once every network is there.
            from models.building.encoder_net import arrays, tune

            sys.stderr.write(f"{name}: {rows.sum()} statements\n")
            longest = self.tuning.longest
            texts = [text for text, there in zip(self.texts, rows, strict=True) if there]
            cut = [
                encoding.ids[: longest - 1] + encoding.ids[-1:] if len(encoding.ids) > longest else encoding.ids
                for encoding in Tokenizer.from_str(self.tokenizer).encode_batch(texts)
            ]
            tuning = replace(self.tuning, seed=self.tuning.seed + seed)
            net = tune(self.weights, cut, self.targets.part(rows), tuning, told=_tell, base=self.base)
            write_bytes(path, as_npz(arrays(net)))
        return from_npz(read_bytes(path))

    def reader(self, weights: Mapping[str, Array]) -> SentenceEncoder:
        """An encoder that runs as the bundled one does, its weights packed."""
        return opened(graph_of(weights, self.base), self.tokenizer, self.settings)

    def unseen(self) -> Array:
        """(n_texts, n_labels) logits by sisters that were tuned without the text's part."""
        found = np.zeros((len(self.texts), sum(map(len, self.settings.labels.values()))), dtype=np.float32)
        for part in range(PARTS):
            own = np.flatnonzero(self.parts == part)
            sister = self.reader(self.tuned(f"without-{part}", self.parts != part, part))
            found[own] = sister.read([self.texts[number] for number in own.tolist()]).logits
        return found


def make(weights_folder: Path, work: Path, out: Path, tuning: Tuning) -> str:
    """Tune what is not in ``work`` yet, write the encoder to ``out``; return a summary line."""
    kitchen = _kitchen(weights_folder, work, tuning)
    logits = kitchen.unseen()
    whole = kitchen.tuned("whole", np.ones(len(kitchen.texts), dtype=bool), PARTS)
    vectors = kitchen.reader(whole).read(kitchen.texts).vectors
    axes = components(vectors, SHORT)
    seen = {
        "keys": np.array([key(text) for text in kitchen.texts]),
        "logits": logits.astype(np.float16),
        "vectors": shortened(vectors, axes),
        "shorten": axes.astype(np.float32),
    }
    model = graph_of(whole, kitchen.base)
    write_bytes(out / MODEL, model)
    write_text(out / TOKENIZER, kitchen.tokenizer)
    write_json(out / SETTINGS, kitchen.settings.model_dump(mode="json"))
    write_bytes(out / SEEN, as_npz(seen))
    if kitchen.base == E5:  # there is one fast encoder, the bundled one
        write_bytes(out / STATIC, static_vectors(kitchen.reader(whole)))
    write_text(out / CARD, card(kitchen, whole, size_mb=len(model) / 1e6))
    return f"encoder: tuned on {len(kitchen.texts)} statements, {len(model) / 1e6:.1f} MB → {out}"


def extend(out: Path) -> str:
    """Read the training statements that came after tuning, so that training need not; return a summary line.

    What the encoder says of them it says of statements that it had not seen. The others keep what sisters said.
    """
    encoder, kept = read_encoder(out), from_npz(read_bytes(out / SEEN))
    texts = [example.text for example in read_training(training_files(), load_codebook(CODEBOOK)).examples]
    new = [text for text, row in zip(texts, encoder.seen.rows_of(texts), strict=True) if row < 0]
    read = encoder.read(new)
    seen = {
        "keys": np.array([*kept["keys"].tolist(), *map(key, new)]),
        "logits": np.vstack([kept["logits"], read.logits.astype(np.float16)]),
        "vectors": np.vstack([kept["vectors"], shortened(read.vectors, kept["shorten"])]),
        "shorten": kept["shorten"],
    }
    write_bytes(out / SEEN, as_npz(seen))
    return (
        f"encoder: {len(new)} statements read beside the {len(kept['keys'])} that it was tuned on → {out / SEEN}"
    )


def graph_of(weights: Mapping[str, Array], base: Base) -> bytes:
    """Content of ``encoder.onnx``."""
    return bytes(encoder_graph.build(weights, heads=base.heads, epsilon=base.epsilon).SerializeToString())


def card(kitchen: Kitchen, whole: Mapping[str, Array], *, size_mb: float) -> str:
    """CARD.md, in English."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Markdown of our own figures, read as text
    )
    return environment.get_template("encoder_card.md.j2").render(
        n_statements=len(kitchen.texts),
        n_polished=int(kitchen.targets.polished.sum()),
        bundled=kitchen.base == E5,
        base=kitchen.base,
        n_layers=sum(name.endswith(".qkv.w") for name in whole),
        n_pieces=len(whole["word"]),
        width=whole["word"].shape[1],
        n_parts=PARTS,
        short=SHORT,
        block=encoder_graph.BLOCK,
        settled=SETTLED,
        size_mb=size_mb,
        settings=kitchen.settings,
        tuning=kitchen.tuning,
    )


def _kitchen(weights_folder: Path, work: Path, tuning: Tuning) -> Kitchen:
    params, codebook = load_params().train, load_codebook(CODEBOOK)
    files = training_files()
    examples = read_training(files, codebook).examples
    parts = parts_of(
        examples, _earlier(work), n_parts=PARTS, near_duplicate=params.near_duplicate, seed=params.seed
    )
    contents = [read_bytes(weights_folder / name) for name in ("weights.npz", TOKENIZER)]
    _check_origin(work, version_of(*contents))
    write_json(work / PARTS_FILE, parts)
    codings = read_codings(statement_files(CODERS), examples, codebook, where=str(CODERS))
    soft, invented = soft_targets(examples, codings, codebook), polished(files)
    return Kitchen(
        weights=from_npz(contents[0]),
        tokenizer=decode(contents[1], where=TOKENIZER)[0],
        settings=Settings(labels=labels_of(codebook), longest=tuning.longest, codebook=codebook.version),
        texts=[example.text for example in examples],
        targets=Targets(**soft, polished=np.array([example.id in invented for example in examples])),
        parts=np.array([parts[example.id] for example in examples]),
        work=work,
        tuning=tuning,
        base=read_base(weights_folder),
    )


def _earlier(work: Path) -> dict[str, int]:
    """The parts that the sisters in the work folder were tuned without."""
    if (work / PARTS_FILE).is_file():
        found: dict[str, int] = json.loads(read_bytes(work / PARTS_FILE))
        return found
    if list(work.glob("without-*.npz")):
        raise InputError(
            f"there are tuned networks here, but {PARTS_FILE} is gone: what they had seen is not known",
            where=str(work),
            todo="put it back, or name an empty folder",
        )
    return {}


def _check_origin(work: Path, version: str) -> None:
    path = work / ORIGIN_FILE
    if path.is_file() and read_bytes(path).decode() != version:
        todo = "remove this folder if they are not wanted any more, or name another one with --work"
        raise InputError("the networks here were tuned from other weights", where=str(work), todo=todo)
    write_text(path, version)


def _tell(line: str) -> None:
    sys.stderr.write(f"  {line}\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m models.building.encoder", description=__doc__.split("\n")[0])
    parser.add_argument("weights", type=Path, nargs="?", help="folder that models.building.encoder_weights wrote")
    parser.add_argument("--work", type=Path, default=Path(".encoder"), help="folder for the tuned networks")
    parser.add_argument("--out", type=Path, default=ENCODER, help="default: %(default)s")
    parser.add_argument("--epochs", type=int, default=Tuning.epochs, help="default: %(default)s")
    parser.add_argument("--extend", action="store_true", help="only read the statements that came after tuning")
    given = parser.parse_args(argv)

    if given.weights is None and not given.extend:
        parser.error("name the folder with the weights")

    def run() -> None:
        tuning = Tuning(epochs=given.epochs)
        told = extend(given.out) if given.extend else make(given.weights, given.work, given.out, tuning)
        sys.stdout.write(f"{told}\n")

    return guarded(run)


if __name__ == "__main__":
    sys.exit(main())
