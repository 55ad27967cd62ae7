"""The codebook as a tree of codes, and improvement actions as sets of them, for a project and for a codebook."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from pipeline.core.codebook import Codebook, Label
from pipeline.core.codes import OFF_TOPIC
from pipeline.core.corpus import Action
from pipeline.refi.guids import guid
from pipeline.refi.words import WORDS, sound

STATUSES: Mapping[str, Mapping[str, str]] = WORDS["statuses"]
GROUPS = ("themes", "categories", "stances", "statuses")


@dataclass(frozen=True)
class Code:
    """A code, or a group of them, which nothing can be coded with.

    Attributes
    ----------
    kind, id : of the label in the codebook; of a group the id is "".
    name : the only one of this name in the tree, in any case.
    color : as ``#rrggbb``; "" for none.
    """

    kind: str
    id: str
    name: str
    description: str = ""
    color: str = ""
    children: tuple["Code", ...] = ()

    @property
    def guid(self) -> str:
        return code_guid(self.kind, self.id)


@dataclass(frozen=True)
class CodeSet:
    """Codes that belong together: those that an improvement action answers."""

    guid: str
    name: str
    description: str
    members: tuple[str, ...] = field(default=())


def code_guid(kind: str, label_id: str) -> str:
    """The GUID of a code, in every corpus the same."""
    return guid("code", kind, label_id)


def code_tree(codebook: Codebook) -> tuple[Code, ...]:
    """A branch for themes, categories, stances and for what else is known of a statement."""
    off_topic = codebook.off_topic
    statuses = {
        one: off_topic
        if off_topic and one == OFF_TOPIC
        else Label(label=about["name"], definition=about["description"])
        for one, about in STATUSES.items()
    }
    labels = {**{kind: getattr(codebook, kind) for kind in GROUPS[:-1]}, "statuses": statuses}
    names = _distinct(
        [("", WORDS["groups"][kind]["name"], kind) for kind in GROUPS]
        + [(one, label.label, kind) for kind in GROUPS for one, label in labels[kind].items()]
    )
    return tuple(
        Code(
            kind,
            "",
            names[kind, ""],
            WORDS["groups"][kind]["description"],
            children=tuple(
                Code(kind, one, names[kind, one], described(label), colors[at % len(colors)])
                for at, (one, label) in enumerate(labels[kind].items())
            ),
        )
        for kind in GROUPS
        for colors in [WORDS["groups"][kind]["colors"]]
    )


def described(label: Label) -> str:
    """When a code applies and when it does not, as one description."""
    definition = " ".join(label.definition.split())
    return f"{definition}\n{WORDS['not']} {' '.join(label.not_.split())}" if label.not_ else definition


def _distinct(entries: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """A name of its own for each code: programs keep codes and groups in one list, each name once."""
    taken: set[str] = set()
    names = {}
    for one, label, kind in entries:
        name = " ".join(sound(label).split()) or one
        tried = [name, f"{name} ({WORDS['kinds'][kind]})", f"{name} ({WORDS['kinds'][kind]} {one})"]
        names[kind, one] = next(each for each in tried if each.casefold() not in taken or each == tried[-1])
        taken.add(names[kind, one].casefold())
    return names


def leaves(tree: Iterable[Code]) -> Iterator[Code]:
    """The codes to code with."""
    for code in tree:
        if code.id:
            yield code
        yield from leaves(code.children)


def action_sets(actions: Mapping[int, Action], corpus: str) -> list[CodeSet]:
    """A set for each action: the codes of the themes that it answers."""
    return [
        CodeSet(
            guid("set", corpus, str(number)),
            WORDS["action"].format(number=number, title=" ".join(action.title.split())),
            "\n".join(filter(None, (action.text, action.owner and WORDS["owner"].format(owner=action.owner)))),
            tuple(code_guid("themes", theme) for theme in action.themes),
        )
        for number, action in actions.items()
    ]


def add_codes(parent: Element, tree: Iterable[Code]) -> None:
    """Write the branch ``Codes``, which both schemas have alike."""
    into = SubElement(parent, "Codes")
    for code in tree:
        _add_code(into, code)


def _add_code(parent: Element, code: Code) -> None:
    about = {"guid": code.guid, "name": code.name, "isCodable": "true" if code.id else "false"}
    element = SubElement(parent, "Code", about | ({"color": code.color} if code.color else {}))
    if code.description:
        SubElement(element, "Description").text = sound(code.description)
    for child in code.children:
        _add_code(element, child)


def add_sets(parent: Element, sets: Iterable[CodeSet], *, member: str) -> None:
    """Write the branch ``Sets``, where there is one.

    Parameters
    ----------
    member : the attribute that names a code: ``guid`` in a codebook, ``targetGUID`` in a project, as the schemas
        differ.
    """
    if not (listed := list(sets)):
        return  # an empty branch is not allowed
    into = SubElement(parent, "Sets")
    for one in listed:
        element = SubElement(into, "Set", {"guid": one.guid, "name": sound(one.name)})
        if one.description:
            SubElement(element, "Description").text = sound(one.description)
        for code in one.members:
            SubElement(element, "MemberCode", {member: code})
