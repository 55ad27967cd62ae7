"""Gives each statement its category, stance and themes, with confidences and reasons.

Reads   reports/<corpus>/statements.csv and corrections.jsonl (what reviewers taught), models/coder/coder.npz,
        models/encoder, corpora/rules, the codebook and models/language/installed.json.
Writes  reports/<corpus>/predictions.csv and its ledger.

The coder reads the text verbatim; what it writes for others has the personal data that ingest
found masked, in the text and in the reason (unless ``ingest.personal_data`` says ``tonen``).

Keeps   reports/<corpus>/parts/classify/, of a corpus of more than one part: what was coded, by content. A run that
        was killed goes on with it, and a new round codes only its own texts. Of a long one parts/predictions/ too:
        the rows that were made, by the rows of statements.csv of which they are; and parts/columns/, those of
        predictions.csv (:mod:`pipeline.core.parts.beside`).

One row is one statement; none is dropped. The labels are the coder's own: what the report's
heading or a reviewer says is put over them by the review stage.
"""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline import core
from pipeline.coder.classify import coded_rows as of_rows
from pipeline.coder.classify.classifying import CODING, lessons_of
from pipeline.coder.classify.coded_rows import RowsJob, coded_rows
from pipeline.coder.classify.coding_parts import CodingTask, code_part, fingerprint, keep_open, units_of
from pipeline.coder.model.resources import load_resources
from pipeline.core.codes import NO_CONTENT, OFF_TOPIC
from pipeline.core.corpus import Corpus
from pipeline.core.corrections import Correction, read_corrections
from pipeline.core.counting import Throughput
from pipeline.core.errors import several
from pipeline.core.files import own_text
from pipeline.core.params import load_params
from pipeline.core.parts.beside import Keeping
from pipeline.core.parts.engine import SERIAL, in_order, on_this_machine
from pipeline.core.parts.kept import KeptWork, Unit
from pipeline.core.parts.pieces import KeptPieces, look_through, pieces
from pipeline.core.parts.progress import Progress, counted
from pipeline.core.parts.store import Cells, PartStore, digest, maker
from pipeline.core.parts.streams import read_frames
from pipeline.core.stage import Outputs, corpus_stage
from pipeline.core.tables import PREDICTIONS, STATEMENTS


def corrected(corrections: Sequence[Correction], source: Path) -> pd.DataFrame:
    """The statements that were corrected."""
    ids = {correction.id for correction in corrections}
    frames = read_frames(source, STATEMENTS) if ids else ()
    found = [frame[frame["statement_id"].isin(ids)] for frame in frames]
    return pd.concat([STATEMENTS.empty(), *found])


def run(corpus: Corpus) -> Outputs:
    """Code the statements of one corpus; personal data is masked unless the settings show it."""
    params, source, path = load_params(), corpus.reports / "statements.csv", corpus.reports / "predictions.csv"
    resources = load_resources(params.language, params.coder, corpus.codebook)
    corrections = read_corrections(own_text(corpus.corrections), where=str(corpus.corrections))
    lessons = lessons_of(corrections, corrected(corrections, source), resources, params.classify)
    made_by = fingerprint(resources, params.classify, lessons)
    task = CodingTask(made_by, params.language, params.coder, params.classify, corpus.codebook, lessons)
    keep_open(task, resources)
    store = PartStore(corpus.parts / "classify", made_by, CODING)
    codings = KeptWork(store, partial(code_part, task), params.engine)
    taught = {each.id for each in corrections}
    shown = params.ingest.personal_data == "tonen"
    code = [Path(core.__file__).parent, Path(of_rows.__file__)]
    rows = KeptPieces(corpus.parts / "predictions", digest(maker(code, ("pandas",)), made_by, str(shown)))
    passed, statuses, hashes = Throughput("classify", "statement"), Counter[str](), array("q")
    names, new = list[str](), dict[str, int]()  # of pieces; of those that are not kept the number of statements

    def waves(progress: Progress) -> Iterator[list[Unit]]:
        read = 0
        for piece in pieces(source, STATEMENTS):
            names.append(piece.name)
            keys, read = piece.keys, read + len(piece.content)
            hashes.extend(map(hash, keys))
            progress.read = read / source.stat().st_size
            if rows.file(piece.name).is_file():
                passed.came(keys)
            else:
                frame = piece.frame(STATEMENTS, source)
                passed.came(frame["statement_id"].to_numpy().tolist())
                new[piece.name] = len(frame)
                yield units_of(frame, taught)
        if len(np.unique(np.frombuffer(hashes, np.int64))) < len(hashes):
            look_through(source, STATEMENTS)

    def jobs() -> Iterator[RowsJob | Path]:
        found = codings.rows()
        for piece in pieces(source, STATEMENTS):
            file = rows.file(piece.name)
            if piece.name in new:
                alike: dict[Cells, Cells] = {}  # held once, and handed on once
                own = [alike.setdefault(row, row) for row in islice(found, new[piece.name])]
                yield RowsJob(source, piece, own, shown, file if len(names) > 1 else None)
            else:
                yield file

    def predictions() -> Iterator[bytes]:
        engine = on_this_machine(params.engine) if len(names) > 1 else SERIAL
        with Keeping(path, PREDICTIONS) as keeping:
            yield keeping.header
            for _, made in in_order(jobs(), coded_rows, engine):
                passed.went(made.account["ids"])
                statuses.update(made.account["statuses"])
                keeping.add(made.content, made.columns)
                yield made.content
        rows.tidy(names if len(names) > 1 else ())

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
    return Outputs({path: predictions(), corpus.ledger("classify"): ledger()}, told)


main = corpus_stage(run)
