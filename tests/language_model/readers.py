"""Statements that two people coded apart: one is the truth, the other answers in the language model's place."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.coder.classify.classifying import code_statements
from pipeline.coder.model.resources import load_resources
from pipeline.core.codebook import Codebook, split_themes
from pipeline.core.codes import OFF_TOPIC
from pipeline.core.params import LanguageModel, Params, load_params
from pipeline.language_model.asking import ask_all
from pipeline.language_model.mixed import together
from pipeline.language_model.prompt import parts
from pipeline.language_model.second_coder import second_coder
from pipeline.language_model.store import Store
from pipeline.measures.agreement import indicators, micro_f1
from tests import builders
from tests.language_model.fake import serving

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


def judged(folder: Path, scratch: Path, codebook: Codebook) -> dict[str, float]:
    """Micro F1 of themes over all statements, of the bundled coder, of the second reader and of both together.

    Every statement is asked over HTTP, recorded, read back, and weighed against the first reader.
    """
    own = folder / "statements.jsonl"
    statements = (
        lines(own) if own.is_file() else [one for n in (1, 2) for one in lines(folder / f"part_{n}.jsonl")]
    )
    first = lines(folder / "coder1.jsonl") if own.is_file() else statements
    readers = Readers.of(statements, first, lines(folder / "coder2.jsonl"))
    predictions, questions = readers.predictions(load_params(), codebook), parts(codebook, ())
    texts = pd.Series([*readers.texts], index=predictions["statement_id"], dtype=str)
    with serving(readers.answer) as server:
        about = {"url": server.url, "model": "lezer", "batch": 8, "timeout": 30, "concurrency": 4}
        settings = LanguageModel(**about, ask="all", tokens_at_most=4000, topics=False)
        store = Store(scratch / "answers.jsonl")
        asked = ask_all([*texts], questions, settings, store)
        requests = len(server.bodies)
    second = second_coder(texts, [""] * len(texts), questions, "lezer", store, asked.missing, codebook)
    mix, _ = together(predictions, second, readers.labels(), codebook)
    themes = [*codebook.themes]
    truth = indicators([one["themes"] for one in readers.truth], themes)

    def f1(rows: pd.DataFrame) -> float:
        cells = rows.sort_values("statement_id")["themes"]
        return micro_f1(truth, indicators([split_themes(cell) for cell in cells], themes))

    said = {"bundled": f1(predictions), "model": f1(second), "together": f1(mix)}
    return {**said, "requests": requests, "missing": len(asked.missing)}
