"""What ``thermometer theme rename`` does: give a theme another name in every file that names it, or in none.

Reads and writes  corpora/codebook.yaml (the theme, and ``renames``, so that what reviewers hand in under the
        earlier name is still understood), corpora/rules/<theme>.yaml, the labels in corpora/training and
        corpora/held_out, and of every corpus actions.yaml and a codebook of its own in corpus.yaml.

Returned review files stay as they are. Of every file the name alone is edited; all other bytes stay.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from pipeline.core.codebook import load_codebook, name_words
from pipeline.core.corpus import CODEBOOK, CORPORA, HELD_OUT, RULES, TRAINING
from pipeline.core.errors import InputError
from pipeline.core.files import decode, read_bytes, write_bytes
from pipeline.discover.promoting import named
from pipeline.new_corpus.files import rendered

Edit = tuple[int, int, str]  # from, to, what comes there
Keys = tuple[object, ...]  # from the top of a YAML file down to a place in it
_LABELS = re.compile(r'("themes"\s*:\s*\[)([^\]]*)(\])')  # in a line of JSON; within a text quotes are escaped
_PLAIN = re.compile(r"[A-Za-z][\w -]*\w")  # what YAML reads as the text that it is, unless it is a word like "no"
_KEY, _ANY = object(), object()  # the name of a key itself; any key, or any place in a list
_NAMED: tuple[Keys, ...] = (  # where a YAML file names a theme by its id: the keys down to it
    ("label",),  # of a rule file
    ("actions", _ANY, "themes", _ANY),
    ("themes", _KEY),  # this and the next in a codebook
    ("renames", _ANY),
    ("splits", _ANY, _ANY),
)


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

    def at(self, keys: Keys, text: Any) -> Any:
        """What stands at a place of a YAML file from now on; a corpus may bring a codebook of its own."""
        keys = keys[1:] if keys[:1] == ("codebook",) else keys
        if text == self.old and any(map(partial(_fits, keys), _NAMED)):
            return self.new
        return self.new_label if text == self.old_label and keys == ("themes", self.old, "label") else text


def _fits(keys: Keys, place: Keys) -> bool:
    pairs = zip(keys, place, strict=False)
    alike = all(wanted == key or (wanted is _ANY and key is not _KEY) for key, wanted in pairs)
    return alike and len(keys) == len(place)


def rename_theme(old: str, name: str) -> str:
    """Rename a theme, by its id or Dutch name in any case, everywhere; says what changed and what to do next.

    Its id is made from its Dutch name from now on. :class:`InputError` when there is no such theme, the name is
    taken, or a file cannot be edited. Then nothing is changed.
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
    yield CODEBOOK, _edited(CODEBOOK, renaming)
    for corpus in sorted(path.parent for path in CORPORA.glob("*/corpus.yaml")):
        for path in (corpus / "corpus.yaml", corpus / "actions.yaml"):
            if path.is_file() and (content := _edited(path, renaming)) != read_bytes(path):
                yield path, content
    if renaming.old == renaming.new:
        return
    rules = RULES / f"{renaming.old}.yaml"
    if rules.is_file():
        target = RULES / f"{renaming.new}.yaml"
        if target.exists():
            raise InputError("there are rules of that name already", where=str(target), todo="move this file away")
        yield target, _edited(rules, renaming)
        yield rules, None
    old, new = json.dumps(renaming.old), json.dumps(renaming.new)
    for path in sorted((*TRAINING.rglob("*.jsonl"), *HELD_OUT.rglob("*.jsonl"))):
        text = _text(path)
        relabelled = _LABELS.sub(lambda found: found[1] + found[2].replace(old, new) + found[3], text)
        if relabelled != text:
            yield path, relabelled.encode("utf-8")


def _text(path: Path) -> str:
    return decode(read_bytes(path), where=str(path))[0]


def _edited(path: Path, renaming: Renaming) -> bytes:
    """The file after the edits, which must be the same data with the theme renamed."""
    text = result = read_bytes(path).decode("utf-8")
    try:
        root = YAML(typ="safe", pure=True).compose(text)
        for start, end, insert in sorted(
            (*_edits(root, (), renaming), *_to_renames(root, renaming)), reverse=True
        ):
            result = result[:start] + insert + result[end:]
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
    renamed = _renamed(data, (), renaming)
    if isinstance(data, dict):
        before, after = data.get("codebook") or data, renamed.get("codebook") or renamed
        if renaming.old in before.get("themes", ()) and renaming.earlier_names:
            after["renames"] = (after.get("renames") or {}) | dict.fromkeys(renaming.earlier_names, renaming.new)
    return renamed


def _renamed(data: Any, keys: Keys, renaming: Renaming) -> Any:
    if isinstance(data, dict):
        return {
            renaming.at((*keys, _KEY), key): _renamed(value, (*keys, key), renaming) for key, value in data.items()
        }
    if isinstance(data, list):
        return [_renamed(item, (*keys, place), renaming) for place, item in enumerate(data)]
    return renaming.at(keys, data)


def _edits(node: Node, keys: Keys, renaming: Renaming) -> Iterator[Edit]:
    """Every text that names the theme, with what comes in its place."""
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield from _edits(key, (*keys, _KEY), renaming)
            yield from _edits(value, (*keys, key.value), renaming)
    elif isinstance(node, SequenceNode):
        for place, item in enumerate(node.value):
            yield from _edits(item, (*keys, place), renaming)
    elif node and (text := renaming.at(keys, node.value)) != node.value:
        yield node.start_mark.index, node.end_mark.index, _scalar(text)


def _to_renames(root: Node, renaming: Renaming) -> Iterator[Edit]:
    """The new lines of ``renames``: before the first that is there, or as a section of their own before themes."""
    lines = [f"{_scalar(name)}: {renaming.new}" for name in renaming.earlier_names]
    sections = _sections(root)
    sections = _sections(sections["codebook"][1]) if "codebook" in sections else sections
    if not lines or "themes" not in sections or renaming.old not in _sections(sections["themes"][1]):
        return
    themes, (_, renames) = sections["themes"][0].start_mark, sections.get("renames", (None, None))
    if isinstance(renames, MappingNode) and renames.value:
        first = renames.value[0][0].start_mark
        between = ", " if renames.flow_style else "\n" + " " * first.column
        yield first.index, first.index, "".join(line + between for line in lines)
    elif renames is None:
        yield themes.index, themes.index, f"renames: {{{', '.join(lines)}}}\n{' ' * themes.column}"
    else:
        yield renames.start_mark.index, renames.end_mark.index, f"{{{', '.join(lines)}}}"


def _sections(node: Node) -> dict[str, tuple[Node, Node]]:
    """The key and the value of each entry of a mapping, by the key."""
    return {key.value: (key, value) for key, value in node.value} if isinstance(node, MappingNode) else {}


def _scalar(text: str) -> str:
    """A text as YAML reads it back, plain where that can be."""
    plain = _PLAIN.fullmatch(text) and _loaded(text) == text
    return text if plain else json.dumps(text, ensure_ascii=False)


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
        number
        for number, line in enumerate(_text(CODEBOOK).split("\n"), start=1)
        if name.search(line) and not line.startswith("renames:") and renaming.old != renaming.new
    ]
    told = {"renaming": renaming, "changes": changes, "left": left, "codebook": CODEBOOK}
    return rendered("templates/renamed.txt.j2", package="pipeline.cli", **told).rstrip("\n")
