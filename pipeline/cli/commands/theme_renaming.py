"""What ``thermometer theme rename`` does: give a theme another name in every file that names it, or in none.

Reads and writes  corpora/codebook.yaml (the theme, and ``renames``, so that what reviewers hand in under the
        earlier name is still understood), corpora/rules/<theme>.yaml, the labels in corpora/training and
        corpora/held_out, and of every corpus actions.yaml and a codebook of its own in corpus.yaml.

Returned review files stay as they are. Of every file the name alone is edited; all other bytes stay.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from pipeline.core.codebook import load_codebook, name_words
from pipeline.core.corpus import CODEBOOK, CORPORA, HELD_OUT, RULES, TRAINING
from pipeline.core.errors import InputError
from pipeline.core.files import decode, read_bytes, write_bytes
from pipeline.discover.promoting import named

_LABELS = re.compile(r'("themes"\s*:\s*\[)([^\]]*)(\])')  # in a line of JSON; within a text quotes are escaped
_PLAIN = re.compile(r"[A-Za-z][\w -]*\w")  # what YAML reads as the text that it is, unless it is a word like "no"

Edit = tuple[int, int, str]  # from, to, what comes there
Edits = Callable[[Node, "Renaming"], Iterator[Edit]]


@dataclass(frozen=True)
class Renaming:
    """A theme before and after: its ids and its Dutch names."""

    old: str
    old_label: str
    new: str
    new_label: str

    @property
    def earlier_names(self) -> list[str]:
        """The names that people may still write for the theme, other than those that it has now."""
        now = {name_words(self.new), name_words(self.new_label)}
        earlier = {name_words(name): name for name in (self.old_label, self.old)}
        return [name for words, name in reversed(earlier.items()) if words not in now]


def rename_theme(old: str, name: str) -> str:
    """Rename a theme everywhere; says what changed and what to do next.

    Parameters
    ----------
    old : its id or Dutch name, in any case.
    name : its Dutch name from now on; its id is made from it.

    Raises
    ------
    InputError
        There is no such theme, the name is taken, or a file cannot be edited. Then nothing is changed.
    """
    codebook = load_codebook(CODEBOOK)
    theme = codebook.resolve("themes", old, where="OLD")
    label = codebook.themes[theme].label
    renaming = Renaming(theme, label, *named(name, codebook, instead_of=theme))
    changes = dict(changed_files(renaming))
    write_all(changes)
    return _summary(renaming, changes)


def changed_files(renaming: Renaming) -> Iterator[tuple[Path, bytes | None]]:
    """Every file that changes, with its content from now on; None for one that goes."""
    yield CODEBOOK, _edited(CODEBOOK, _codebook_edits, renaming)
    for corpus in sorted(path.parent for path in CORPORA.glob("*/corpus.yaml")):
        for path, edits in (
            (corpus / "corpus.yaml", _own_codebook_edits),
            (corpus / "actions.yaml", _action_edits),
        ):
            if path.is_file() and (content := _edited(path, edits, renaming)) != read_bytes(path):
                yield path, content
    if renaming.old == renaming.new:
        return
    rules = RULES / f"{renaming.old}.yaml"
    if rules.is_file():
        target = RULES / f"{renaming.new}.yaml"
        if target.exists():
            raise InputError("there are rules of that name already", where=str(target), todo="move this file away")
        yield target, _edited(rules, _rule_edits, renaming)
        yield rules, None
    for path in sorted((*TRAINING.rglob("*.jsonl"), *HELD_OUT.rglob("*.jsonl"))):
        text = _text(path)
        if (labelled := _relabelled(text, renaming)) != text:
            yield path, labelled.encode("utf-8")


def _text(path: Path) -> str:
    return decode(read_bytes(path), where=str(path))[0]


def _edited(path: Path, edits: Edits, renaming: Renaming) -> bytes:
    """The file after the edits, which must be the same data with the theme renamed."""
    content = read_bytes(path)
    text = content.decode("utf-8")
    root = YAML(typ="safe", pure=True).compose(text)
    result = text
    for start, end, insert in sorted(edits(root, renaming), reverse=True):
        result = result[:start] + insert + result[end:]
    try:
        same = _loaded(result) == _expected(_loaded(text), renaming)
    except Exception:  # noqa: BLE001 - whatever goes wrong, the file is not one that can be edited
        same = False
    if not same:
        raise InputError(
            f"the theme {renaming.old} cannot be renamed in this file",
            where=str(path),
            todo="write its id and its label as plain text, each on one line; then try again",
        )
    return result.encode("utf-8")


def _loaded(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def _expected(data: Any, renaming: Renaming) -> Any:
    """The data of a YAML file with the theme renamed where it is a theme, and nowhere else."""
    if not isinstance(data, dict):
        return data
    if "categories" in data:
        return _expected_codebook(data, renaming)
    if "codebook" in data:
        return {**data, "codebook": _expected_codebook(data["codebook"], renaming)}
    if data.get("of") == "themes":
        return {**data, "label": renaming.new}
    actions = {
        number: {**action, "themes": [_new(theme, renaming) for theme in action["themes"]]}
        if action and action.get("themes")
        else action
        for number, action in (data.get("actions") or {}).items()
    }
    return {**data, "actions": actions} if data.get("actions") else data


def _expected_codebook(data: Any, renaming: Renaming) -> Any:
    if not data or renaming.old not in data["themes"]:
        return data
    themes = {_new(theme, renaming): dict(label) for theme, label in data["themes"].items()}
    if themes[renaming.new]["label"] == renaming.old_label:
        themes[renaming.new]["label"] = renaming.new_label
    renames = {name: _new(theme, renaming) for name, theme in (data.get("renames") or {}).items()}
    renames |= dict.fromkeys(renaming.earlier_names, renaming.new)
    splits = {name: [_new(part, renaming) for part in parts] for name, parts in (data.get("splits") or {}).items()}
    later = {"renames": renames} if renames else {}
    return {**data, "themes": themes, **later, **({"splits": splits} if "splits" in data else {})}


def _new(theme: str, renaming: Renaming) -> str:
    return renaming.new if theme == renaming.old else theme


def _codebook_edits(root: Node, renaming: Renaming) -> Iterator[Edit]:
    """The theme and its label, what renames and splits say of it, and the names that it had."""
    sections = _mapping(root)
    themes = next((value for key, value in sections if key.value == "themes"), None)
    place = next((pair for pair in _mapping(themes) if pair[0].value == renaming.old), None)
    if place is None:
        return
    yield _replaced(place[0], renaming.new)
    for key, value in _mapping(place[1]):
        if key.value == "label" and value.value == renaming.old_label:
            yield _replaced(value, renaming.new_label)
    for key, value in sections:
        if key.value in ("renames", "splits"):
            for _, parts in _mapping(value):
                yield from _items(parts, renaming)
    yield from _earlier_names(sections, renaming)


def _earlier_names(sections: list[tuple[Node, Node]], renaming: Renaming) -> Iterator[Edit]:
    """The new lines of ``renames``: before the first that is there, or as a section of their own before themes."""
    lines = [f"{_scalar(name)}: {renaming.new}" for name in renaming.earlier_names]
    if not lines:
        return
    renames = next((value for key, value in sections if key.value == "renames"), None)
    if isinstance(renames, MappingNode) and renames.value:
        first = renames.value[0][0].start_mark
        between = ", " if renames.flow_style else "\n" + " " * first.column
        yield first.index, first.index, "".join(line + between for line in lines)
    elif renames is None:
        themes = next(key for key, _ in sections if key.value == "themes")
        section = f"renames: {{{', '.join(lines)}}}\n{' ' * themes.start_mark.column}"
        yield themes.start_mark.index, themes.start_mark.index, section
    else:
        yield renames.start_mark.index, renames.end_mark.index, f"{{{', '.join(lines)}}}"


def _own_codebook_edits(root: Node, renaming: Renaming) -> Iterator[Edit]:
    for key, value in _mapping(root):
        if key.value == "codebook":
            yield from _codebook_edits(value, renaming)


def _action_edits(root: Node, renaming: Renaming) -> Iterator[Edit]:
    for key, actions in _mapping(root):
        if key.value == "actions":
            for _, action in _mapping(actions):
                for name, value in _mapping(action):
                    if name.value == "themes":
                        yield from _items(value, renaming)


def _rule_edits(root: Node, renaming: Renaming) -> Iterator[Edit]:
    for key, value in _mapping(root):
        if key.value == "label":
            yield _replaced(value, renaming.new)


def _items(node: Node, renaming: Renaming) -> Iterator[Edit]:
    """The theme itself, or where it stands in a list."""
    for item in node.value if isinstance(node, SequenceNode) else [node]:
        if item.value == renaming.old:
            yield _replaced(item, renaming.new)


def _mapping(node: Node | None) -> list[tuple[Node, Node]]:
    return list(node.value) if isinstance(node, MappingNode) else []


def _replaced(node: Node, value: str) -> Edit:
    return node.start_mark.index, node.end_mark.index, _scalar(value)


def _scalar(text: str) -> str:
    """A text as YAML reads it back, plain where that can be."""
    plain = _PLAIN.fullmatch(text) and _loaded(text) == text
    return text if plain else json.dumps(text, ensure_ascii=False)


def _relabelled(text: str, renaming: Renaming) -> str:
    """Lines of JSON with the theme renamed in ``themes``."""
    old, new = json.dumps(renaming.old), json.dumps(renaming.new)
    return _LABELS.sub(lambda found: found[1] + found[2].replace(old, new) + found[3], text)


def write_all(changes: Mapping[Path, bytes | None]) -> None:
    """Write every file, or remove where the content is None; when one fails, put back what was there."""
    before: dict[Path, bytes | None] = {}
    try:
        for path, content in changes.items():
            before[path] = path.read_bytes() if path.is_file() else None
            _put(path, content)
    except (InputError, OSError):
        for path, content in before.items():
            _put(path, content)
        raise


def _put(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
    else:
        write_bytes(path, content)


def _summary(renaming: Renaming, changes: Mapping[Path, bytes | None]) -> str:
    name = re.compile(rf"\b{re.escape(renaming.old)}\b")
    left = [
        str(number)
        for number, line in enumerate(_text(CODEBOOK).split("\n"), start=1)
        if name.search(line) and not line.startswith("renames:") and renaming.old != renaming.new
    ]
    steps = [f"Read lines {', '.join(left)} of {CODEBOOK}: they hold the word {renaming.old}."] if left else []
    steps.append("Run: dvc repro")
    return "\n".join(
        [
            f'Theme {renaming.old} is now {renaming.new} ("{renaming.new_label}"), in these files:',
            *(f"  {path}{' (goes)' if content is None else ''}" for path, content in changes.items()),
            "Returned review files stay: the earlier name is still understood.",
            "",
            "What to do now:",
            *(f"{number}. {step}" for number, step in enumerate(steps, start=1)),
            "",
            "The coder is trained again, which takes a while; until then thermometer classify and explain refuse.",
        ]
    )
