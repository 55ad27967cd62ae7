"""What QualCoder makes of a project, as its importer was seen to work; it is in no package registry.

It checks nothing against the schema, and stops on what is not there: a program's name, a date, a text in a file.
It keeps codes and branches in two lists, each name once, and a coding once per code, text, place and coder, who is
the one that made the selection. A text whose lines end in two characters gets a blank after every line end.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.refi.opened import Opened, P


@dataclass
class InQualCoder:
    coder: str = ""
    categories: dict[str, str] = field(default_factory=dict)  # name -> memo
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)  # name -> branch, memo
    coded: dict[tuple[str, str, int, int, str], str] = field(default_factory=dict)  # code, text, place, who
    memos: dict[str, str] = field(default_factory=dict)  # words -> what is told of them
    journals: dict[str, str] = field(default_factory=dict)
    cases: dict[str, dict[str, str]] = field(default_factory=dict)


def into_qualcoder(content: bytes) -> InQualCoder:
    project, made = Opened(content), InQualCoder()
    root = project.root
    one_a_line = "ATLAS" in root.attrib["origin"]
    users = {user.attrib["guid"]: user.attrib["name"] for user in root.iter(f"{P}User")}
    made.coder = next(iter(users.values()))
    by_guid: dict[str, str] = {}
    for code in root.iter(f"{P}Code"):
        name, memo = code.attrib["name"], code.findtext(f"{P}Description", "")
        if code.get("isCodable") == "false":
            assert name not in made.categories, "a branch of this name is there already"
            made.categories[name] = memo
        else:
            assert name not in made.codes, "a code of this name is there already"
            made.codes[name] = (code.getparent().get("name", ""), memo)
            by_guid[code.attrib["guid"]] = name
    variables = {one.attrib["guid"]: one.attrib["name"] for one in root.iter(f"{P}Variable")}
    assert len({*variables.values()}) == len(variables)
    for source in root.iter(f"{P}TextSource"):
        raw = project.parts["sources" + source.attrib["plainTextPath"].split("internal:/")[1]]
        name = source.attrib["name"]
        assert not {*name} & {*'/\\:*?"<>|'}, "its file gets this name"
        text = raw.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")  # a byte order mark stays
        if b"\r\n" in raw.split(b"\n")[0] + b"\n" and not one_a_line:
            text = text.replace("\n", "\n ")
        assert source.attrib["creationDateTime"]
        for selection in source.iter(f"{P}PlainTextSelection"):
            start, end = int(selection.attrib["startPosition"]), int(selection.attrib["endPosition"])
            who = users[selection.attrib["creatingUser"]]
            made.memos[text[start:end]] = selection.findtext(f"{P}Description", "")
            for coding in selection.iter(f"{P}Coding"):
                key = (by_guid[coding[0].attrib["targetGUID"]], name, start, end, who)
                assert key not in made.coded, "of two codings it keeps one"
                made.coded[key] = text[start:end]
    for note in root.iter(f"{P}Note"):
        assert note.attrib["creationDateTime"]
        if path := note.get("plainTextPath"):
            assert note.attrib["name"] not in made.journals
            made.journals[note.attrib["name"]] = project.parts["sources" + path.split("internal:/")[1]].decode(
                "utf-8"
            )
    for case in root.iter(f"{P}Case"):
        assert case.attrib["name"] not in made.cases
        made.cases[case.attrib["name"]] = {
            variables[value[0].attrib["targetGUID"]]: value[1].text for value in case.iter(f"{P}VariableValue")
        }
    return made
