"""Statements that two people coded apart: one is the truth, the other answers in the language model's place."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.coder.classify.classifying import code_statements
from pipeline.coder.model.resources import load_resources
from pipeline.core.codebook import Codebook
from pipeline.core.codes import OFF_TOPIC
from pipeline.core.params import Params
from tests import builders

Coding = Mapping[str, Any]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


@dataclass(frozen=True)
class Readers:
    """Texts, and both codings of each, in order."""

    texts: Sequence[str]
    truth: Sequence[Coding]
    other: Sequence[Coding]

    @classmethod
    def of(cls, statements: Sequence[Coding], first: Sequence[Coding], second: Sequence[Coding]) -> Readers:
        both = [{one["id"]: one for one in coding} for coding in (first, second)]
        pairs = [[coding[one["id"]] for one in statements] for coding in both]
        return cls([one["text"] for one in statements], *pairs)

    def answer(self, text: str, form: Mapping[str, Any]) -> Any:
        """What the second reader says, by the schema that is sent."""
        own = self.by_text[text]
        wanted, on_topic = form["properties"], own.get("on_topic", True)
        if "on_topic" in wanted:
            category = own["category"] or wanted["category"]["enum"][0]
            return {"on_topic": on_topic, "category": category, "stance": own["stance"], "words": text[:30]}
        known = wanted["themes"]["items"]["properties"]["theme"]["enum"]
        return {"themes": [{"theme": one, "words": text[:20]} for one in own["themes"] if one in known]}

    @property
    def by_text(self) -> dict[str, Coding]:
        return dict(zip(self.texts, self.other, strict=True))

    def predictions(self, params: Params, codebook: Codebook) -> pd.DataFrame:
        """What the bundled coder says."""
        rows = builders.predictions(*({"statement_id": f"u{n:04}", "text": t} for n, t in enumerate(self.texts)))
        coded = code_statements(
            rows[["statement_id", "text"]],
            load_resources(params.language, params.coder, codebook),
            params.classify,
        )
        return rows.assign(**{str(name): coded[name] for name in coded})

    def labels(self, audited: int | None = None) -> pd.DataFrame:
        """Rows of LABELS: the first so many coded blind by the first reader."""
        cells: list[dict[str, str]] = []
        for n, own in enumerate(self.truth):
            on_topic = own.get("on_topic", True)
            row = dict.fromkeys((f"{kind}_provenance" for kind in ("category", "stance", "themes")), "beoordelaar")
            row |= {"category": own["category"], "stance": own["stance"], "themes": "|".join(own["themes"])}
            row["themes_status"] = "thema" if own["themes"] else "geen_thema" if on_topic else OFF_TOPIC
            row["audit"] = "ja"
            cells.append({**(row if audited is None or n < audited else {}), "statement_id": f"u{n:04}"})
        rows = builders.labels(*cells)
        return rows.sort_values("statement_id", ignore_index=True)


def in_shared(folder: Path, statements: Callable[[Path], list[dict[str, Any]]], first: str) -> Readers:
    found = statements(folder)
    return Readers.of(found, lines(folder / first) if first else found, lines(folder / "coder2.jsonl"))
