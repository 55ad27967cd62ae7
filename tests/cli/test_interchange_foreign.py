"""A project that was made elsewhere: a source of a new corpus, and what was coded in it as reviews."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.core.corpus import Corpus
from pipeline.core.delimited import parse_csv
from pipeline.core.tables import LABELS, STATEMENTS, read_table, records, write_table
from pipeline.review.common.texts import Texts
from pipeline.review.returned.reading import read_returned
from pipeline.review.returned.returned_table import parse_returned
from pipeline.stages import ingest
from tests import builders
from tests.paths import SHARED
from tests.refi.opened import zipped

RUNNER = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"})
TEXT = (
    "Interview één 😀.\r\n\r\nHet duurt lang voor er een antwoord komt.\r\n\r\n"
    "De lijnen zijn kort, en dat is fijn. We kennen elkaar.\r\n\r\nTot ziens, Jan Bakker.\r\n"
)


def project() -> bytes:
    """As QualCoder writes it: positions do not count the byte order mark, and both characters of a line end."""

    def selection(words: str, code: str, who: str) -> str:
        start = TEXT.index(words)
        return (
            f'<PlainTextSelection startPosition="{start}" endPosition="{start + len(words)}">'
            f'<Coding creatingUser="{who}" creationDateTime="2026-03-02T10:00:00"><CodeRef targetGUID="{code}"/>'
            "</Coding></PlainTextSelection>"
        )

    selections = [
        selection("Het duurt lang voor er een antwoord komt.", "tempo", "u1"),
        selection("duurt lang", "fiets", "u1"),
        selection("De lijnen zijn kort", "kennen", "u1"),
        selection("We kennen elkaar.", "kennen", "u2"),
        selection("dat is fijn", "goed", "u2"),
    ]
    xml = f"""<Project xmlns="urn:QDA-XML:project:1.0" origin="QualCoder 4" name="elders">
      <Users><User guid="u1" name="An"/><User guid="u2" name="Bo"/><User guid="u3" name="Cor"/></Users>
      <CodeBook><Codes>
        <Code guid="groep" name="Onderwerpen" isCodable="false">
          <Code guid="tempo" name="Tempo en Capaciteit" isCodable="true"/><Code guid="fiets" name="Fietspad"/>
          <Code guid="kennen" name="elkaar kennen" isCodable="true"/></Code>
        <Code guid="goed" name="behouden" isCodable="true"/>
      </Codes></CodeBook>
      <Sources><TextSource guid="s" name="Interview" plainTextPath="internal://s.txt">{"".join(selections)}</TextSource>
        <PictureSource guid="p" name="foto" path="internal://p.png"/></Sources>
      <Graphs><Graph guid="g"/></Graphs></Project>"""
    return zipped({"elders.qde": xml.encode(), "Sources/s.txt": b"\xef\xbb\xbf" + TEXT.encode()})


def run(*words: str) -> Any:
    return RUNNER.invoke(app, [*words])


@pytest.fixture(autouse=True)
def foreign(small_project: Path) -> Path:
    (small_project / "elders.qdpx").write_bytes(project())
    return small_project


def ran() -> Corpus:
    """The corpus as after dvc repro; its labels are made up."""
    corpus = Corpus("elders")
    ingest.run(corpus).write()
    statements = read_table(corpus.reports / "statements.csv", STATEMENTS)
    masked = statements["text"].str.replace("Jan Bakker", "[naam]")
    write_table(corpus.reports / "labels.csv", builders.labels(*records(statements.assign(text=masked))), LABELS)
    return corpus


def test_without_a_corpus_it_says_what_is_in_it() -> None:
    done = run("import", "refi", "elders.qdpx")

    assert done.exit_code == 0
    assert "a project of QualCoder 4, 1 text, 4 passages, 2 of them coded, 5 codes" in done.stdout
    assert done.stdout.split("Niet overgenomen:\n")[1].splitlines() == [
        "- 2 codes die nog geen label van ons codeboek zijn",
        "- 1 codeur zonder codes",
        "- 1 afbeelding",
        "- 1 schema",
    ]


def test_a_new_corpus_of_it_and_then_its_coding_as_reviews() -> None:
    first = run("import", "refi", "elders.qdpx", "--corpus", "elders")
    assert first.exit_code == 0, first.output
    codes = Path("corpora/elders/codes-elders.csv")
    table = parse_csv(codes.read_text(encoding="utf-8-sig"), where="x")
    assert {row[0]: row[1:] for row in table.itertuples(index=False, name=None)} == {
        "Onderwerpen > Tempo en Capaciteit": ("1", "thema", "tempo_capaciteit", "ja"),
        "Onderwerpen > Fietspad": ("1", "", "", "nee"),
        "Onderwerpen > elkaar kennen": ("2", "thema", "relatie", "nee"),  # only the beginning of its name
        "behouden": ("1", "oordeel", "behouden", "ja"),
    }

    corpus = ran()
    codes.write_text(
        codes.read_text(encoding="utf-8-sig").replace("relatie;nee", "relatie;ja"), encoding="utf-8-sig"
    )
    second = run("import", "refi", "elders.qdpx", "--corpus", "elders")
    assert second.exit_code == 0, second.output
    files = {"refi-elders.csv": (corpus.reviews / "refi-elders.csv").read_bytes()}
    rows = records(parse_returned(*next(iter(files.items()))))
    assert [
        (row["tekst"][:12], row["beoordelaar"], row["themas_correctie"], row["oordeel_correctie"], row["datum"])
        for row in sorted(rows, key=lambda row: (row["tekst"], row["beoordelaar"]))
    ] == [
        ("De lijnen zi", "An", "relatie", "", "02-03-2026"),
        ("De lijnen zi", "Bo", "relatie", "behouden", "02-03-2026"),
        ("Het duurt la", "An", "tempo_capaciteit", "", "02-03-2026"),
    ]
    labels = read_table(corpus.reports / "labels.csv", LABELS)
    returned = read_returned(files, Texts.of(labels), corpus.codebook)
    assert (len(returned.reviews), returned.issues) == (3, [])


def test_into_a_corpus_that_is_there(foreign: Path) -> None:
    done = run("import", "refi", "elders.qdpx", "--corpus", "proef")

    assert done.exit_code == 0, done.output
    assert "Add the source to corpus.yaml" in done.stdout
    assert (foreign / "corpora/proef/raw/elders.csv").read_text(encoding="utf-8").splitlines()[:2] == [
        "uitspraak,bron,codes",
        "Interview één 😀.,Interview,",
    ]


def test_a_label_that_is_not_in_the_codebook_is_named() -> None:
    run("import", "refi", "elders.qdpx", "--corpus", "elders")
    ran()
    codes = Path("corpora/elders/codes-elders.csv")
    codes.write_text(
        codes.read_text(encoding="utf-8-sig").replace("relatie;nee", "relaties_x;ja"), encoding="utf-8"
    )
    done = run("import", "refi", "elders.qdpx", "--corpus", "elders")

    assert done.exit_code == 2
    assert 'codes-elders.csv: code Onderwerpen > elkaar kennen: unknown theme "relaties_x"' in done.stderr
    assert not Path("corpora/elders/reviews/refi-elders.csv").exists()


SAMPLES = {
    "nvivo_project.qdpx": "262 codes die",
    "qc_demo.qdpx": "262 codes die",
    "atlas/blank-atlas-project.qdpx": "2 codeurs zonder codes",
    "atlas/target-atlas-project.qdpx": "3 codes die",
}
FOREIGN = SHARED.parent / "refi" / "foreign"


@pytest.mark.skipif(not FOREIGN.is_dir(), reason="the samples of other programs are not beside the project")
@pytest.mark.parametrize(("name", "dropped"), SAMPLES.items(), ids=[*SAMPLES])
def test_samples_of_other_programs_say_what_is_dropped(name: str, dropped: str) -> None:
    shutil.copy(FOREIGN / name, "x.qdpx")
    done = run("import", "refi", "x.qdpx", "--corpus", "proef")

    assert done.exit_code == 0, done.output
    assert "Niet overgenomen:" in done.stdout
    assert dropped in done.stdout
