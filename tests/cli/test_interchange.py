"""``thermometer export`` and ``import`` as a person types them: there, edited, and back again."""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.core.codebook import load_codebook
from pipeline.core.corpus import Corpus
from pipeline.core.tables import LABELS, PREDICTIONS, REVIEW, read_table, write_table
from pipeline.refi.code_tree import code_guid
from pipeline.review.returned.returned_table import parse_returned
from tests import builders
from tests.refi.opened import Opened, P, changed, codebook_schema, faults, project_schema

RUNNER = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"})
CODED = {"category": "proces", "stance": "wens", "themes": "verkokering", "why": "verkokering: regel r"}


@pytest.fixture(autouse=True)
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = builders.project(tmp_path / "project")
    monkeypatch.chdir(root)
    rows, text = [CODED] * 5, "Verzonnen zin u{}."
    write_table(root / "reports/proef/labels.csv", builders.labels(*rows, text=text), LABELS)
    write_table(root / "reports/proef/predictions.csv", builders.predictions(*rows, text=text), PREDICTIONS)
    (root / "corpora/proef/reviews").mkdir(exist_ok=True)
    return root / "corpora" / "proef"


def run(*words: str | Path) -> Any:
    return RUNNER.invoke(app, [str(word) for word in words])


def edited(path: Path, statement: int = 0, theme: str = "leren") -> Path:
    """The project with a theme more on one statement, by Anna."""
    content = path.read_bytes()
    root: Any = etree.fromstring(Opened(content).parts["project.qde"])
    anna = str(uuid.uuid4())
    etree.SubElement(root.find(f"{P}Users"), f"{P}User", guid=anna, name="Anna de Wit")
    where = list(root.iter(f"{P}PlainTextSelection"))[statement]
    coding = etree.SubElement(where, f"{P}Coding", guid=str(uuid.uuid4()), creatingUser=anna)
    coding.set("creationDateTime", "2026-11-20T10:00:00Z")
    etree.SubElement(coding, f"{P}CodeRef", targetGUID=code_guid("themes", theme))
    target = path.with_name("terug van Anna.qdpx")
    target.write_bytes(changed(content, root))
    return target


def test_both_files_are_as_the_schemas_want() -> None:
    done = run("export", "refi", "proef", "--out", "p.qdpx", "--codebook", "p.qdc")

    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == ["export refi proef: 5 statements → p.qdpx", "codebook → p.qdc"]
    assert faults(project_schema(), Opened(Path("p.qdpx").read_bytes()).parts["project.qde"]) == []
    assert faults(codebook_schema(), Path("p.qdc").read_bytes()) == []


def test_what_was_not_changed_is_no_review(corpus: Path) -> None:
    run("export", "refi", "--out", "p.qdpx")
    done = run("import", "refi", "p.qdpx")

    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [
        "import refi p.qdpx: 5 statements, 0 changed → nothing to review",
        "Alles is overgenomen.",
    ]
    assert [path.name for path in (corpus / "reviews").iterdir()] == []


def test_an_edit_comes_back_as_a_review(corpus: Path) -> None:
    run("export", "refi", "--out", "p.qdpx")
    done = run("import", "refi", edited(Path("p.qdpx")))
    target = corpus / "reviews" / "refi-terug-van-Anna.csv"
    rows = read_table(target, REVIEW).to_dict("records")

    assert done.exit_code == 0, done.output
    assert f"5 statements, 1 changed → corpora/proef/reviews/{target.name}" in done.stdout
    assert "verkokering → verkokering|leren" in done.stdout  # what review check says of it
    (row,) = rows
    assert (row["uitspraak_id"], row["themas_correctie"]) == ("u0", "verkokering|leren")
    assert row["beoordelaar"] == "Anna de Wit"
    assert target.read_bytes().startswith(b"\xef\xbb\xbfuitspraak_id;controle;ronde;")


def test_two_people_in_one_project_are_both_kept(corpus: Path) -> None:
    run("export", "refi", "--out", "p.qdpx")
    once = edited(Path("p.qdpx"))
    root: Any = etree.fromstring(Opened(once.read_bytes()).parts["project.qde"])
    bo = str(uuid.uuid4())
    etree.SubElement(root.find(f"{P}Users"), f"{P}User", guid=bo, name="Bo")
    coding = etree.SubElement(next(root.iter(f"{P}PlainTextSelection")), f"{P}Coding", guid=bo, creatingUser=bo)
    etree.SubElement(coding, f"{P}CodeRef", targetGUID=code_guid("themes", "regie"))
    Path("b.qdpx").write_bytes(changed(once.read_bytes(), root))
    done = run("import", "refi", "b.qdpx")
    rows = parse_returned("b.csv", (corpus / "reviews" / "refi-b.csv").read_bytes())

    assert done.exit_code == 0, done.output
    assert [*rows["beoordelaar"]] == ["Anna de Wit", "Bo"]
    assert [*rows["themas_correctie"]] == ["verkokering|leren", "verkokering|regie"]
    assert "disputed: u0, themes, with another row" in done.stdout


def test_a_project_without_its_check_is_no_foreign_one() -> None:
    run("export", "refi", "--out", "p.qdpx")
    labels = [{**CODED, "statement_id": f"u012345678{n}"} for n in range(3)]
    write_table(Path("reports/proef/labels.csv"), builders.labels(*labels), LABELS)
    run("export", "refi", "--out", "p.qdpx")
    whole = Opened(Path("p.qdpx").read_bytes())
    texts = {name: part.split(b"Controle:")[0] for name, part in whole.parts.items() if name.endswith(".txt")}
    Path("p.qdpx").write_bytes(changed(whole.content, whole.root, texts))
    done = run("import", "refi", "p.qdpx", "--corpus", "proef")

    assert done.exit_code == 2
    assert "by which they are known, is gone" in done.stderr


def test_twice_is_once_and_another_version_is_asked_about(corpus: Path) -> None:
    run("export", "refi", "--out", "p.qdpx")
    back = edited(Path("p.qdpx"))
    first = run("import", "refi", back)
    before = {path.name: path.read_bytes() for path in (corpus / "reviews").iterdir()}
    again = run("import", "refi", back)
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert {path.name: path.read_bytes() for path in (corpus / "reviews").iterdir()} == before

    other = edited(Path("p.qdpx"), statement=3)
    refused = run("import", "refi", other)
    assert refused.exit_code == 2
    assert "--replace" in refused.stderr
    assert {path.name: path.read_bytes() for path in (corpus / "reviews").iterdir()} == before
    assert run("import", "refi", other, "--replace").exit_code == 0
    assert read_table(corpus / "reviews" / "refi-terug-van-Anna.csv", REVIEW)["uitspraak_id"].tolist() == ["u3"]


def test_labels_that_changed_since_are_no_edit(corpus: Path) -> None:
    run("export", "refi", "--out", "p.qdpx")
    later = builders.labels(*[{**CODED, "themes": "leren"}] * 5, text="Verzonnen zin u{}.")
    write_table(Path("reports/proef/labels.csv"), later, LABELS)

    assert "0 changed" in run("import", "refi", "p.qdpx").stdout
    assert "1 changed" in run("import", "refi", edited(Path("p.qdpx"))).stdout
    assert len(list((corpus / "reviews").iterdir())) == 1


def test_the_corpus_is_known_by_its_statements(corpus: Path) -> None:
    builders.changed(Path("params.yaml"), {"\n- proef\n": "\n- ander\n- proef\n"})
    shutil.copytree(corpus, corpus.with_name("ander"))
    run("export", "refi", "proef", "--out", "p.qdpx")
    done = run("import", "refi", edited(Path("p.qdpx")))

    assert "→ corpora/proef/reviews/" in done.stdout.replace("\\", "/")
    assert run("export", "refi", "--out", "q.qdpx").exit_code == 2


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["export", "refi"], "nothing was asked for"),
        (["export", "refi", "--out", "p.zip"], ".qdpx"),
        (["export", "refi", "--out", "p.qdpx", "--line-endings", "cr"], "lf, crlf"),
        (["export", "codebook", "--out", "p.xml"], ".qdc"),
        (["export", "refi", "nergens", "--out", "p.qdpx"], "nergens"),
        (["import", "refi", "weg.qdpx"], "file not found"),
        (["import", "refi", "params.yaml"], "no REFI-QDA project"),
    ],
)
def test_mistakes_end_with_two_and_write_nothing(words: list[str], problem: str) -> None:
    before = sorted(Path().rglob("*"))
    done = run(*words)

    assert done.exit_code == 2
    assert problem in done.stderr
    assert sorted(Path().rglob("*")) == before


def test_labels_of_an_earlier_codebook_are_not_exported() -> None:
    Path("c.qdc").write_text(QDC, encoding="utf-8")
    run("import", "codebook", "c.qdc", "--corpus", "proef")
    done = run("export", "refi", "--out", "p.qdpx")

    assert done.exit_code == 2
    assert 'the codebook has no label "verkokering" (any more)' in done.stderr
    assert not Path("p.qdpx").exists()


def test_without_a_run_it_says_what_to_do() -> None:
    Path("reports/proef/labels.csv").unlink()
    done = run("export", "refi", "--out", "p.qdpx")

    assert done.exit_code == 2
    assert "run dvc repro" in done.stderr


def test_the_codebook_for_taguette() -> None:
    done = run("export", "codebook", "--out", "c.csv")
    text = Path("c.csv").read_text(encoding="utf-8-sig")

    assert done.stdout == "export codebook proef: 20 themes → c.csv\n"
    assert text.splitlines()[0] == "tag,description,group,id"
    assert load_codebook(Path("corpora/codebook.yaml")).themes["leren"].definition.split(",")[0] in text


QDC = (
    '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes><Code guid="a" name="Vertrouwen" isCodable="true"/>'
    '<Code guid="b" name="Fietspaden" isCodable="true"/></Codes><Sets/></CodeBook>'
)


def test_a_corpus_works_with_a_codebook_made_elsewhere(corpus: Path) -> None:
    Path("c.qdc").write_text(QDC, encoding="utf-8")
    before = (corpus / "corpus.yaml").read_text(encoding="utf-8")
    done = run("import", "codebook", "c.qdc", "--corpus", "proef")

    assert done.exit_code == 0, done.output
    assert "2 themes, 1 that the coder knows, 1 new → corpora/proef/corpus.yaml" in done.stdout.replace("\\", "/")
    assert "Fill in the definition of fietspaden" in done.stdout
    after = (corpus / "corpus.yaml").read_text(encoding="utf-8")
    assert after.startswith(before)
    assert [*Corpus("proef").codebook.themes] == ["vertrouwen", "fietspaden"]

    refused = run("import", "codebook", "c.qdc", "--corpus", "proef")
    assert (refused.exit_code, "--replace" in refused.stderr) == (2, True)
    assert run("import", "codebook", "c.qdc", "--corpus", "proef", "--replace").exit_code == 0
    assert (corpus / "corpus.yaml").read_text(encoding="utf-8") == after


def test_actions_that_answer_a_theme_that_goes_are_named(corpus: Path) -> None:
    Path("c.qdc").write_text(QDC, encoding="utf-8")
    actions = "actions:\n  1: {title: Leer, themes: [leren, vertrouwen]}\n"
    (corpus / "actions.yaml").write_text(actions, encoding="utf-8")
    before = (corpus / "corpus.yaml").read_bytes()
    done = run("import", "codebook", "c.qdc", "--corpus", "proef")

    assert done.exit_code == 2
    assert "actions answer themes that this codebook has not: leren" in done.stderr
    assert (corpus / "corpus.yaml").read_bytes() == before


def test_a_codebook_as_a_file_of_its_own() -> None:
    Path("c.qdc").write_text(QDC, encoding="utf-8")

    assert run("import", "codebook", "c.qdc", "--out", "c.yaml").exit_code == 0
    assert [*load_codebook(Path("c.yaml")).themes] == ["vertrouwen", "fietspaden"]
    assert run("import", "codebook", "c.qdc").exit_code == 2
