"""Collects what reviewers taught about one corpus, for the coder to take to its other statements.

Reads   reports/<corpus>/statements.csv, corpora/<corpus>/reviews and the codebook.
Writes  reports/<corpus>/corrections.jsonl.

One line is one statement that reviewers coded. Left out: the statements of the blind audit, as the
figures about the coder rest on them; what reviewers disagree on; answers without content.
"""

from pipeline.core.corpus import Corpus
from pipeline.core.corrections import correction_lines
from pipeline.core.errors import several
from pipeline.core.files import lines_bytes
from pipeline.core.masking import masked_texts
from pipeline.core.params import load_params
from pipeline.core.stage import Outputs, corpus_stage
from pipeline.core.tables import STATEMENTS, read_table
from pipeline.review.labels.corrections import accepted_labels
from pipeline.review.returned.hand_in import returned_files


def run(corpus: Corpus) -> Outputs:
    """Collect the corrections of one corpus, of statements as reviewers get to see them."""
    source = corpus.reports / "statements.csv"
    statements = read_table(source, STATEMENTS)
    if load_params().ingest.personal_data == "maskeren":
        statements = statements.assign(text=masked_texts(statements, where=str(source)))
    corrections = accepted_labels(statements, returned_files(corpus.reviews), corpus.codebook)
    files = {corpus.corrections: lines_bytes(correction_lines(corrections))}
    return Outputs(files, f"{several(len(corrections))} to learn from → {corpus.corrections}")


main = corpus_stage(run)
