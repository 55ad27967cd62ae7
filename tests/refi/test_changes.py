from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Collection
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pipeline.core.delimited import dutch_csv
from pipeline.core.tables import records
from pipeline.refi.changes import Changes, changes
from pipeline.refi.code_tree import code_guid, code_tree, leaves
from pipeline.refi.project_reading import read_project
from pipeline.review.common.review_rows import CORRECTIONS
from pipeline.review.common.texts import Texts
from pipeline.review.returned.reading import Returned, read_returned
from tests import builders
from tests.refi import made_up
from tests.refi.opened import Opened, P, changed
from tests.refi.other_programs import NAMES, PROGRAMS

ROWS = made_up.labels(60)
LABELS = {row["statement_id"]: row for row in records(ROWS)}
CODEBOOK = made_up.codebook()
PROJECT = Opened(made_up.exported(ROWS))
ANNA = "a0000000-0000-4000-8000-000000000001"
THEMES = {code_guid("themes", theme): theme for theme in CODEBOOK.themes}
ORDER = sorted(LABELS, key=lambda one: (LABELS[one]["round"], int(one[1:])))  # of the texts


def opened() -> Any:
    """The XML, to be edited; Anna is among its people."""
    root = etree.fromstring(PROJECT.parts["project.qde"])
    etree.SubElement(root.find(f"{P}Users"), f"{P}User", guid=ANNA, name="Anna de Wit")
    return root


def selection(root: Any, statement_id: str) -> Any:
    """Where a statement is selected."""
    return list(root.iter(f"{P}PlainTextSelection"))[ORDER.index(statement_id)]


def add(where: Any, code: str, by: str = ANNA, day: str = "2026-11-20") -> Any:
    coding = etree.SubElement(where, f"{P}Coding", guid=str(uuid.uuid4()), creatingUser=by)
    coding.set("creationDateTime", f"{day}T10:00:00Z")
    etree.SubElement(coding, f"{P}CodeRef", targetGUID=code)
    return coding


def remove(where: Any, code: str) -> None:
    (coding,) = (one for one in where.iter(f"{P}Coding") if one[0].get("targetGUID") == code)
    where.remove(coding)


def found(root: Any, **given: str) -> Changes:
    return changes(read_project(changed(PROJECT.content, root), where="x"), CODEBOOK, LABELS, **given)


def themes_of(found: Changes) -> list[tuple[str, str]]:
    return [(row["uitspraak_id"], row["themas_correctie"]) for row in records(found.rows)]


def handed_in(found: Changes) -> Returned:
    """The rows as the stage review takes them."""
    texts = Texts({one: row["text"] for one, row in LABELS.items()})
    return read_returned({"refi-x.csv": dutch_csv(found.rows)}, texts, CODEBOOK)


def test_untouched_is_no_review() -> None:
    seen = found(opened())

    assert (len(seen.rows), seen.statements, seen.astray, seen.new_codes) == (0, 60, 0, {})


@pytest.mark.parametrize("line_ends", ["\n", "\r\n"])
@pytest.mark.parametrize("choice", ["reviewers", "blind"])
def test_untouched_is_no_review_however_it_was_exported(choice: str, line_ends: str) -> None:
    drawn = {"audit_probability": "0.5", "reviewer": "Marit", "themes_provenance": "beoordelaar"}
    rows = ROWS.assign(**drawn)
    project = read_project(made_up.exported(rows, line_ends=line_ends, **{choice: True}), where="x")

    assert len(changes(project, CODEBOOK, LABELS).rows) == 0


@pytest.mark.parametrize("program", PROGRAMS, ids=NAMES)
def test_untouched_in_another_program_is_no_review(program: Callable[[Opened], bytes]) -> None:
    seen = changes(read_project(program(PROJECT), where="x"), CODEBOOK, LABELS)

    assert (len(seen.rows), seen.statements, seen.astray, seen.new_codes) == (0, 60, 0, {})


@pytest.mark.parametrize("program", PROGRAMS, ids=NAMES)
def test_an_edit_in_another_program_is_one_row(program: Callable[[Opened], bytes]) -> None:
    root = opened()
    add(selection(root, "u7"), code_guid("themes", "wens"))
    seen = changes(read_project(program(Opened(changed(PROJECT.content, root))), where="x"), CODEBOOK, LABELS)

    assert themes_of(seen) == [("u7", "thema_7|wens")]


def test_an_added_code_says_who_and_when() -> None:
    root = opened()
    add(selection(root, "u1"), code_guid("themes", "thema_9"))
    seen = found(root)
    (row,) = records(seen.rows)

    assert row["uitspraak_id"] == "u1"
    assert (row["categorie"], row["oordeel"], row["themas"]) == ("proces", "knelpunt", "thema_1")
    assert (row["categorie_correctie"], row["oordeel_correctie"]) == ("", "")
    assert row["themas_correctie"] == "thema_1|thema_9"
    assert (row["status"], row["beoordelaar"], row["datum"]) == ("gecorrigeerd", "Anna de Wit", "20-11-2026")
    (review,) = handed_in(seen).reviews
    assert (review.themes, review.category, review.reviewer) == ("thema_1|thema_9", "", "Anna de Wit")
    assert not handed_in(seen).issues


def test_a_code_in_the_place_of_another_is_what_is_said_now() -> None:
    root = opened()
    where = selection(root, "u2")
    remove(where, code_guid("categories", "inhoud"))
    add(where, code_guid("categories", "proces"))
    add(where, code_guid("stances", "neutraal"))  # the machine's stays: who adds one means that one
    (row,) = records(found(root).rows)

    assert [row[column] for column in CORRECTIONS] == ["proces", "neutraal", ""]
    assert row["status"] == "gecorrigeerd"


def test_a_code_taken_away_is_said_by_who_saved_the_project() -> None:
    root = opened()
    remove(selection(root, "u3"), code_guid("themes", "thema_3"))
    root.set("modifyingUserGUID", ANNA)
    root.set("modifiedDateTime", "2026-11-21T09:00:00Z")
    (row,) = records(found(root).rows)

    assert (row["themas_correctie"], row["beoordelaar"], row["datum"]) == ("geen", "Anna de Wit", "21-11-2026")


def test_who_is_not_named_is_named_by_who_hands_it_in() -> None:
    root = etree.fromstring(PROJECT.parts["project.qde"])
    remove(selection(root, "u3"), code_guid("themes", "thema_3"))

    assert [row["beoordelaar"] for row in records(found(root).rows)] == [""]
    assert found(root).nameless == 1
    assert [row["beoordelaar"] for row in records(found(root, reviewer="Bo").rows)] == ["Bo"]


def test_a_moved_code_is_two_rows() -> None:
    root = opened()
    codings = {coding[0].get("targetGUID"): coding for coding in selection(root, "u4").iter(f"{P}Coding")}
    selection(root, "u8").append(codings[code_guid("themes", "thema_4")])
    rows = {row["uitspraak_id"]: row["themas_correctie"] for row in records(found(root).rows)}

    assert rows == {"u4": "geen", "u8": "thema_4|thema_8"}


def test_a_code_on_a_few_words_is_one_of_their_statement() -> None:
    root = opened()
    whole = selection(root, "u0")
    start = int(whole.get("startPosition")) + 3
    part = etree.SubElement(whole.getparent(), f"{P}PlainTextSelection", guid=str(uuid.uuid4()))
    part.set("startPosition", str(start))
    part.set("endPosition", str(start + 7))
    add(part, code_guid("themes", "wens"))

    assert themes_of(found(root)) == [("u0", "thema_0|wens")]


def test_a_code_over_several_statements_is_one_of_each_and_beside_them_of_none() -> None:
    root = opened()
    first, second = selection(root, "u0"), selection(root, "u4")
    part = etree.SubElement(first.getparent(), f"{P}PlainTextSelection", guid=str(uuid.uuid4()))
    part.set("startPosition", first.get("startPosition"))
    part.set("endPosition", second.get("endPosition"))
    add(part, code_guid("themes", "wens"))
    head = etree.SubElement(first.getparent(), f"{P}PlainTextSelection", guid=str(uuid.uuid4()))
    head.set("startPosition", "0")
    head.set("endPosition", "5")
    add(head, code_guid("themes", "wens"))
    seen = found(root)

    assert [row["uitspraak_id"] for row in records(seen.rows)] == ["u0", "u4"]
    assert seen.astray == 1


OFF, NOTHING, OPEN = (code_guid("statuses", one) for one in ("buiten_onderwerp", "geen_inhoud", "onbeslist"))


@pytest.mark.parametrize(
    ("statement", "added", "removed", "themes", "status"),
    [
        ("u1", [OFF], [], "buiten onderwerp", "gecorrigeerd"),
        ("u1", [NOTHING], [], "geen inhoud", "gecorrigeerd"),
        ("u1", [OFF, NOTHING], [], "", "twijfel"),
        (
            "u10",
            [code_guid("themes", "thema_2")],
            [],
            "thema_2",
            "gecorrigeerd",
        ),  # it was undecided, and still says so
        ("u10", [], [OPEN], "geen", "gecorrigeerd"),
        ("u12", [code_guid("themes", "thema_2")], [OFF], "thema_2", "gecorrigeerd"),
        ("u12", [code_guid("themes", "thema_2")], [], "thema_2", "gecorrigeerd"),
        ("u12", [], [OFF], "geen", "gecorrigeerd"),
        ("u1", [OPEN], [], "", "twijfel"),
    ],
)
def test_status(statement: str, added: list[str], removed: list[str], themes: str, status: str) -> None:
    root = opened()
    for code in removed:
        remove(selection(root, statement), code)
    for code in added:
        add(selection(root, statement), code)
    seen = found(root)
    (row,) = records(seen.rows)

    assert (row["themas_correctie"], row["status"]) == (themes, status)
    assert not [issue for issue in handed_in(seen).issues if issue.message.stops]
    assert len(handed_in(seen).reviews) == 1


@pytest.mark.parametrize(
    ("added", "removed", "remark"),
    [
        (["behouden", "neutraal"], [], "meer dan één keuze bij oordeel: behouden, neutraal"),
        ([], ["knelpunt"], "oordeel is weggehaald, er is geen andere gekozen"),
    ],
)
def test_what_cannot_be_a_label_is_doubt(added: list[str], removed: list[str], remark: str) -> None:
    root = opened()
    for stance in removed:
        remove(selection(root, "u1"), code_guid("stances", stance))
    for stance in added:
        add(selection(root, "u1"), code_guid("stances", stance))
    seen = found(root)
    (row,) = records(seen.rows)

    assert (row["oordeel_correctie"], row["status"], row["opmerking"]) == ("", "twijfel", remark)
    assert [review.status for review in handed_in(seen).reviews] == ["twijfel"]


@pytest.mark.parametrize(("kind", "status"), [("motto", "weggehaald"), ("antwoord", "erbij gezet")])
def test_whether_it_counts_is_a_remark(kind: str, status: str) -> None:
    rows = builders.labels({"kind": kind})
    project = Opened(made_up.exported(rows))
    root = etree.fromstring(project.parts["project.qde"])
    where, code = next(root.iter(f"{P}PlainTextSelection")), code_guid("statuses", "telt_niet_mee")
    if kind == "motto":
        remove(where, code)
    else:
        add(where, code)
    assert len(changes(read_project(project.content, where="x"), CODEBOOK, {}).rows) == 0
    (row,) = records(changes(read_project(changed(project.content, root), where="x"), CODEBOOK, {}).rows)

    assert (row["status"], row["opmerking"]) == ("", f"de code Telt niet mee is {status}")


def test_a_stance_taken_from_what_is_off_topic_is_doubt() -> None:
    root = opened()
    remove(selection(root, "u12"), code_guid("stances", "wens"))
    (row,) = records(found(root).rows)

    assert (row["status"], row["opmerking"]) == ("twijfel", "oordeel is weggehaald, er is geen andere gekozen")


def test_people_who_disagree_are_both_kept() -> None:
    root = opened()
    bo = "b0000000-0000-4000-8000-000000000002"
    etree.SubElement(root.find(f"{P}Users"), f"{P}User", guid=bo, name="Bo")
    add(selection(root, "u1"), code_guid("stances", "behouden"))
    add(selection(root, "u1"), code_guid("stances", "neutraal"), by=bo)
    seen = found(root)

    assert [(row["beoordelaar"], row["oordeel_correctie"]) for row in records(seen.rows)] == [
        ("Anna de Wit", "behouden"),
        ("Bo", "neutraal"),
    ]
    assert len(handed_in(seen).reviews) == 2


def test_a_code_of_their_own_is_told_and_no_review() -> None:
    root = opened()
    own = etree.SubElement(root.find(f"{P}CodeBook")[0][0], f"{P}Code", guid=str(uuid.uuid4()), name="Fietspad")
    add(selection(root, "u1"), own.get("guid"))
    seen = found(root)

    assert (len(seen.rows), seen.new_codes) == (0, {"Thema's > Fietspad": 1})


def test_a_note_is_a_remark() -> None:
    root = opened()
    note = etree.SubElement(root.find(f"{P}Notes"), f"{P}Note", guid=str(uuid.uuid4()), name="", creatingUser=ANNA)
    etree.SubElement(note, f"{P}PlainTextContent").text = "Gaat dit over\nons?"
    etree.SubElement(selection(root, "u1"), f"{P}NoteRef", targetGUID=note.get("guid"))
    seen = found(root)
    (row,) = records(seen.rows)

    assert (row["opmerking"], row["status"], row["beoordelaar"]) == ("Gaat dit over ons?", "", "Anna de Wit")
    assert [review.note for review in handed_in(seen).reviews] == ["Gaat dit over ons?"]


def test_a_statement_that_changed_since_is_not_applied() -> None:
    root = opened()
    add(selection(root, "u1"), code_guid("themes", "thema_9"))
    texts = Texts({one: row["text"] + " Ja." for one, row in LABELS.items()})
    returned = read_returned({"x.csv": dutch_csv(found(root).rows)}, texts, CODEBOOK)

    assert [issue.code for issue in returned.issues] == ["changed"]
    assert len(returned.orphans) == 1


def test_a_program_that_knows_no_name_names_nobody() -> None:
    root = opened()
    root.find(f"{P}Users")[-1].set("name", "default")
    add(selection(root, "u1"), code_guid("themes", "thema_9"))

    assert [row["beoordelaar"] for row in records(found(root, reviewer="Bo").rows)] == ["Bo"]


def test_what_was_coded_blind_comes_back_blind() -> None:
    rows = made_up.labels(3).assign(audit_probability="0.5")
    project = Opened(made_up.exported(rows, blind=True))
    root = etree.fromstring(project.parts["project.qde"])
    etree.SubElement(root.find(f"{P}Users"), f"{P}User", guid=ANNA, name="Anna de Wit")
    where = next(root.iter(f"{P}PlainTextSelection"))
    for kind, one in (("categories", "inhoud"), ("stances", "wens")):
        add(where, code_guid(kind, one))
    seen = changes(read_project(changed(project.content, root), where="x"), CODEBOOK, LABELS)
    (review,) = handed_in(seen).reviews

    assert (review.blind, review.coded, review.themes_status) == (True, True, "geen_thema")


def test_themes_with_another_name_since_are_the_same() -> None:
    later = CODEBOOK.model_copy(update={"themes": {**CODEBOOK.themes}, "renames": {"thema_1": "nieuw"}})
    later.themes["nieuw"] = later.themes.pop("thema_1")
    seen = changes(read_project(PROJECT.content, where="x"), later, LABELS)

    assert len(seen.rows) == 0


def codes_of(where: Any) -> set[str]:
    return {coding[0].get("targetGUID") for coding in where.iter(f"{P}Coding")}


Codes = dict[str, set[str]]  # of each statement


def edited(edits: int, choose: random.Random, codes: Collection[str] = tuple(THEMES)) -> tuple[Any, Codes, Codes]:
    """A project after so many edits, and the codes of each statement before and after."""
    root = opened()
    where = dict(zip(ORDER, root.iter(f"{P}PlainTextSelection"), strict=True))
    before = {one: codes_of(at) for one, at in where.items()}
    after = {one: {*codes} for one, codes in before.items()}
    for _ in range(edits):
        one, other, code = choose.choice(ORDER), choose.choice(ORDER), choose.choice(sorted(codes))
        present = sorted(after[one] & {*codes})
        if choose.random() < 1 / 3 or not present:
            other = one
        else:
            code = choose.choice(present)
            remove(where[one], code)
            after[one].remove(code)
            if choose.random() < 1 / 2:
                continue
        if code not in after[other]:  # added, or moved to another statement
            add(where[other], code)
            after[other].add(code)
    return root, before, after


@given(edits=st.sampled_from([0, 1, 2, 10, 100]), choose=st.randoms(use_true_random=False))
def test_exactly_what_was_edited_comes_back(edits: int, choose: random.Random) -> None:
    root, before, after = edited(edits, choose)
    seen = found(root)
    returned = handed_in(seen)

    assert {row["uitspraak_id"] for row in records(seen.rows)} == {
        one for one in ORDER if after[one] != before[one]
    }
    assert len(seen.rows) == seen.rows["uitspraak_id"].nunique()
    assert [issue for issue in returned.issues if issue.message.stops] == []
    assert {review.statement_id: {*review.themes.split("|")} - {""} for review in returned.reviews} == {
        one: {THEMES[code] for code in after[one] & {*THEMES}} for one in ORDER if after[one] != before[one]
    }


EVERY = [code.guid for code in leaves(code_tree(CODEBOOK))]


@given(edits=st.sampled_from([1, 5, 100]), choose=st.randoms(use_true_random=False))
def test_no_edit_of_any_code_is_lost(edits: int, choose: random.Random) -> None:
    root, before, after = edited(edits, choose, EVERY)
    seen = found(root)
    returned = handed_in(seen)

    assert [*seen.rows["uitspraak_id"]] == sorted(one for one in ORDER if after[one] != before[one])
    assert returned.issues == []
    assert len(returned.reviews) == len(seen.rows)
