"""Gives each statement its category, stance and themes, with confidences and reasons.

Reads   reports/<corpus>/statements.csv and corrections.jsonl (what reviewers taught), models/coder/coder.npz,
        models/encoder, corpora/rules, the codebook and models/language/installed.json.
Writes  reports/<corpus>/predictions.csv and its ledger.

The coder reads the text verbatim; what it writes for others has the personal data that ingest
found masked, in the text and in the reason (unless ``ingest.personal_data`` says ``tonen``).

Keeps   reports/<corpus>/parts/classify/, of a corpus of more than one part: what was coded, by content. A run that
        was killed goes on with it, and a new round codes only its own texts.

One row is one statement; none is dropped. The labels are the coder's own: what the report's
heading or a reviewer says is put over them by the review stage.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pandas as pd

from pipeline.coder.classify.classifying import CODING, lessons_of
from pipeline.coder.classify.coding_parts import CodingTask, code_here, code_part, fingerprint, units_of
from pipeline.coder.model.resources import load_resources
from pipeline.core.codes import NO_CONTENT, OFF_TOPIC
from pipeline.core.corpus import Corpus
from pipeline.core.corrections import Correction, read_corrections
from pipeline.core.counting import Ledger
from pipeline.core.errors import several
from pipeline.core.files import own_text
from pipeline.core.masking import masked_reason, masked_texts, read_spans
from pipeline.core.params import load_params
from pipeline.core.parts.kept import KeptWork, Unit
from pipeline.core.parts.progress import counted
from pipeline.core.parts.store import PartStore
from pipeline.core.parts.streams import read_frames, written_frames
from pipeline.core.stage import Outputs, corpus_stage
from pipeline.core.tables import PREDICTIONS, STATEMENTS


def without_personal_data(predictions: pd.DataFrame, *, where: str) -> pd.DataFrame:
    """The predictions with what ``personal_data`` points at masked in ``text`` and ``why``."""
    rows = predictions[["text", "why", "personal_data"]].itertuples(index=False, name=None)
    texts = masked_texts(predictions, where=where)
    reasons = [masked_reason(why, text, read_spans(cell, text, where=where)) for text, why, cell in rows]
    return predictions.assign(
        text=pd.Series(texts, index=predictions.index, dtype=str),
        why=pd.Series(reasons, index=predictions.index, dtype=str),
    )


@dataclass
class Written:
    """What was written of the statements, counted on the way."""

    ids: list[str] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)

    def of(self, predictions: pd.DataFrame) -> pd.DataFrame:
        """The same rows, counted."""
        self.ids += predictions["statement_id"].tolist()
        self.statuses.update(predictions["themes_status"])
        return predictions

    def __str__(self) -> str:
        """How many statements there are of each status."""
        status = self.statuses
        return (
            f"{several(len(self.ids))}, {status['thema']} with a theme, {status['onbeslist']} undecided, "
            f"{status[OFF_TOPIC]} off topic, {status[NO_CONTENT]} without content"
        )


def corrected(corrections: Sequence[Correction], source: Path) -> pd.DataFrame:
    """The statements that were corrected."""
    ids = {correction.id for correction in corrections}
    frames = read_frames(source, STATEMENTS) if ids else ()
    found = [frame[frame["statement_id"].isin(ids)] for frame in frames]
    return pd.concat([STATEMENTS.empty(), *found])


def run(corpus: Corpus) -> Outputs:
    """Code the statements of one corpus; personal data is masked unless the settings show it."""
    params, source = load_params(), corpus.reports / "statements.csv"
    resources = load_resources(params.language, params.coder, corpus.codebook)
    corrections = read_corrections(own_text(corpus.corrections), where=str(corpus.corrections))
    lessons = lessons_of(corrections, corrected(corrections, source), resources, params.classify)
    maker = fingerprint(resources, params.classify, lessons)
    task = CodingTask(maker, params.language, params.coder, params.classify, corpus.codebook, lessons)
    store = PartStore(corpus.parts / "classify", maker, CODING)
    here = partial(code_here, task, resources)
    codings = KeptWork(store, partial(code_part, task), params.engine, here)
    taught = {each.id for each in corrections}
    incoming: list[str] = []

    def waves() -> Iterator[list[Unit]]:
        for frame in read_frames(source, STATEMENTS):
            incoming.extend(frame["statement_id"])
            yield units_of(frame, taught)

    def predictions() -> Iterator[pd.DataFrame]:
        for frame in read_frames(source, STATEMENTS):
            cells = codings.of(units_of(frame, taught))
            coded = frame.join(pd.DataFrame(cells, columns=CODING, index=frame.index, dtype=str))
            shown = params.ingest.personal_data == "tonen"
            yield written.of(coded if shown else without_personal_data(coded, where=str(source)))

    def ledger() -> Iterator[bytes]:
        yield Ledger.of("classify", "statement", incoming=incoming, kept=written.ids).as_bytes()

    with counted("coding") as tell:
        codings.complete(waves(), tell)
    store.tidy()
    path, written = corpus.reports / "predictions.csv", Written()
    lessons_told = f", with {several(len(corrections), 'correction')} as lessons" if corrections else ""
    return Outputs(
        {path: written_frames(predictions(), PREDICTIONS, where=str(path)), corpus.ledger("classify"): ledger()},
        lambda: f"{written}{lessons_told} → {path}",
    )


main = corpus_stage(run)
