"""Codes of a project as labels of our codebook: by GUID, or by name where a program gave them other GUIDs."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from pipeline.core.codebook import KINDS, SEPARATOR, Codebook
from pipeline.refi.code_tree import code_guid, code_tree, leaves
from pipeline.refi.project_reading import ReadCode
from pipeline.refi.round_texts import OurLabel


@dataclass(frozen=True)
class OurCodes:
    """Which label each code of a project is.

    Attributes
    ----------
    labels : by GUID in the project; of codes that are ours.
    by_mark : what the marks in a text stand for.
    codebook : ours.
    """

    codes: Mapping[str, ReadCode]
    labels: Mapping[str, OurLabel]
    by_mark: Mapping[str, OurLabel]
    codebook: Codebook

    @classmethod
    def of(cls, codebook: Codebook, codes: Mapping[str, ReadCode]) -> "OurCodes":
        """Codes of a project held against a codebook, which may have got other names since."""
        tree = code_tree(codebook)
        known = {code_guid(label.kind, label.id): label for label in _labels(codebook)}
        groups = {group.name.casefold(): group.kind for group in tree}
        names = {code.name.casefold(): OurLabel(code.kind, code.id) for code in leaves(tree)}
        found = {}
        for guid, code in codes.items():
            label = known.get(guid) or names.get(code.name.casefold())
            kind = groups.get(code.above[-1].casefold(), "") if code.above else ""
            if not label and kind in KINDS and (one := codebook.find(kind, code.name)):
                label = OurLabel(kind, one)
            if label:
                found[guid] = _now(label, codebook)
        return cls(codes, found, {label.mark: _now(label, codebook) for label in known.values()}, codebook)

    def joined(self, themes: Collection[str]) -> str:
        """Themes as one cell, in the order of the codebook; then those that it had before."""
        earlier = sorted(set(themes) - self.codebook.themes.keys())
        return SEPARATOR.join([*(theme for theme in self.codebook.themes if theme in themes), *earlier])

    def name(self, guid: str) -> str:
        """How a code is called, with what it stands under."""
        code = self.codes.get(guid)
        return " > ".join((*code.above, code.name)) if code else "?"


def _labels(codebook: Codebook) -> Iterator[OurLabel]:
    """Every label of a codebook, and the themes that it had before: a project may have been made then."""
    for group in code_tree(codebook):
        yield from (OurLabel(code.kind, code.id) for code in leaves([group]))
    yield from (OurLabel("themes", old) for old in (*codebook.renames, *codebook.splits))


def _now(label: OurLabel, codebook: Codebook) -> OurLabel:
    """The label as it is called now; a theme that was divided keeps its name, for people to choose a part."""
    went = codebook.went_on_as(label.id) if label.kind == "themes" else ()
    return OurLabel("themes", went[0]) if len(went) == 1 else label
