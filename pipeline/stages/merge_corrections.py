"""Puts the corrections of all corpora together, for the coder to learn from.

Reads   models/coder/corrections/<corpus>.jsonl of each corpus in params.yaml.
Writes  models/coder/corrections.jsonl: their lines, corpora by name, none dropped.

A corpus that teaches nothing leaves that file as it was, so the coder is trained anew only when there is
something to learn.
"""

from pipeline.core.corpus import CORRECTIONS, MERGED_CORRECTIONS
from pipeline.core.errors import several
from pipeline.core.files import lines_bytes, own_text
from pipeline.core.params import load_params
from pipeline.core.stage import Outputs, project_stage


def run() -> Outputs:
    """Merge the corrections of all corpora."""
    contents = [own_text(CORRECTIONS / f"{name}.jsonl") for name in sorted(load_params().corpora)]
    lines = [line for content in contents for line in content.split("\n") if line]
    corpora = "1 corpus" if len(contents) == 1 else f"{len(contents)} corpora"
    return Outputs(
        {MERGED_CORRECTIONS: lines_bytes(lines)},
        f"{several(len(lines))} of {corpora} to learn from → {MERGED_CORRECTIONS}",
    )


main = project_stage(run)
