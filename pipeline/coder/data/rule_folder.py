"""The folder of rules: rules, answers without content and context together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language

from pipeline.coder.language.language import load, read
from pipeline.coder.rules.context import Context, read_context
from pipeline.coder.rules.no_content import NoContent, read_no_content
from pipeline.coder.rules.rules import RuleFile, RuleSet, read_rules
from pipeline.core.codebook import Codebook, load_codebook
from pipeline.core.corpus import CODEBOOK, RULES


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


def theme_matches(
    texts: Sequence[str], *, rules: Path = RULES, codebook: Path = CODEBOOK, nlp: Language | None = None
) -> list[dict[str, list[str]]]:
    """Per text the themes that a rule finds in it, each with the words that carried it.

    Needs no trained coder. Themes in the order of the rule files; words lower case, as in the text.
    """
    nlp = nlp or load()
    ruleset = RuleSet([file for file in read_rules(rules, load_codebook(codebook)) if file.of == "themes"], nlp)
    found: list[dict[str, list[str]]] = []
    for doc in read(texts, nlp):
        own: dict[str, list[str]] = {}
        for hit in ruleset.find(doc):
            words = own.setdefault(hit.label, [])
            if hit.words not in words:
                words.append(hit.words)
        found.append(own)
    return found
