"""From statements to labels with confidences and reasons; one row's outcome rests on that row alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp

from pipeline.codebook import Codebook
from pipeline.coding.coder import Coder
from pipeline.coding.context import Context
from pipeline.coding.explaining import by_rule, by_words, decimal, weightiest_words
from pipeline.coding.heads import exclusive, independent
from pipeline.coding.language import read
from pipeline.coding.no_content import NoContent
from pipeline.coding.rules import Hit, RuleSet
from pipeline.errors import InputError
from pipeline.params import Classify
from pipeline.tables import CODING

NEUTRAL = "neutraal"  # stance of a statement without content
_CHUNK = 2000  # statements at a time: bounds memory, never changes a result
_IMPOSSIBLE = -1e9  # log-odds of a label that this corpus's codebook leaves out

Row = dict[str, str]


@dataclass(frozen=True)
class Knowledge:
    """All that coding needs beside the statements.

    Attributes
    ----------
    codebook : the corpus's own, when it brings one; labels that it lacks are not given.
    """

    coder: Coder
    rules: RuleSet
    no_content: NoContent
    context: Context
    codebook: Codebook

    def __post_init__(self) -> None:
        for kind, known in (("category", self.codebook.categories), ("stance", self.codebook.stances)):
            if not set(known) & set(self.coder.labels[kind]):
                raise InputError(
                    f"the codebook has no {kind} that the coder knows",
                    where="codebook",
                    allowed=self.coder.labels[kind],
                    todo=f"keep at least one {kind} of corpora/codebook.yaml",
                )


def code_statements(statements: pd.DataFrame, knowledge: Knowledge, params: Classify) -> pd.DataFrame:
    """The coder's columns for each row of ``statements``, in order, with its index.

    Column ``text`` is needed; ``kind``, ``question`` and ``effect`` help when there.
    """
    rows = [
        row
        for start in range(0, len(statements), _CHUNK)
        for row in _coded(statements.iloc[start : start + _CHUNK], knowledge, params)
    ]
    names = [column.name for column in CODING]
    return pd.DataFrame(rows, columns=names, index=statements.index, dtype=str)


def _coded(part: pd.DataFrame, knowledge: Knowledge, params: Classify) -> Iterator[Row]:
    texts = part["text"].tolist()
    hits = [knowledge.rules.find(doc) for doc in read(texts, knowledge.rules.nlp)]
    rows = knowledge.coder.features.transform(texts, hits)
    logits = knowledge.coder.logits(rows)
    stances = knowledge.coder.labels["stance"]
    priors = knowledge.context.log_priors(part, stances)
    category = exclusive(_allowed(logits["category"], knowledge, "category"))
    stance = exclusive(_allowed(logits["stance"] + priors, knowledge, "stance"))
    themes = independent(_allowed(logits["themes"], knowledge, "themes"))
    for i, text in enumerate(texts):
        empty = knowledge.no_content.matches(text)
        row = _best("category", category[i], knowledge) | _best("stance", stance[i], knowledge)
        if empty and NEUTRAL in knowledge.codebook.stances and NEUTRAL in stances:
            row |= {"stance": NEUTRAL, "stance_confidence": f"{stance[i][stances.index(NEUTRAL)]:.3f}"}
        yield row | _themes(text, rows[i], hits[i], themes[i], empty, knowledge, params)


def _allowed(logits: npt.NDArray[np.float64], knowledge: Knowledge, kind: str) -> npt.NDArray[np.float64]:
    codebook = knowledge.codebook
    known = {"category": codebook.categories, "stance": codebook.stances, "themes": codebook.themes}[kind]
    mask = np.array([label in known for label in knowledge.coder.labels[kind]])
    return np.where(mask, logits, _IMPOSSIBLE)


def _best(kind: str, probabilities: npt.NDArray[np.float64], knowledge: Knowledge) -> Row:
    best = int(probabilities.argmax())
    return {kind: knowledge.coder.labels[kind][best], f"{kind}_confidence": f"{probabilities[best]:.3f}"}


def _themes(
    text: str,
    row: sp.csr_matrix,
    hits: Sequence[Hit],
    probabilities: npt.NDArray[np.float64],
    empty: bool,
    knowledge: Knowledge,
    params: Classify,
) -> Row:
    coder = knowledge.coder
    if empty:
        return _outcome("geen_inhoud", "geen inhoud: het antwoord zegt niets")
    if coder.features.known_share(text) < params.min_known_words:
        return _outcome("onbeslist", "onbeslist: te weinig bekende woorden, misschien een andere taal")
    sure = dict(zip(coder.labels["themes"], probabilities.tolist(), strict=True))
    limits = dict(zip(coder.labels["themes"], coder.thresholds.tolist(), strict=True))
    themes = [theme for theme in knowledge.codebook.themes if theme in sure and sure[theme] >= limits[theme]]
    if themes:
        columns = {theme: coder.columns["themes"].start + i for i, theme in enumerate(coder.labels["themes"])}
        reasons = []
        for theme in themes:
            own = [hit for hit in hits if hit.label == theme]
            reason = (
                by_rule(own)
                if own
                else by_words(weightiest_words(text, row, coder.weights[:, columns[theme]], coder.features))
            )
            reasons.append(f"{theme}: {reason}")
        confidences = {theme: sure[theme] for theme in themes}
        return _outcome("thema", " | ".join(reasons), knowledge.codebook.join(set(themes)), confidences)
    near = {t: sure[t] for t in knowledge.codebook.themes if t in sure and limits[t] - sure[t] <= params.doubt}
    if near:
        told = ", ".join(
            f"{theme} ({decimal(value)}, grens {decimal(limits[theme])})" for theme, value in near.items()
        )
        return _outcome("onbeslist", f"onbeslist: net niet zeker genoeg: {told}", "", near)
    return _outcome("geen_thema", "geen thema: geen enkel thema is waarschijnlijk genoeg")


def _outcome(status: str, why: str, themes: str = "", confidences: Mapping[str, float] | None = None) -> Row:
    shown = "|".join(f"{theme}={value:.2f}" for theme, value in (confidences or {}).items())
    return {"themes": themes, "themes_status": status, "theme_confidences": shown, "why": why}
