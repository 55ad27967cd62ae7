"""What is a statement in running text that follows no layout, as ``prose.yaml`` says it."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from pipeline.core.codes import Kind
from pipeline.core.yaml_model import StrictModel, read_yaml_model
from pipeline.ingest.profiles.sentences import Sentences


def _compiled(pattern: Any) -> Any:
    """A pattern, or the alternatives of a list; lines that are wrapped in the file are one."""
    text = pattern if isinstance(pattern, str) else "|".join(pattern)
    return re.compile(re.sub(r"\|\s+", "|", text), re.IGNORECASE)


Compiled = Annotated[re.Pattern[str], BeforeValidator(_compiled)]


class ProseRule(StrictModel):
    """Sentences, paragraphs or what stands below a heading: why it is no statement, or the kind that it is.

    Attributes
    ----------
    short : below a heading only as far as no whole sentence comes.
    contents : a table of contents.
    judged : below a heading except for sentences that clearly judge, or tell what somebody said.
    """

    pattern: Compiled
    reason: str = ""
    kind: Kind | None = None
    short: bool = False
    contents: bool = False
    judged: bool = False


class ProseRules(StrictModel):
    """The rules of ``prose.yaml``, which explains each."""

    sentences: Sentences
    cues: Compiled
    judges: Compiled
    told_kinds: tuple[ProseRule, ...]
    narrated: tuple[Compiled, ...]
    said: Compiled
    goes_on: Compiled
    nameless: Compiled
    nobody: Compiled
    quoted: Compiled
    lines: tuple[ProseRule, ...]
    sections: tuple[ProseRule, ...]
    date: Compiled
    undated: Compiled
    reasons: dict[str, str]
    words: dict[str, str] = Field(exclude=True)

    @model_validator(mode="before")
    @classmethod
    def _filled_in(cls, rules: dict[str, Any]) -> dict[str, Any]:
        """The lists of words in the patterns that name them: ``<verbs>``."""

        def filled(text: str) -> str:
            return re.sub(r"<([a-z]+)>", lambda match: rules["words"].get(match[1], match[0]), text)

        lists: dict[str, list[Any]] = {key: [filled(each) for each in rules[key]] for key in ("narrated", "cues")}
        for key in ("lines", "sections"):
            lists[key] = [{**rule, "pattern": filled(rule["pattern"])} for rule in rules[key]]
        return {**rules, **lists, "said": filled(rules["said"])}


def first_of(rules: Sequence[ProseRule], text: str) -> ProseRule | None:
    """The first rule whose pattern the text begins with."""
    return next((each for each in rules if each.pattern.match(text)), None)


@cache
def prose_rules() -> ProseRules:
    """The rules, read once."""
    return read_yaml_model(Path(__file__).with_name("prose.yaml"), ProseRules)
