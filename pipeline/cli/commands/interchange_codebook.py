"""What ``thermometer import codebook`` does: a corpus gets a codebook that was made elsewhere.

Reads   a .qdc or a table of codes, corpora/codebook.yaml (what the coder knows), corpora/<corpus>/.
Writes  the section ``codebook`` of corpora/<corpus>/corpus.yaml (every other byte stays), or a file of its own.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from pipeline.core.codebook import Codebook, Label, load_codebook
from pipeline.core.corpus import CODEBOOK, Corpus, corpus_named
from pipeline.core.errors import InputError, several
from pipeline.core.files import decode, read_bytes, write_text
from pipeline.new_corpus.files import rendered, yaml_value
from pipeline.refi.codebook_reading import ReadCodebook, codes_of, read_codebook

_SECTIONS = ("categories", "stances", "themes")
_NEW = "  # nieuw: nog geen voorbeelden, dus met de hand te coderen"


def take_codebook(file: Path, name: str | None, *, out: Path | None, replace: bool) -> str:
    """Write the codebook of a file where it is wanted; says which themes are new and what to do next."""
    if (name is None) == (out is None):
        todo = "add --corpus NAME for the corpus that is to work with it, or --out FILE.yaml"
        raise InputError("say where the codebook is to go", where="import codebook", todo=todo)
    common = load_codebook(CODEBOOK)
    found = read_codebook(codes_of(read_bytes(file), where=str(file)), common, where=str(file))
    if out is not None:
        write_text(out, "\n".join(_lines(found, indent="")) + "\n")
        return _told(file, found, str(out))
    corpus = corpus_named(name)
    target = corpus.folder / "corpus.yaml"
    if corpus.config.codebook is not None and not replace:
        todo = "add --replace to put this one in its place; labels that it lacks are then gone"
        raise InputError("this corpus brings a codebook already", where=str(target), todo=todo)
    _check_actions(corpus, found.codebook)
    write_text(target, with_codebook(decode(read_bytes(target), where=str(target))[0], found, where=str(target)))
    return _told(file, found, str(target))


def _check_actions(corpus: Corpus, codebook: Codebook) -> None:
    """:class:`InputError` where an action answers a theme that the codebook has not."""
    lacking = sorted({one for action in corpus.actions.values() for one in action.themes} - codebook.themes.keys())
    if lacking:
        raise InputError(
            f"actions answer themes that this codebook has not: {', '.join(lacking)}",
            where=str(corpus.folder / "actions.yaml"),
            allowed=tuple(codebook.themes),
            todo="empty or change the themes of these actions first, and fill them in after the import",
        )


def with_codebook(text: str, found: ReadCodebook, *, where: str) -> str:
    """A corpus.yaml with this codebook at its end, and no other; every other byte stays.
    :class:`InputError` when the result would not be the same file but for that.
    """
    tree: Any = YAML(typ="rt").load(text)
    lines = text.splitlines(keepends=True)
    if "codebook" in tree:
        start = tree.lc.key("codebook")[0]
        end = min((tree.lc.key(key)[0] for key in tree if tree.lc.key(key)[0] > start), default=len(lines))
        del lines[start:end]
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    result = "".join([*lines, "codebook:\n", *(f"{line}\n" for line in _lines(found, indent="  "))])
    after = YAML(typ="safe").load(result)
    before = {key: value for key, value in YAML(typ="safe").load(text).items() if key != "codebook"}
    same = {key: value for key, value in after.items() if key != "codebook"} == before
    if not same or Codebook(**after["codebook"]).version != found.codebook.version:
        todo = "write its keys at the margin, one a line, as the demo corpus has them"
        raise InputError("a codebook cannot be added to this file", where=where, todo=todo)
    return result


def _lines(found: ReadCodebook, *, indent: str) -> list[str]:
    """The codebook as YAML, a label a line."""
    book = found.codebook
    lines = [f"off_topic: {_one_line(book.off_topic)}"] if book.off_topic else []
    for section in _SECTIONS:
        labels: Mapping[str, Label] = getattr(book, section)
        lines.append(f"{section}:")
        lines += [
            f"  {one}: {_one_line(label)}{_NEW if section == 'themes' and one in found.new else ''}"
            for one, label in labels.items()
        ]
    return [indent + line for line in lines]


def _one_line(label: Label) -> str:
    return yaml_value({name: value for name, value in label.model_dump(by_alias=True).items() if value})


def _told(file: Path, found: ReadCodebook, target: str) -> str:
    """What the person is told: which themes the coder knows, and what to do for the others."""
    about = {"file": file.name, "found": found, "target": target}
    themes = several(len(found.codebook.themes), "theme")
    return rendered("templates/codebook_taken.txt.j2", package="pipeline.cli", themes=themes, **about).rstrip("\n")
