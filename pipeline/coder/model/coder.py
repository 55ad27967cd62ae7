"""The coder: what training leaves behind and classify uses."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property
from importlib.metadata import version
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from pipeline.coder.encoder.encoder import as_npz, from_npz, slices
from pipeline.coder.model.features import Features
from pipeline.coder.model.predictions import TOPIC
from pipeline.core.errors import InputError

KINDS = ("category", "stance", "themes", TOPIC)
FORMAT = 5  # of the file; a coder of another format is refused
PACKAGES = ("numpy", "onnxruntime", "scikit-learn", "scipy", "spacy", "tokenizers")
_PARTS = {  # of what a coder was made with; it is stale when one has changed
    "codebook": "codebook",
    "rules": "set of rules",
    "language": "language pipeline",
    "encoder": "sentence encoder",
}
_AGAIN = "run: dvc repro (or python -m pipeline.stages train)"


@dataclass(frozen=True)
class Provenance:
    """What a coder was made with."""

    codebook: str
    rules: str
    language: str
    encoder: str
    packages: Mapping[str, str] = field(default_factory=lambda: {name: version(name) for name in PACKAGES})


@dataclass(frozen=True)
class Coder:
    """Everything that turns a statement into labels.

    Attributes
    ----------
    labels : per kind (category, stance, themes, topic) the label ids, in codebook order.
    weights : (n_columns, n_all_labels), kinds one after another.
    offsets : (n_all_labels,)
    thresholds : per kind judged label by label (n_labels,); a label holds from this probability on.
    """

    features: Features
    labels: Mapping[str, tuple[str, ...]]
    weights: npt.NDArray[np.float32]
    offsets: npt.NDArray[np.float32]
    thresholds: Mapping[str, npt.NDArray[np.float64]]
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
        """As an npz file: arrays, and a text that describes them."""
        columns = {field.name: getattr(self.features, field.name) for field in fields(Features)}
        heads = {"weights": self.weights, "offsets": self.offsets}
        arrays = {name: value for name, value in (columns | heads).items() if isinstance(value, np.ndarray)}
        description = {
            "format": FORMAT,
            "provenance": asdict(self.provenance),
            "labels": dict(self.labels),
            "thresholds": {kind: own.tolist() for kind, own in self.thresholds.items()},
            **{name: value for name, value in columns.items() if name not in arrays},
        }
        return as_npz({"description": np.array(json.dumps(description, ensure_ascii=False)), **arrays})


def read_coder(content: bytes, *, where: str) -> Coder:
    """A coder from a file's content.
    :class:`InputError` when it is not one of this version of the program, or not a safe file.
    """
    try:
        state = from_npz(content)
        description: dict[str, Any] = json.loads(str(state["description"]))
        if description["format"] != FORMAT:
            raise ValueError(f"it has format {description['format']}, this program reads {FORMAT}")
        values = {field.name: {**state, **description}[field.name] for field in fields(Features)}
        columns: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
        return Coder(
            Features(**columns),
            {kind: tuple(description["labels"][kind]) for kind in KINDS},
            state["weights"],
            state["offsets"],
            {kind: np.array(own) for kind, own in description["thresholds"].items()},
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
