"""The codebook: categories, stances and themes, and finding a label by id or Dutch name."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from pipeline.core.errors import nearest, unknown
from pipeline.core.yaml_model import PlacedError, StrictModel, read_yaml_model, spelled

KINDS = {"categories": "category", "stances": "stance", "themes": "theme"}  # and what one of it is called
NO_THEME = "geen"  # what a reviewer writes for "no theme"
SEPARATOR = "|"  # between theme ids in one cell
_LONG_WORD = 5  # letters from which a word in a name says enough to suggest the label by
_BEGINNING = 3  # letters from which the beginning of a name says enough to suggest the label by

LabelId = Annotated[
    str, spelled(r"[a-z][a-z0-9_]*", "small letters without accents, digits and _, a letter first")
]


class Label(StrictModel):
    """One code: what it is called and when it applies."""

    label: str
    definition: str
    not_: str = Field(default="", alias="not")


class Codebook(StrictModel):
    """Categories (exactly one per statement), stances (exactly one), themes (zero or more).

    Attributes
    ----------
    off_topic : when a statement is about something else and gets no category and no theme; for reviewers.
    renames : id or Dutch name that a theme had before -> its id now.
    splits : id or Dutch name of a theme that was divided -> the ids of its parts.
    """

    categories: dict[LabelId, Label] = Field(min_length=2)
    stances: dict[LabelId, Label] = Field(min_length=2)
    themes: dict[LabelId, Label] = Field(min_length=1)
    off_topic: Label | None = None
    renames: dict[str, LabelId] = Field(default_factory=dict)
    splits: dict[str, tuple[LabelId, ...]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _names_tell_labels_apart(self) -> "Codebook":
        for kind in KINDS:
            taken = {NO_THEME: "no theme"} if kind == "themes" else {}
            for label_id, label in getattr(self, kind).items():
                if SEPARATOR in label.label:
                    message = f"a label cannot hold {SEPARATOR}, which stands between labels"
                    raise PlacedError(message, kind, label_id, "label")
                for name in (label_id, label.label.casefold()):
                    if taken.setdefault(name, label_id) != label_id:
                        raise PlacedError(f"{name!r} would mean both {taken[name]} and {label_id}", kind, label_id)
        return self

    @model_validator(mode="after")
    def _earlier_themes_went_somewhere(self) -> "Codebook":
        now, taken = {name for _, name in self._names["themes"]}, {""}
        for section, old, parts in self._went:
            if section == "splits" and len(set(parts)) < 2:
                raise PlacedError("name the two or more themes that it was divided into", section, old)
            for part in parts:
                if part not in self.themes:
                    near = nearest(part, self.themes)
                    hint = f"; the nearest is {near}" if near else ""
                    raise PlacedError(f"{part!r} is not a theme of this codebook{hint}", section, old)
            if name_words(old) in now:
                message = "a theme is called so now; what kept its name needs no line here"
                raise PlacedError(message, section, old)
            if name_words(old) in taken:
                raise PlacedError("this name has no words, or stands here twice; keep one line", section, old)
            taken.add(name_words(old))
        return self

    @cached_property
    def version(self) -> str:
        """Short hash of the labels: two codebooks with one version code alike."""
        return hashlib.sha256(self.model_dump_json(exclude={"renames", "splits"}).encode()).hexdigest()[:8]

    @property
    def labels(self) -> dict[str, tuple[str, ...]]:
        """Per kind of label, as the coder names it, the ids in codebook order."""
        return {"category": tuple(self.categories), "stance": tuple(self.stances), "themes": tuple(self.themes)}

    def went_on_as(self, value: str) -> tuple[str, ...]:
        """The themes now of an earlier theme, by id or Dutch name: one when renamed, more when split; else ()."""
        return next((parts for _, old, parts in self._went if name_words(old) == name_words(value)), ())

    @cached_property
    def _went(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """Section, earlier name and the themes now of each earlier theme."""
        renamed = [("renames", old, (new,)) for old, new in self.renames.items()]
        return [*renamed, *(("splits", old, parts) for old, parts in self.splits.items())]

    def join(self, themes: set[str] | frozenset[str]) -> str:
        """Theme ids in codebook order, as one cell."""
        return SEPARATOR.join(theme for theme in self.themes if theme in themes)

    def resolve(self, kind: str, value: str, *, where: str = "") -> str:
        """The id of a label given as id or as Dutch name, in any case, of a kind of KINDS.

        :class:`InputError` names the nearest when no label has that id or name.
        """
        if label_id := self.find(kind, value):
            return label_id
        problem = unknown(KINDS[kind], value.strip(), getattr(self, kind), where=where)
        problem.nearest = self.nearest(kind, value)
        raise problem

    def find(self, kind: str, value: str) -> str:
        """As :meth:`resolve`, but "" when no label, or more than one, can be meant.

        Signs, spaces and accents do not count, `&` is "en", the name that a theme had before is
        known, and the first words of a name will do when no other label begins like that.
        """
        if (kind, value) not in self._sought:  # large files name the same few labels over and over
            self._sought[kind, value] = _only(next(filter(None, self._matches(kind, value)), set()))
        return self._sought[kind, value]

    @cached_property
    def _sought(self) -> dict[tuple[str, str], str]:
        return {}

    def _matches(self, kind: str, value: str) -> Iterator[set[str]]:
        """Ids of the labels that a name can mean, the most exact matches first."""
        labels: dict[str, Label] = getattr(self, kind)
        wanted, words = " ".join(value.split()).casefold(), name_words(value)
        yield {label_id for label_id, label in labels.items() if wanted in (label_id, label.label.casefold())}
        yield {label_id for label_id, name in self._names[kind] if words and name == words}
        yield set(self.went_on_as(value)) if kind == "themes" else set()
        yield {label_id for label_id, name in self._names[kind] if words and name.startswith(f"{words} ")}

    def find_loosely(self, kind: str, value: str) -> str:
        """As :meth:`find`, or else the only label that begins with these three letters or more.

        Or the only one that is so called but for blanks or a plural, or as ``id (name)``.
        """
        return self.find(kind, value) or self._begun(kind, value) or self._misspelled(kind, value)

    def _begun(self, kind: str, value: str) -> str:
        words = name_words(value)
        begins = {label_id for label_id, name in self._names[kind] if name.startswith(words)}
        return _only(begins) if len(words) >= _BEGINNING else ""

    def _misspelled(self, kind: str, value: str) -> str:
        if twice := re.fullmatch(r"\s*([^()]+?)\s*\(([^()]+)\)\s*", value):
            return _only({self.find(kind, part) for part in twice.groups()})
        wanted = "".join(name_words(value).split())
        forms = {wanted, wanted.removesuffix("en")} - {""}
        return _only({label_id for label_id, name in self._names[kind] if "".join(name.split()) in forms})

    def nearest(self, kind: str, value: str) -> str:
        """The id of the label whose id or name, or a long word of it, is most like ``value``, or ""."""
        names = self._names[kind]
        candidates = {name: label_id for label_id, name in reversed(names)}
        for label_id, word in ((label_id, word) for label_id, name in names for word in name.split()):
            if len(word) >= _LONG_WORD:
                candidates.setdefault(word, label_id)
        return candidates.get(nearest(name_words(value), candidates), "") or self._begun(kind, value)

    @cached_property
    def _names(self) -> dict[str, list[tuple[str, str]]]:
        """Per kind the id of each label with the words of its id, and with those of its Dutch name."""
        return {
            kind: [
                (label_id, name_words(name))
                for label_id, label in getattr(self, kind).items()
                for name in (label_id, label.label)
            ]
            for kind in KINDS
        }


def _only(label_ids: set[str]) -> str:
    return label_ids.pop() if len(label_ids) == 1 else ""


@lru_cache(maxsize=4096)  # a file of 20,000 rows names the same few labels over and over
def name_words(name: str) -> str:
    """The words of a name, however it is typed.

    >>> name_words("Betrekken & 'ruimte'."), name_words("black_box"), name_words("Thema's")
    ('betrekken en ruimte', 'black box', 'themas')
    """
    plain = unicodedata.normalize("NFKD", name.casefold()).replace("&", " en ")
    plain = re.sub(r"(?<=\w)['\u2019](?=\w)|[\u0300-\u036f]", "", plain)
    return " ".join(re.findall(r"[^\W_]+", plain))


def split_themes(cell: str) -> list[str]:
    """Theme ids of one cell, in the order written; an empty cell gives none."""
    return [theme for theme in cell.split(SEPARATOR) if theme]


def numbers_of(cell: str) -> dict[str, float]:
    """Number per name (such as the confidence of a theme) of one cell, in the order written.

    >>> numbers_of("verkokering=0.87|leren=0.40"), numbers_of("")
    ({'verkokering': 0.87, 'leren': 0.4}, {})
    """
    pairs = (part.rpartition("=") for part in cell.split(SEPARATOR) if part)
    return {name: float(value) for name, _, value in pairs}


def load_codebook(path: Path) -> Codebook:
    """Read and check a codebook file."""
    return read_yaml_model(path, Codebook)
