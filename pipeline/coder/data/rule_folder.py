"""The folder of rules: rules, answers without content and context together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.coder.rules.context import Context, read_context
from pipeline.coder.rules.no_content import NoContent, read_no_content
from pipeline.coder.rules.rule_files import RuleFile, read_rules
from pipeline.core.codebook import Codebook


@dataclass(frozen=True)
class RuleFolder:
    """Everything in ``corpora/rules``."""

    files: list[RuleFile]
    no_content: NoContent
    context: Context


def read_rule_folder(folder: Path, codebook: Codebook) -> RuleFolder:
    """Read and check the folder.

    Raises
    ------
    InputError
        A file is missing or not sound, or names a label that the codebook does not have.
    """
    return RuleFolder(
        read_rules(folder, codebook),
        read_no_content(folder / "general" / "no_content.yaml"),
        read_context(folder / "general" / "context.yaml", codebook),
    )
