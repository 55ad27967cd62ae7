"""From a topic to a theme of the codebook: what is added to the codebook, and a first rule file."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML

from pipeline.core.codebook import NO_THEME, SEPARATOR, Codebook
from pipeline.core.errors import InputError, quoted
from pipeline.discover.words import lemma

RULE_WORDS = 5  # the most typical words; further ones occur with other themes as often
EXAMPLES = 5  # ids named in the codebook: enough to look up what was meant
TO_FILL_IN = "NOG IN TE VULLEN: wanneer hoort een uitspraak bij dit thema?"
_MISS = "Dit gaat over iets anders."  # stop words only, which name no topic


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

    Parameters
    ----------
    instead_of : id of the theme that gets the name; "" for a new one.

    Raises
    ------
    InputError
        No id can be made of it, or the codebook has, or had, a theme that goes by it.

    Examples
    --------
    ``"Parkeren & hallen"`` gives ``("parkeren_en_hallen", "Parkeren & hallen")``, and
    ``"parkeer_druk"`` gives ``("parkeer_druk", "Parkeer druk")``.
    """
    label = " ".join(name.replace("_", " ").split())
    plain = unicodedata.normalize("NFKD", label.casefold()).replace("&", " en ")
    theme_id = "_".join(re.findall(r"[a-z0-9]+", re.sub(r"['\u2019\u0300-\u036f]", "", plain)))
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

    Raises
    ------
    InputError
        The result would not be the same codebook plus this theme.
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
    words = "\n".join(f"    - {phrase}" for phrase in _phrases(new))
    hit = _written(new)[0]
    return f"""\
# Zie README.md in deze map voor hoe een regel werkt.
# Eerste aanzet uit onderwerp {new.topic_id} van corpus {new.corpus}. Haal weg wat ook bij andere
# thema's past, vul aan vanuit de definitie, en zet er eigen voorbeeldzinnen bij.
label: {new.theme_id}
of: themes
rules:
  woorden:
    words:
{words}
examples:
  hits: [{json.dumps(hit, ensure_ascii=False)}]
  misses: [{json.dumps(_MISS, ensure_ascii=False)}]
"""


def _written(new: Promotion) -> Sequence[str]:
    """Words that a rule can hold as they are: letters only. Without any, the name of the theme."""
    usable = [word for word in new.words if word.isalpha()] or new.theme_id.split("_")
    return usable[:RULE_WORDS]


def _phrases(new: Promotion) -> list[str]:
    """Each word with its dictionary form, so that other inflections are found too."""
    found = []
    for word in _written(new):
        base = lemma(word)
        phrase = f"{base}/{word}" if base != word and base.isalpha() else word
        found.append(json.dumps(phrase) if YAML(typ="safe").load(phrase) != phrase else phrase)
    return found


def next_steps(new: Promotion, teaching: Sequence[str], *, own_codebook: bool) -> str:
    """What the person does now.

    Parameters
    ----------
    teaching : of the topic's statements those that the coder may learn from, most typical first.
    own_codebook : whether the corpus brings a codebook of its own in corpus.yaml.
    """
    rules, review = f"corpora/rules/{new.theme_id}.yaml", f"reports/{new.corpus}/review/alles.csv"
    code = (
        f"Code statements with this theme: without examples the coder does not learn it. Copy {review} to a place "
        f"outside reports/ (a file filled in there stops the next run), fill in the copy, and put it in "
        f"corpora/{new.corpus}/reviews. "
    )
    if teaching:
        code += f"Begin with {', '.join(teaching[:EXAMPLES])}."
    else:
        code = (
            "The coder learns a theme from examples, and this topic has none to give: all its statements are in "
            "the blind audit, which is never learned from. Until others come in, the rules alone find it."
        )
    steps = [
        f"In corpora/codebook.yaml, fill in the definition of {new.theme_id}, and what does not belong ('not:').",
        f"Read {rules}. Take out words that fit other themes as well.",
        code,
        "Run: dvc repro",
    ]
    if own_codebook:
        own = f"corpora/{new.corpus}/corpus.yaml"
        steps.insert(1, f"This corpus has a codebook of its own, in {own}. Put the theme there, too.")
    numbered = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))
    return f"""\
Theme {new.theme_id} ("{new.label}") is in corpora/codebook.yaml, with a first rule in {rules}.

What to do now:
{numbered}

The coder was made with the codebook as it was, and no longer fits it. That is as it should be: until dvc repro is
done, thermometer classify and explain refuse. dvc repro trains the coder again, which takes a while."""
