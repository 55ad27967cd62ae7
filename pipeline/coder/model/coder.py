"""The coder: what training leaves behind and classify uses."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property
from importlib.metadata import version
from typing import Any
from zipfile import ZipFile

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
import skops.io

from pipeline.coder.encoder.encoder import slices
from pipeline.coder.model.features import Features
from pipeline.core.errors import InputError
from pipeline.core.files import timeless

KINDS = ("category", "stance", "themes")
FORMAT = 3  # of the file; a coder of another format is refused
_PACKAGES = ("numpy", "onnxruntime", "scikit-learn", "scipy", "skops", "spacy", "tokenizers")
_PARTS = {  # of what a coder was made with; it is stale when one has changed
    "codebook": "codebook",
    "rules": "set of rules",
    "language": "language pipeline",
    "encoder": "sentence encoder",
}
_ID, _FILE = re.compile(r'(?<="__id__": )\d+'), re.compile(r'(?<="file": ")[^"]+')
_AGAIN = "run: dvc repro (or python -m pipeline.stages train)"


@dataclass(frozen=True)
class Provenance:
    """What a coder was made with."""

    codebook: str
    rules: str
    language: str
    encoder: str
    packages: Mapping[str, str] = field(default_factory=lambda: {name: version(name) for name in _PACKAGES})


@dataclass(frozen=True)
class Coder:
    """Everything that turns a statement into labels.

    Attributes
    ----------
    labels : per kind (category, stance, themes) the label ids, in codebook order.
    weights : (n_columns, n_all_labels), kinds one after another.
    offsets : (n_all_labels,)
    thresholds : (n_themes,); a theme holds from this probability on.
    """

    features: Features
    labels: Mapping[str, tuple[str, ...]]
    weights: npt.NDArray[np.float32]
    offsets: npt.NDArray[np.float32]
    thresholds: npt.NDArray[np.float64]
    provenance: Provenance

    @cached_property
    def columns(self) -> dict[str, slice]:
        """Where each kind's labels are in the columns of ``weights``."""
        return slices({kind: len(self.labels[kind]) for kind in KINDS})

    def logits(self, rows: sp.csr_matrix) -> dict[str, npt.NDArray[np.float64]]:
        """Per kind (n_rows, n_labels) log-odds."""
        logits = np.asarray(rows @ self.weights, dtype=np.float64) + self.offsets
        return {kind: logits[:, where] for kind, where in self.columns.items()}

    def to_bytes(self) -> bytes:
        """As a skops file."""
        columns = {field.name: getattr(self.features, field.name) for field in fields(Features)}
        arrays = {name: value for name, value in columns.items() if isinstance(value, np.ndarray)}
        description = {
            "format": FORMAT,
            "provenance": asdict(self.provenance),
            "labels": dict(self.labels),
            **{name: value for name, value in columns.items() if name not in arrays},
        }
        heads = {"weights": self.weights, "offsets": self.offsets, "thresholds": self.thresholds}
        return packed({"description": json.dumps(description, ensure_ascii=False), **arrays, **heads})


def read_coder(content: bytes, *, where: str) -> Coder:
    """A coder from a file's content.
    :class:`InputError` when it is not one of this version of the program, or not a safe file.
    """
    try:
        state = unpacked(content)
        description: dict[str, Any] = json.loads(state["description"])
        if description["format"] != FORMAT:
            raise ValueError(f"it has format {description['format']}, this program reads {FORMAT}")
        values = {field.name: {**state, **description}[field.name] for field in fields(Features)}
        columns: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
        return Coder(
            Features(**columns),
            {kind: tuple(description["labels"][kind]) for kind in KINDS},
            state["weights"],
            state["offsets"],
            state["thresholds"],
            Provenance(**description["provenance"]),
        )
    except (ValueError, KeyError, TypeError) as problem:
        raise InputError(f"this file is not a usable coder: {problem}", where=where, todo=_AGAIN) from None


def check_fresh(coder: Coder, now: Provenance, *, where: str) -> None:
    """Raise :class:`InputError` when the coder was made with another codebook, rules, pipeline or encoder."""
    for part, name in _PARTS.items():
        was, found = getattr(coder.provenance, part), getattr(now, part)
        if was != found:
            problem = f"the coder was trained with another {name} ({was}) than is in use now ({found})"
            raise InputError(problem, where=where, todo=_AGAIN)


def packed(state: dict[str, Any]) -> bytes:
    """A state of plain values and arrays as skops bytes, so that loading runs no code; equal states, equal bytes.

    skops names parts after their address in memory and stamps them with the time; both are
    replaced here by numbers in order of appearance and a fixed date.
    """
    names: dict[str, str] = {}
    numbers: dict[str, str] = {}
    with ZipFile(io.BytesIO(skops.io.dumps(state))) as made:
        schema = made.read("schema.json").decode()  # quote marks within a value have a backslash before them
        schema = _ID.sub(lambda id_: numbers.setdefault(id_[0], str(len(numbers) + 1)), schema)
        schema = _FILE.sub(lambda file: names.setdefault(file[0], f"{len(names) + 1}.npy"), schema)
        arrays = [(new, made.read(old)) for old, new in names.items()]  # numbered in this order
    return timeless([*arrays, ("schema.json", schema.encode())])


def unpacked(content: bytes) -> dict[str, Any]:
    """The state again; :class:`ValueError` where it is no skops file, or holds more than values and arrays."""
    try:
        foreign = skops.io.get_untrusted_types(data=content)
        state = skops.io.loads(content, trusted=[]) if not foreign else None
    except Exception as problem:  # skops reads on until it stumbles, over whatever it is
        raise ValueError("it is not a skops file") from problem
    if foreign:
        raise ValueError(f"it holds {', '.join(foreign)}")
    if not isinstance(state, dict):
        raise ValueError("it does not hold a coder")
    return state
