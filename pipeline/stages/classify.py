"""Gives each statement its category, stance and themes, with confidences and reasons.

Reads   reports/<corpus>/statements.csv and corrections.jsonl (what reviewers taught), models/coder/coder.npz,
        models/encoder, corpora/rules, the codebook and models/language/installed.json.
Writes  reports/<corpus>/predictions.csv and its ledger.

The coder reads the text verbatim; what it writes for others has the personal data that ingest
found masked, in the text and in the reason (unless ``ingest.personal_data`` says ``tonen``).

Keeps   reports/<corpus>/parts/classify/, of a corpus of more than one part: what was coded, by content. A run that
        was killed goes on with it, and a new round codes only its own texts.
        parts/columns/, those of predictions.csv (:mod:`pipeline.core.parts.beside`).

One row is one statement; none is dropped. The labels are the coder's own: what the report's
heading or a reviewer says is put over them by the review stage.
"""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

import pandas as pd

from pipeline.coder.classify.classifying import CODING, lessons_of
from pipeline.coder.classify.coding_parts import CodingTask, code_part, fingerprint, keep_open, units_of
from pipeline.coder.model.resources import load_resources
from pipeline.core.codes import NO_CONTENT, OFF_TOPIC
from pipeline.core.corpus import Corpus
from pipeline.core.corrections import Correction, read_corrections
from pipeline.core.counting import Throughput
from pipeline.core.errors import several
from pipeline.core.files import own_text
from pipeline.core.masking import masked_reason, masked_texts, read_spans
from pipeline.core.params import load_params
from pipeline.core.parts.kept import KeptWork, Unit
from pipeline.core.parts.progress import Progress, counted
from pipeline.core.parts.store import PartStore
from pipeline.core.parts.streams import read_frames, written_frames
from pipeline.core.stage import Outputs, corpus_stage
from pipeline.core.tables import PREDICTIONS, STATEMENTS


def without_personal_data(predictions: pd.DataFrame, *, where: str) -> pd.DataFrame:
    """The predictions with what ``personal_data`` points at masked in ``text`` and ``why``."""
    found = predictions[predictions["personal_data"] != ""]
    rows = found[["text", "why", "personal_data"]].itertuples(index=False, name=None)
    reasons = [masked_reason(why, text, read_spans(cell, text, where=where)) for text, why, cell in rows]
    shown = predictions[["text", "why"]].copy()
    shown.loc[found.index, "text"] = masked_texts(found, where=where)
    shown.loc[found.index, "why"] = reasons
    return predictions.assign(text=shown["text"], why=shown["why"])


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
    keep_open(task, resources)
    store = PartStore(corpus.parts / "classify", maker, CODING)
    codings = KeptWork(store, partial(code_part, task), params.engine)
    taught = {each.id for each in corrections}
    passed, statuses = Throughput("classify", "statement"), Counter[str]()

    def waves(progress: Progress) -> Iterator[list[Unit]]:
        ends = array("q")
        for frame in read_frames(source, STATEMENTS, starts=ends):
            passed.came(frame["statement_id"].to_numpy().tolist())
            progress.read = ends[-1] / source.stat().st_size
            yield units_of(frame, taught)

    def predictions() -> Iterator[pd.DataFrame]:
        rows = codings.rows()
        for frame in read_frames(source, STATEMENTS):
            cells = zip(*islice(rows, len(frame)), strict=True)
            own = {name: pd.Series(cell, frame.index, dtype=str) for name, cell in zip(CODING, cells, strict=True)}
            coded = frame.assign(**own)
            passed.went(coded["statement_id"].to_numpy().tolist())
            statuses.update(own["themes_status"].to_numpy().tolist())
            shown = params.ingest.personal_data == "tonen"
            yield coded if shown else without_personal_data(coded, where=str(source))

    def ledger() -> Iterator[bytes]:
        yield passed.as_bytes()

    def told() -> str:
        lessons_told = f", with {several(len(corrections), 'correction')} as lessons" if corrections else ""
        return (
            f"{several(passed.n_kept)}, {statuses['thema']} with a theme, {statuses['onbeslist']} undecided, "
            f"{statuses[OFF_TOPIC]} off topic, {statuses[NO_CONTENT]} without content{lessons_told} → {path}"
        )

    with counted("coding") as progress:
        codings.complete(waves(progress), progress)
    store.tidy()
    path = corpus.reports / "predictions.csv"
    return Outputs(
        {
            path: written_frames(predictions(), PREDICTIONS, where=str(path), beside=path),
            corpus.ledger("classify"): ledger(),
        },
        told,
    )


main = corpus_stage(run)
