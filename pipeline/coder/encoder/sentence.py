"""The sentence encoder: a small Dutch transformer that reads a text and says what it is about.

Reads ``models/encoder`` (made by ``python -m models.building.encoder``; see its CARD.md). It
runs on onnxruntime, on the CPU, in single precision: the weights are kept in fewer bits and
unpacked when the file is opened.

A text's outcome rests on that text alone, to the last bit: only texts of equally many pieces
share a batch, no batch holds a single text, for which the runtime takes another road, and each
batch is computed by one core, as cores that share one add up in another order. Cores take turns.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from pydantic import Field
from tokenizers import Tokenizer

from pipeline.coder.encoder.encoder import (
    NOTHING_SEEN,
    TOKENIZER,
    FitHeads,
    Floats,
    LabelScores,
    Reading,
    Seen,
    from_npz,
    named,
    slices,
    unit,
    version_of,
)
from pipeline.core.errors import InputError
from pipeline.core.files import read_bytes
from pipeline.core.parallel import cores
from pipeline.core.yaml_model import StrictModel

MODEL, SETTINGS, SEEN = "encoder.onnx", "encoder.json", "seen.npz"
QUICK = "quick.onnx"  # the same network in whole numbers of 8 bits: models/building/encoder_quick.py
_BATCH = 16  # texts at once; more is no faster on a CPU
# Pieces from which a text is read by sentence too. On real text the average precision of themes was .54 without,
# .56 from 0, 32 and 48 pieces, .55 from 64; from 48 on a tenth of a survey's pieces is read twice.
_LONG = 48
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_FEWEST_WORDS = 4  # of a sentence that says something on its own
_MAKE_QUICK = "make it: make quick-encoder"
_MAKE = "take models/encoder from the project again, or make the encoder: models/README.md says how"


class Settings(StrictModel):
    """What the encoder was made with (``encoder.json``).

    Attributes
    ----------
    labels : per kind the labels that the logits stand for, kinds one after another.
    longest : pieces that the encoder reads at once; a longer text is read in parts.
    codebook : version of the codebook that the labels are from.
    """

    labels: Mapping[str, tuple[str, ...]]
    longest: int = Field(ge=8)
    codebook: str


@dataclass(frozen=True)
class SentenceEncoder:
    """A loaded encoder; see :func:`read_encoder`."""

    session: onnxruntime.InferenceSession
    tokenizer: Tokenizer
    settings: Settings
    threads: int
    seen: Seen = NOTHING_SEEN
    shorten: Floats = field(default_factory=lambda: NOTHING_SEEN.vectors)
    version: str = ""

    def read(self, texts: Sequence[str]) -> Reading:
        """Read texts, in any number; each on its own.

        A long text names themes in passing: it is read whole and sentence by sentence, and a theme takes the
        mean of what the whole and what the surest of all say. A text all in capitals is read in lower case:
        cut as it stands, hardly a word of it is known.
        """
        spoken = _spoken(texts)
        cut = self._cut(spoken)
        reading = self._whole(cut)
        said = [(n, own) for n, ids in enumerate(cut) if len(ids) >= _LONG for own in _sentences(spoken[n])]
        if said:
            themes = self.columns["themes"]
            # Letters that are nearly alike share most of their sentences: each is read once.
            number_of = {own: n for n, own in enumerate(dict.fromkeys(own for _, own in said))}
            alone = self._whole(self._cut([*number_of])).logits[[number_of[own] for _, own in said], themes]
            surest = reading.logits[:, themes].copy()
            np.maximum.at(surest, [number for number, _ in said], alone)
            reading.logits[:, themes] = (reading.logits[:, themes] + surest) / 2
        return reading

    def vectors(self, texts: Sequence[str]) -> Floats:
        """(n_texts, n_dimensions) the vectors of :meth:`read`, in two thirds of its time: none by sentence."""
        return self._whole(self._cut(_spoken(texts))).vectors

    def _cut(self, texts: Sequence[str]) -> list[list[int]]:
        return [encoding.ids for encoding in self.tokenizer.encode_batch(texts)]

    def _whole(self, cut: Sequence[list[int]]) -> Reading:
        """Of what is longer than the encoder reads at once, a theme takes the surest part, the rest the mean."""
        pieces = [self._parts(ids) for ids in cut]
        logits, vectors = self._run([part for parts in pieces for part in parts])
        if len(logits) == len(pieces):
            return Reading(logits, vectors)
        starts = np.cumsum([0, *(len(parts) for parts in pieces)])
        themes, spans = self.columns["themes"], [slice(*span) for span in pairwise(starts.tolist())]
        whole = np.stack([logits[span].mean(axis=0) for span in spans])
        whole[:, themes] = [logits[span, themes].max(axis=0) for span in spans]
        return Reading(whole, np.stack([vectors[span].mean(axis=0) for span in spans]))

    @cached_property
    def columns(self) -> dict[str, slice]:
        """Where each kind's labels are among the logits."""
        return slices({kind: len(labels) for kind, labels in self.settings.labels.items()})

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Name of each logit."""
        return tuple(named(kind, label) for kind, labels in self.settings.labels.items() for label in labels)

    def unseen(self, texts: Sequence[str]) -> Floats:
        """(n_texts, n_labels) logits as of texts never seen: :attr:`seen` for those that tuning saw."""
        rows = self.seen.rows_of(texts)
        new = [number for number, row in enumerate(rows) if row < 0]
        logits = self.seen.logits[rows] if len(self.seen.logits) else np.zeros((len(rows), len(self.names)))
        logits[new] = self.read([texts[number] for number in new]).logits
        return np.asarray(logits, dtype=np.float32)

    def short(self, vectors: Floats) -> npt.NDArray[np.float64]:
        """(n_texts, n_short) vectors as in :attr:`Seen.vectors`."""
        return unit(vectors.astype(np.float64) @ self.shorten)

    def fit(self, texts: Sequence[str], fit_heads: FitHeads) -> LabelScores:
        """The logits themselves: it was tuned on the labels."""
        del fit_heads
        return LabelScores(self.names, self.unseen(texts))

    def check(self) -> None:
        """Raise :class:`ValueError`, or an error of the runtime, when its files are not of one encoder."""
        last = self.tokenizer.get_vocab_size() - 1
        n_labels = self._run([[last, last]])[0].shape[1]
        if len(self.names) != n_labels or "themes" not in self.columns:
            raise ValueError(f"{SETTINGS} names {len(self.names)} labels, {MODEL} gives {n_labels}")
        if self.seen.logits.shape != (len(self.seen.rows), n_labels):
            raise ValueError(f"{SEEN} is of another encoder")

    def _parts(self, ids: list[int]) -> list[list[int]]:
        longest, (start, *inner, end) = self.settings.longest - 2, ids
        return [[start, *inner[i : i + longest], end] for i in range(0, max(len(inner), 1), longest)]

    def _run(self, texts: Sequence[Sequence[int]]) -> tuple[Floats, Floats]:
        sizes = [node.shape[1] for node in self.session.get_outputs()]
        logits, vectors = (np.zeros((len(texts), size), dtype=np.float32) for size in sizes)
        by_length: dict[int, list[int]] = defaultdict(list)
        for number, ids in enumerate(texts):
            by_length[len(ids)].append(number)
        batches = [same[i : i + _BATCH] for same in by_length.values() for i in range(0, len(same), _BATCH)]

        def run(batch: list[int]) -> None:
            pieces = np.array([texts[n] for n in (batch if len(batch) > 1 else batch * 2)])
            found, vector = self.session.run(None, {"ids": pieces})
            logits[batch], vectors[batch] = found[: len(batch)], vector[: len(batch)]

        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(run, batches))
        return logits, vectors


def _spoken(texts: Sequence[str]) -> list[str]:
    return [text.lower() if text.isupper() else text for text in texts]


def _sentences(text: str) -> list[str]:
    """Sentences that say something; none of a text that is one."""
    found = [part for part in _SENTENCE.split(text) if len(part.split()) >= _FEWEST_WORDS]
    return found if len(found) > 1 else []


def read_encoder(folder: Path, *, threads: int = 0, model: str = MODEL) -> SentenceEncoder:
    """Open the encoder in a folder, for so many processor cores (0 = all), which changes speed, never results.
    ``model`` is MODEL or QUICK.
    :class:`InputError` when a file is missing or not what it should be.
    """
    contents = {model: read_bytes(folder / model, todo=_MAKE_QUICK if model == QUICK else _MAKE)}
    contents |= {name: read_bytes(folder / name, todo=_MAKE) for name in (TOKENIZER, SETTINGS, SEEN)}
    try:
        settings = Settings.model_validate_json(contents[SETTINGS])
        seen, shorten = _seen(contents[SEEN])
        encoder = opened(contents[model], contents[TOKENIZER].decode(), settings, threads=threads)
        encoder = replace(encoder, seen=seen, shorten=shorten, version=version_of(*contents.values()))
        encoder.check()
    except Exception as problem:  # noqa: BLE001 - onnxruntime and tokenizers raise bare exceptions
        raise InputError(f"this is not a usable encoder: {problem}", where=str(folder), todo=_MAKE) from None
    return encoder


def opened(model: bytes, tokenizer: str, settings: Settings, *, threads: int = 0) -> SentenceEncoder:
    """An encoder from the content of its files, that has seen nothing."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only
    session = onnxruntime.InferenceSession(model, sess_options=options, providers=["CPUExecutionProvider"])
    return SentenceEncoder(session, Tokenizer.from_str(tokenizer), settings, threads or cores())


def _seen(content: bytes) -> tuple[Seen, Floats]:
    arrays = from_npz(content)
    rows = {name: row for row, name in enumerate(arrays["keys"].tolist())}
    logits, vectors, shorten = (arrays[name].astype(np.float32) for name in ("logits", "vectors", "shorten"))
    return Seen(rows, logits, unit(vectors).astype(np.float32)), shorten
