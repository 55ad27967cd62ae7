"""From a topic to a theme of the codebook: what is added to the codebook, and a first rule file."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from pipeline.core.codebook import NO_THEME, SEPARATOR, Codebook, name_words
from pipeline.core.errors import InputError, quoted
from pipeline.core.text import lemma_of
from pipeline.core.yaml_model import own_yaml

RULE_WORDS = 5  # the most typical words; further ones occur with other themes as often
EXAMPLES = 5  # ids named in the codebook: enough to look up what was meant
TO_FILL_IN = "NOG IN TE VULLEN: wanneer hoort een uitspraak bij dit thema?"
TEXTS = Path(__file__).parent / "promoting.yaml"


@dataclass(frozen=True)
class Promotion:
    """A topic on its way to be a theme.

    Attributes
    ----------
    theme_id, label : of the new theme.
    corpus, topic_id : where it comes from.
    words : the topic's words as people write them, most typical first.
    statements : ids of its statements, most typical first.
    """

    theme_id: str
    label: str
    corpus: str
    topic_id: str
    words: tuple[str, ...]
    statements: tuple[str, ...]


def named(name: str, codebook: Codebook, *, instead_of: str = "") -> tuple[str, str]:
    """Id and label of a theme, from the name that a person gives it.
    :class:`InputError` when no id can be made of it, or the codebook has, or had, a theme that goes by it.

    Parameters
    ----------
    instead_of : id of the theme that gets the name; "" for a new one.

    Examples
    --------
    ``"Parkeren & hallen"`` gives ``("parkeren_en_hallen", "Parkeren & hallen")``, and
    ``"parkeer_druk"`` gives ``("parkeer_druk", "Parkeer druk")``.
    """
    label = " ".join(name.replace("_", " ").split())
    theme_id = "_".join(re.findall(r"[a-z0-9]+", name_words(label)))
    if not re.match(r"[a-z]", theme_id) or SEPARATOR in label or theme_id == NO_THEME:
        raise InputError(
            f"{quoted(name)} cannot be the name of a theme",
            where="NAME",
            todo=f"give a name that starts with a letter, has no {SEPARATOR} and is not '{NO_THEME}'",
        )
    for value in (theme_id, label):
        earlier = next(iter(codebook.went_on_as(value)), "")
        found = earlier or codebook.find("themes", value)
        if found and (earlier or found != instead_of):
            raise InputError(
                f"the codebook has, or had, a theme that goes by {quoted(value)}",
                where="NAME",
                nearest=found,
                todo="give another name, or work on the theme that there is",
            )
    return theme_id, label[0].upper() + label[1:]


def with_theme(text: str, new: Promotion, *, where: str) -> str:
    """The codebook with the theme after its last one; every other byte stays.
    :class:`InputError` when the result would not be the same codebook plus this theme.
    """
    yaml = YAML(typ="rt")
    tree: Any = yaml.load(text)
    themes = tree["themes"]
    wanted = {"label": new.label, "definition": TO_FILL_IN}
    indent = " " * themes.lc.key(list(themes)[-1])[1]
    lines = text.splitlines(keepends=True)
    if not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    start = themes.lc.key(list(themes)[-1])[0]
    later = [tree.lc.key(key)[0] for key in tree if tree.lc.key(key)[0] > start]
    end = min(later, default=len(lines))
    # Blank lines and comments at the margin belong to what comes next.
    while lines[end - 1].startswith("#") or not lines[end - 1].strip():
        end -= 1
    shown = ", ".join(new.statements[:EXAMPLES])
    block = [
        f"{indent}{new.theme_id}:",
        f"{indent}  # Uit onderwerp {new.topic_id} van corpus {new.corpus}: {', '.join(new.words)}.",
        f"{indent}  # Voorbeelden (statement_id): {shown}",
        f"{indent}  label: {json.dumps(new.label, ensure_ascii=False)}",
        f"{indent}  definition: {json.dumps(TO_FILL_IN, ensure_ascii=False)}",
    ]
    result = "".join([*lines[:end], *(f"{line}\n" for line in block), *lines[end:]])
    try:
        after = YAML(typ="rt").load(result)
        same = list(after) == list(tree) and list(after["themes"]) == [*themes, new.theme_id]
        same = same and after == {**tree, "themes": {**themes, new.theme_id: wanted}}
    except Exception:  # noqa: BLE001 - whatever goes wrong, the file is not one that can be added to
        same = False
    if not same:
        raise InputError(
            "a theme cannot be added to this file",
            where=where,
            todo="write each theme on lines of its own, 'id:' with label and definition below it; then try again",
        )
    return result


def rule_file(new: Promotion) -> str:
    """A first rule file: the topic's words, for a person to prune and add to."""
    # Words that a rule can hold as they are: letters only. Without any, the name of the theme.
    written = ([word for word in new.words if word.isalpha()] or new.theme_id.split("_"))[:RULE_WORDS]
    texts: str = own_yaml(TEXTS)["rule_file"]
    return texts.format(
        new=new,
        words="\n".join(f"    - {_phrase(word)}" for word in written),
        hit=json.dumps(written[0], ensure_ascii=False),
    )


def _phrase(word: str) -> str:
    """A word with its dictionary form, so that other inflections are found too."""
    base = lemma_of(word)
    phrase = f"{base}/{word}" if base != word and base.isalpha() else word
    return json.dumps(phrase) if YAML(typ="safe").load(phrase) != phrase else phrase


def next_steps(new: Promotion, teaching: Sequence[str], *, own_codebook: bool) -> str:
    """What the person does now.

    Parameters
    ----------
    teaching : of the topic's statements those that the coder may learn from, most typical first.
    own_codebook : whether the corpus brings a codebook of its own in corpus.yaml.
    """
    texts = own_yaml(TEXTS)["next_steps"]
    steps = [
        "define",
        *(["own_codebook"] if own_codebook else []),
        "prune",
        "code" if teaching else "learn",
        "run",
    ]
    numbered = "\n".join(f"{number}. {texts[step]}" for number, step in enumerate(steps, start=1))
    told: str = texts["told"].format(steps=numbered)
    return told.format(new=new, first=", ".join(teaching[:EXAMPLES]))
