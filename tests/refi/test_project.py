from __future__ import annotations

from itertools import pairwise

import pytest
from lxml import etree

from pipeline.core.tables import records
from pipeline.refi.code_tree import code_tree, leaves
from tests import builders
from tests.refi import made_up
from tests.refi.opened import Opened, P, faults, project_schema

ROWS = made_up.labels(60)


@pytest.fixture(scope="module")
def project() -> Opened:
    return Opened(made_up.exported(ROWS))


def test_it_is_as_the_schema_wants(project: Opened) -> None:
    assert faults(project_schema(), project.parts["project.qde"]) == []
    assert project.root.tag == f"{P}Project"
    assert not project.parts["project.qde"].startswith(b"\xef\xbb\xbf")


def test_the_schema_can_say_no(project: Opened) -> None:
    root = etree.fromstring(project.parts["project.qde"])
    root.find(f"{P}Users")[0].attrib.pop("guid")

    assert len(faults(project_schema(), etree.tostring(root))) == 1


def test_every_selection_is_its_statement_with_its_codes(project: Opened) -> None:
    names = {code.guid: code.name for code in leaves(code_tree(made_up.codebook()))}
    by_name = {(code.kind, code.id): names[code.guid] for code in leaves(code_tree(made_up.codebook()))}
    expected = []
    for row in records(ROWS):
        codes = [("categories", row["category"]), ("stances", row["stance"])]
        codes += [("themes", theme) for theme in row["themes"].split("|")]
        codes += (
            [("statuses", row["themes_status"])] if row["themes_status"] not in ("thema", "geen_thema") else []
        )
        text = row["text"].replace("\r\n", "\n").replace("\r", "\n")
        round_name = f"Ronde {row['round'] or 'zonder naam'}"
        expected.append((round_name, text, sorted(by_name[one] for one in codes if one[1])))

    assert sorted((name, text, sorted(codes)) for name, text, codes in project.selections()) == sorted(expected)


def test_texts_are_utf_8_with_line_feeds(project: Opened) -> None:
    texts = [content for name, content in project.parts.items() if name.endswith(".txt")]

    assert len(texts) == len(made_up.ROUNDS) + 1  # and the note
    assert not any(text.startswith(b"\xef\xbb\xbf") or b"\r" in text for text in texts)
    assert [name for name in project.parts if name.count("/") != 1] == ["project.qde"]


def test_with_other_line_ends_positions_count_both_characters() -> None:
    other = Opened(made_up.exported(ROWS, line_ends="\r\n"))
    texts = sorted(text for _, text, _ in other.selections())

    assert texts == sorted(
        row["text"].replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n") for row in records(ROWS)
    )
    assert all(b"\n" not in text.replace(b"\r\n", b"") for name, text in other.parts.items() if "/" in name)


def test_same_bytes_in_any_order(project: Opened) -> None:
    rows = records(ROWS)

    assert made_up.exported([*rows[1::2], *rows[-2::-2]]) == project.content


def test_guids_stay_when_a_round_is_added(project: Opened) -> None:
    later = made_up.labels(80).assign(round=lambda all_: all_["round"].where(all_.index < 60, "2027"))
    grown = Opened(made_up.exported(later))

    assert project.guids < grown.guids


def test_guids_are_of_one_thing_each(project: Opened) -> None:
    every = [element.get("guid") for element in project.root.iter() if element.get("guid")]

    assert len(every) == len(set(every)) > 300


def test_names_of_codes_stand_once_in_any_case(project: Opened) -> None:
    folded = [name.casefold() for name in project.code_names.values()]

    assert len(folded) == len(set(folded)) == 20 + 2 + 4 + 4 + 4
    assert {"Proces", "Proces (categorie)", "Oordeel (thema)", "wens", "Wens (oordeel)"} <= {
        *project.code_names.values()
    }


def test_groups_cannot_be_coded_with(project: Opened) -> None:
    (codes,) = project.root.find(f"{P}CodeBook")
    used = {ref.get("targetGUID") for ref in project.root.iter(f"{P}CodeRef")}

    assert [group.get("isCodable") for group in codes] == ["false"] * 4
    assert not used & {group.get("guid") for group in codes}
    assert {code.get("isCodable") for group in codes for code in group.iter(f"{P}Code") if code is not group} == {
        "true"
    }


def test_every_reference_is_to_something_that_is_there(project: Opened) -> None:
    targets = {
        element.get(name)
        for element in project.root.iter()
        for name in ("targetGUID", "creatingUser", "creatingUserGUID")
        if element.get(name)
    }

    assert targets - project.guids == set()


def test_codings_have_who_and_when(project: Opened) -> None:
    for kind in ("Coding", "PlainTextSelection", "TextSource", "Note"):
        elements = list(project.root.iter(f"{P}{kind}"))
        assert elements
        assert all(one.get("creatingUser") and one.get("creationDateTime") for one in elements), kind


def test_who_coded_and_how_sure() -> None:
    row = {
        "category_provenance": "rapport",
        "category_confidence": "1.000",
        "stance_confidence": "0.412",
        "themes": "thema_1|thema_2|thema_3",
        "why": 'thema_1: regel r (woorden "x") | thema_2: woorden "y" | thema_3: taalmodel "z"',
        "theme_confidences": "thema_1=0.99|thema_2=0.35|thema_3=0.70",
        "themes_provenance": "taalmodel",
    }
    project = Opened(made_up.exported(builders.labels(row)))
    users = {user.get("guid"): user.get("name") for user in project.root.iter(f"{P}User")}
    notes = {note.get("guid"): note.get("name") for note in project.root.iter(f"{P}Note")}
    found = {
        project.code_names[coding[0].get("targetGUID")]: (
            users[coding.get("creatingUser")],
            notes[coding[1].get("targetGUID")].rpartition(", ")[2],
        )
        for coding in project.root.iter(f"{P}Coding")
    }

    assert found == {
        "Proces (categorie)": ("Rapport (kop)", "zekerheid 0,90 tot 1,00"),
        "Wens (oordeel)": ("Thermometer (model)", "zekerheid 0,40 tot 0,50"),
        "Thema 1 & <1> é": ("Thermometer (regel)", "zekerheid 0,90 tot 1,00"),
        "Thema 2 & <2> é": ("Thermometer (model)", "zekerheid 0,30 tot 0,40"),
        "Thema 3 & <3> é": ("Thermometer (taalmodel)", "zekerheid 0,70 tot 0,80"),
    }
    (told,) = (one[0].text for one in project.root.iter(f"{P}PlainTextSelection"))
    assert "Thema 2 & <2> é: Thermometer (model), zekerheid 0,35" in told.splitlines()


REVIEWED = {
    "category_provenance": "beoordelaar",
    "stance_provenance": "beoordelaar",
    "themes_provenance": "beoordelaar",
    "themes": "thema_1",
    "why": "thema_1: beoordelaar Marit Hoekstra",
    "reviewer": "Marit Hoekstra",
    "review_date": "13-11-2026",
    "review_note": "Bespreek met Joost.",
    "review_status": "gecorrigeerd",
}


def test_nobody_is_named_unless_asked() -> None:
    rows = builders.labels(REVIEWED)
    kept, named = Opened(made_up.exported(rows)), Opened(made_up.exported(rows, reviewers=True))

    assert not any(name in part for part in kept.parts.values() for name in (b"Marit", b"Joost"))
    assert [user.get("name") for user in kept.root.iter(f"{P}User")] == ["Beoordelaar"]
    assert [user.get("name") for user in named.root.iter(f"{P}User")] == ["Marit Hoekstra"]
    assert "Opmerking: Bespreek met Joost." in named.parts["project.qde"].decode()
    assert {one.get("creationDateTime") for one in kept.root.iter(f"{P}Coding")} == {"2026-11-13T00:00:00Z"}


def test_a_day_that_is_none_is_no_date() -> None:
    rows = builders.labels(
        {"date": "2025-02-31"}, {**REVIEWED, "review_date": "31-2-2026 | 3-3-2026"}, {"date": "2025"}
    )
    project = Opened(made_up.exported(rows))

    assert faults(project_schema(), project.parts["project.qde"]) == []
    assert {one.get("creationDateTime") for one in project.root.iter(f"{P}Coding")} == {"2000-01-01T00:00:00Z"}


def test_blind_hides_the_codes_of_what_is_still_to_be_coded() -> None:
    rows = builders.labels(
        {"audit_probability": "0.5"}, {"audit_probability": "0.5", "audit": "ja"}, {"why": "", "text": "Derde."}
    )
    shown, hidden = (Opened(made_up.exported(rows, blind=blind)) for blind in (False, True))

    assert [len(codes) for *_, codes in shown.selections()] == [2, 2, 2]
    assert [len(codes) for *_, codes in hidden.selections()] == [0, 2, 2]
    assert faults(project_schema(), hidden.parts["project.qde"]) == []
    assert b"u0 b" in hidden.parts["sources/" + _text_name(hidden)]


def _text_name(project: Opened) -> str:
    return str(project.root.find(f".//{P}TextSource").get("plainTextPath")).removeprefix("internal://")


def test_each_combination_of_variables_is_a_case_with_its_statements(project: Opened) -> None:
    variables = {one.get("guid"): one.get("name") for one in project.root.iter(f"{P}Variable")}
    selections = {one.get("guid"): one for one in project.root.iter(f"{P}PlainTextSelection")}
    rows = {row["statement_id"]: row for row in records(ROWS)}
    columns = {"ronde": "round", "doelgroep": "audience", "organisatie": "organisation", "vraag": "question"}
    columns["datum"] = "date"
    numbers = {one.get("guid"): number for number, one in enumerate(project.root.iter(f"{P}PlainTextSelection"))}
    in_order = sorted(rows, key=lambda one: (rows[one]["round"], int(one[1:])))
    seen = []
    for case in project.root.iter(f"{P}Case"):
        values = {variables[value[0].get("targetGUID")]: value[1].text for value in case.iter(f"{P}VariableValue")}
        for ref in case.iter(f"{P}SelectionRef"):
            statement = in_order[numbers[ref.get("targetGUID")]]
            seen.append(ref.get("targetGUID"))
            assert values == {name: rows[statement][of] for name, of in columns.items() if rows[statement][of]}

    assert sorted(seen) == sorted(selections)
    names = [case.get("name") for case in project.root.iter(f"{P}Case")]
    assert len(names) == len(set(names))


def test_actions_are_sets_of_codes(project: Opened) -> None:
    sets = {
        one.get("name"): [project.code_names[member.get("targetGUID")] for member in one.iter(f"{P}MemberCode")]
        for one in project.root.iter(f"{P}Set")
    }

    assert sets == {
        "Actie 2. Eén loket": ["Thema 1 & <1> é", "Thema 3 & <3> é"],
        "Actie 7. Niets gekoppeld": [],
    }


def test_what_xml_cannot_hold_is_a_sign() -> None:
    project = Opened(made_up.exported(builders.labels({"text": "a\x0bb\x00c\ufffed", "question": "x\x01y"})))

    assert [text for _, text, _ in project.selections()] == ["a\ufffdb\ufffdc\ufffdd"]
    assert "x\ufffdy" in project.parts["project.qde"].decode()


def test_selections_do_not_overlap(project: Opened) -> None:
    for source in project.root.iter(f"{P}TextSource"):
        places = [
            (int(one.get("startPosition")), int(one.get("endPosition")))
            for one in source.iter(f"{P}PlainTextSelection")
        ]
        assert all(before[1] < after[0] for before, after in pairwise(places))


def test_no_path_and_no_raw_name_of_a_file(project: Opened) -> None:
    assert b"a.csv" not in project.parts["project.qde"]
    assert b"basePath" not in project.parts["project.qde"]
    assert project.root.get("origin").startswith("Samenwerkingsthermometer")
