"""Collects what reviewers taught about one corpus, for the coder to take to its other statements.

Reads   reports/<corpus>/statements.csv, corpora/<corpus>/reviews and the codebook.
Writes  reports/<corpus>/corrections.jsonl.

One line is one statement that reviewers coded. Left out: the statements of the blind audit, as the
figures about the coder rest on them; what reviewers disagree on; answers without content.
"""

from collections.abc import Mapping
from functools import partial

from pipeline.core.corpus import Corpus
from pipeline.core.corrections import Correction, correction_lines
from pipeline.core.errors import several
from pipeline.core.files import lines_bytes
from pipeline.core.masking import masked_texts
from pipeline.core.params import load_params
from pipeline.core.parts.columns import held
from pipeline.core.parts.placed import PlacedRows
from pipeline.core.stage import Outputs, corpus_stage
from pipeline.core.tables import STATEMENTS
from pipeline.review.common.texts import Texts
from pipeline.review.labels.corrections import accepted_labels
from pipeline.review.returned.hand_in import returned_files
from pipeline.review.returned.reading import may_be_review


def taught(corpus: Corpus, returned: Mapping[str, bytes | None]) -> list[Correction]:
    """What returned files teach; of the statements only ids, and the texts that are asked for, are read."""
    source, names = corpus.reports / "statements.csv", ["statement_id", "duplicate_of"]
    rows = PlacedRows(source, STATEMENTS)
    statements = held(rows.frames(names), names)
    shown = partial(masked_texts, where=str(source))
    texts = Texts.stored(rows, shown if load_params().ingest.personal_data == "maskeren" else None)
    return accepted_labels(statements, returned, corpus.codebook, texts)


def run(corpus: Corpus) -> Outputs:
    """Collect the corrections of one corpus, of statements as reviewers get to see them."""
    returned = returned_files(corpus.reviews)
    corrections = taught(corpus, returned) if any(map(may_be_review, returned)) else []
    files = {corpus.corrections: lines_bytes(correction_lines(corrections))}
    return Outputs(files, f"{several(len(corrections))} to learn from → {corpus.corrections}")


main = corpus_stage(run)
