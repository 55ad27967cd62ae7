"""The codebook: categories, stances and themes, and finding a label by id or Dutch name."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipeline.core.errors import nearest, unknown
from pipeline.core.yaml_model import PlacedError, read_yaml_model, spelled

NO_THEME = "geen"  # what a reviewer writes for "no theme"
SEPARATOR = "|"  # between theme ids in one cell
_LONG_WORD = 5  # letters from which a word in a name says enough to suggest the label by
_BEGINNING = 3  # letters from which the beginning of a name says enough to suggest the label by

LabelId = Annotated[
    str, spelled(r"[a-z][a-z0-9_]*", "small letters without accents, digits and _, a letter first")
]


class Label(BaseModel):
    """One code: what it is called and when it applies."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    definition: str
    not_: str = Field(default="", alias="not")


class Codebook(BaseModel):
    """Categories (exactly one per statement), stances (exactly one), themes (zero or more).

    Attributes
    ----------
    renames : id or Dutch name that a theme had before -> its id now.
    splits : id or Dutch name of a theme that was divided -> the ids of its parts.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    categories: dict[LabelId, Label] = Field(min_length=2)
    stances: dict[LabelId, Label] = Field(min_length=2)
    themes: dict[LabelId, Label] = Field(min_length=1)
    renames: dict[str, LabelId] = Field(default_factory=dict)
    splits: dict[str, tuple[LabelId, ...]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _names_tell_labels_apart(self) -> Codebook:
        for kind in ("categories", "stances", "themes"):
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
    def _earlier_themes_went_somewhere(self) -> Codebook:
        went: list[tuple[str, str, tuple[str, ...]]]
        went = [("renames", old, (new,)) for old, new in self.renames.items()]
        went += [("splits", old, parts) for old, parts in self.splits.items()]
        now, taken = {name for _, name in self._names("themes")}, {""}
        for section, old, parts in went:
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
        """The themes now of an earlier theme, by id or Dutch name: one when renamed, more when split.

        None when ``value`` is no earlier theme.
        """
        return self._earlier.get(name_words(value), ())

    @cached_property
    def _earlier(self) -> dict[str, tuple[str, ...]]:
        went = {name_words(old): (new,) for old, new in self.renames.items()}
        return went | {name_words(old): parts for old, parts in self.splits.items()}

    def join(self, themes: set[str] | frozenset[str]) -> str:
        """Theme ids in codebook order, as one cell."""
        return SEPARATOR.join(theme for theme in self.themes if theme in themes)

    def resolve(self, kind: str, value: str, *, where: str = "") -> str:
        """The id of a label given as id or as Dutch name, in any case.

        Parameters
        ----------
        kind : "categories", "stances" or "themes".

        Raises
        ------
        InputError
            When no label has that id or name; names the nearest.
        """
        if found := self.find(kind, value):
            return found
        names = {"categories": "category", "stances": "stance", "themes": "theme"}
        problem = unknown(names[kind], value.strip(), getattr(self, kind), where=where)
        problem.nearest = self.nearest(kind, value)
        raise problem

    def find(self, kind: str, value: str) -> str:
        """As :meth:`resolve`, but "" when no label, or more than one, can be meant.

        Signs, spaces and accents do not count, `&` is "en", the name that a theme had before is
        known, and the first words of a name will do when no other label begins like that.
        """
        if (kind, value) not in self._found:  # large files name the same few labels over and over
            self._found[kind, value] = self._find(kind, value)
        return self._found[kind, value]

    @cached_property
    def _found(self) -> dict[tuple[str, str], str]:
        return {}

    def _find(self, kind: str, value: str) -> str:
        labels: dict[str, Label] = getattr(self, kind)
        wanted = " ".join(value.split()).casefold()
        exact = {one for one, label in labels.items() if wanted in (one, label.label.casefold())}
        words = name_words(value)
        alike = {one for one, name in self._names(kind) if words and name == words}
        earlier = set(self.went_on_as(value)) if kind == "themes" else set()
        begins = {one for one, name in self._names(kind) if words and name.startswith(f"{words} ")}
        found = exact or alike or earlier or begins
        return found.pop() if len(found) == 1 else ""

    def begun(self, kind: str, value: str) -> str:
        """The id of the only label of which the id or name begins with these three letters or more, or ""."""
        if (kind, value) not in self._begun:
            words = name_words(value)
            begins = {one for one, name in self._names(kind) if name.startswith(words)}
            sure = len(begins) == 1 and len(words) >= _BEGINNING
            self._begun[kind, value] = begins.pop() if sure else ""
        return self._begun[kind, value]

    @cached_property
    def _begun(self) -> dict[tuple[str, str], str]:
        return {}

    def loosely(self, kind: str, value: str) -> str:
        """The id of the only label that is so called but for blanks or a plural, or as ``id (name)``; or ""."""
        if (kind, value) not in self._loose:
            twice = re.fullmatch(r"\s*([^()]+?)\s*\(([^()]+)\)\s*", value)
            wanted = "".join(name_words(value).split())
            forms = {wanted, wanted.removesuffix("en")} - {""}
            found = {one for one, name in self._names(kind) if "".join(name.split()) in forms}
            if twice:
                found = {self._find(kind, part) for part in twice.groups()}
            self._loose[kind, value] = found.pop() if len(found) == 1 else ""
        return self._loose[kind, value]

    @cached_property
    def _loose(self) -> dict[tuple[str, str], str]:
        return {}

    def nearest(self, kind: str, value: str) -> str:
        """The id of the label whose id or name, or a long word of it, is most like ``value``, or ""."""
        candidates = self._candidates[kind]
        return candidates.get(nearest(name_words(value), candidates), "") or self.begun(kind, value)

    @cached_property
    def _candidates(self) -> dict[str, dict[str, str]]:
        """Per kind what may have been meant -> id: ids, names and their long words."""
        found: dict[str, dict[str, str]] = {}
        for kind, names in self._all_names.items():
            found[kind] = {name: one for one, name in reversed(names)}
            for one, name in names:
                for word in name.split():
                    if len(word) >= _LONG_WORD:
                        found[kind].setdefault(word, one)
        return found

    def _names(self, kind: str) -> list[tuple[str, str]]:
        """Id and words of every id and Dutch name."""
        return self._all_names[kind]

    @cached_property
    def _all_names(self) -> dict[str, list[tuple[str, str]]]:
        kinds: dict[str, dict[str, Label]] = {
            "categories": self.categories,
            "stances": self.stances,
            "themes": self.themes,
        }
        return {
            kind: [(one, name_words(name)) for one, label in labels.items() for name in (one, label.label)]
            for kind, labels in kinds.items()
        }


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


def theme_confidences(cell: str) -> dict[str, float]:
    """Confidence (0-1) per theme id of one cell.

    >>> theme_confidences("verkokering=0.87|leren=0.40"), theme_confidences("")
    ({'verkokering': 0.87, 'leren': 0.4}, {})
    """
    pairs = (part.rpartition("=") for part in cell.split(SEPARATOR) if part)
    return {theme: float(value) for theme, _, value in pairs}


def load_codebook(path: Path) -> Codebook:
    """Read and check a codebook file."""
    return read_yaml_model(path, Codebook)
