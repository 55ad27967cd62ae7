"""What ``thermometer check`` says of the files that the coder is made of: whether they fit the codebook."""

from __future__ import annotations

from pipeline.coder.data.held_out import read_held_out
from pipeline.coder.data.training_set import read_training, statement_files, training_files
from pipeline.coder.rules.rule_files import read_rule_folder
from pipeline.core.codebook import load_codebook
from pipeline.core.corpus import CODEBOOK, HELD_OUT, RULES, TRAINING
from pipeline.core.errors import several
from pipeline.core.params import load_params
from pipeline.stages.check import collected


def coder_inputs() -> list[str]:
    """One line per folder that is sound.

    Raises
    ------
    InputError
        All that is wrong in them, in one message.
    """
    codebook = load_codebook(CODEBOOK)
    near = load_params().train.near_duplicate

    def rules() -> str:
        return f"ok  {RULES}: {several(len(read_rule_folder(RULES, codebook).files), 'rule file')}"

    def training() -> str:
        examples = read_training(training_files(), codebook).examples
        sets = read_held_out(statement_files(HELD_OUT), codebook, examples, near_duplicate=near)
        held_out = sum(len(each.examples) for each in sets)
        return f"ok  {TRAINING}: {several(len(examples))}; {HELD_OUT}: {held_out}"

    return collected([rules, training])
