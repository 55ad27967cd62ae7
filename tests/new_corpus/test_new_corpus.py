"""Making a corpus: what is guessed, what is written, and that it is all or nothing."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.core.corpus import Columns, Corpus
from pipeline.core.errors import InputError
from pipeline.core.params import load_params
from pipeline.core.tables import STATEMENTS, read_table
from pipeline.new_corpus import create
from pipeline.new_corpus.create import LONGEST_TITLE, make_corpus, short_title
from pipeline.new_corpus.files import relisted, yaml_value
from pipeline.new_corpus.survey import Wishes, survey_round
from pipeline.stages.ingest import main as ingest
from tests.cases import cases
from tests.paths import ROOT

HERE = Path(__file__).parent
REPORT = ROOT / "corpora" / "nedermaas" / "raw" / "verkenning_2024.txt"
RUNNER = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"})


def everything(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def survey(
    path: Path, text: str = "naam;doelgroep;Toelichting;datum\nJan Smit;Eigen medewerkers;Prima.;5 mei 2026\n"
) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.usefixtures("small_project")
def test_a_report_gives_rounds_without_a_moment_and_its_actions() -> None:
    done = RUNNER.invoke(app, ["new-corpus", "maasland", str(REPORT), "--profile", "verkenning"])

    assert done.exit_code == 0, done.output
    corpus = Corpus("maasland")
    (source,) = corpus.config.sources
    assert (source.file, source.profile, source.round, source.date) == (
        "verkenning_2024.txt",
        "verkenning",
        "",
        None,
    )
    assert corpus.config.title == "Samenwerking Maasland"
    assert (corpus.raw / "verkenning_2024.txt").read_bytes() == REPORT.read_bytes()
    (note,) = corpus.reviews.iterdir()
    assert "reports/maasland/review/" in note.read_text(encoding="utf-8")
    demo = YAML(typ="safe").load((ROOT / "corpora/nedermaas/actions.yaml").read_text(encoding="utf-8"))["actions"]
    assert {number: action.owner for number, action in corpus.actions.items()} == {
        number: action["owner"] for number, action in demo.items()
    }
    assert {number: action.text for number, action in corpus.actions.items()} == {
        number: action["text"] for number, action in demo.items()
    }
    assert all(action.themes_proposed for action in corpus.actions.values())
    assert any(action.themes for action in corpus.actions.values())
    assert load_params().corpora == ["proef", "maasland"]
    assert "Run: dvc repro" in done.stdout
    assert "Actions: 8 found, 8 with an owner" in done.stdout
    assert ingest(["maasland"]) == 0


def test_a_survey_is_guessed_and_explained(small_project: Path) -> None:
    done = RUNNER.invoke(app, ["new-corpus", "proef2", str(survey(small_project / "enquete.csv"))])

    assert done.exit_code == 0, done.output
    (source,) = Corpus("proef2").config.sources
    assert source.columns == Columns(text="Toelichting", respondent="naam", organisation="doelgroep", date="datum")
    assert (source.round, source.date) == ("2026", datetime.date(2026, 5, 5))
    assert (source.audience, source.internal_values) == ("extern", ("Eigen medewerkers",))
    assert [line.split()[:2] for line in done.stdout.split("what is read:\n")[1].splitlines()[:4]] == [
        ["text", "Toelichting"], ["respondent", "naam"], ["organisation", "doelgroep"], ["date", "datum"],
    ]  # fmt: skip
    assert "tabel (guessed)" in done.stdout
    assert "Eigen medewerkers" in done.stdout
    yaml = (small_project / "corpora/proef2/corpus.yaml").read_text(encoding="utf-8")
    assert yaml.count("#") > 5
    assert "Actions: none found" in done.stdout
    assert Corpus("proef2").actions == {}


def test_of_two_surveys_the_one_without_staff_has_the_same_audience(small_project: Path) -> None:
    both = [
        survey(small_project / "e2025.csv", "Jaar;Doelgroep;Antwoord\n2025;partner;Bel terug.\n"),
        survey(small_project / "e2026.csv", "Jaar;Doelgroep;Antwoord\n2026;partner;Ja.\n2026;medewerker;Nee.\n"),
        survey(small_project / "ander.csv", "Organisatie;Antwoord\npartner;Bel terug.\n"),
    ]
    done = RUNNER.invoke(app, ["new-corpus", "samen", *map(str, both)])

    assert done.exit_code == 0, done.output
    sources = {source.file: source for source in Corpus("samen").config.sources}
    assert {file: source.audience for file, source in sources.items()} == {
        "e2025.csv": "extern",
        "e2026.csv": "extern",
        "ander.csv": "onbekend",
    }
    assert sources["e2025.csv"].date == datetime.date(2025, 1, 1)  # of a year alone the first day
    assert done.stdout.count("  audience  extern, where") == 2
    assert done.stdout.count("  read      1 statement (") == 2
    assert "Review: all statements go into the blind sample, which holds up to 200" in done.stdout
    assert "  years" not in done.stdout
    assert ingest(["samen"]) == 0
    statements = read_table(Path("reports/samen/statements.csv"), STATEMENTS)
    assert sorted(statements["audience"]) == ["extern", "extern", "intern", "onbekend"]


def test_years_in_one_file_are_one_round_and_said_to_be(small_project: Path) -> None:
    rows = "".join(f"{2025 + n % 2};Verzonnen antwoord nummer {n}.\n" for n in range(201))
    done = RUNNER.invoke(
        app, ["new-corpus", "jaren", str(survey(small_project / "alles.csv", f"Jaar;Antwoord\n{rows}"))]
    )

    assert "  years     2025, 2026 in one round; to compare them: --per-year" in done.stdout
    assert "blind sample" not in done.stdout  # one more than it holds


def test_each_file_of_a_mix_gets_its_own_guess(small_project: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Reactie"])
    book.active.append(["Bel terug."])
    book.save(small_project / "peiling 2025.xlsx")

    make_corpus("mix", [REPORT, small_project / "peiling 2025.xlsx"], title='Mix: "alles" # hier')

    corpus = Corpus("mix")
    guessed = {source.file: (source.profile, source.round) for source in corpus.config.sources}
    assert guessed == {"verkenning_2024.txt": ("verkenning", ""), "peiling 2025.xlsx": ("tabel", "2025")}
    assert corpus.config.title == 'Mix: "alles" # hier'


def test_what_is_said_is_not_guessed(small_project: Path) -> None:
    make_corpus(
        "gezegd",
        [survey(small_project / "enquete_2024.csv")],
        Wishes(round="najaar", date=datetime.date(2023, 10, 1), roles={"text": "doelgroep"}),
    )

    (source,) = Corpus("gezegd").config.sources
    assert (source.round, source.date) == ("najaar", datetime.date(2023, 10, 1))
    assert source.columns
    assert source.columns.text == "doelgroep"


@pytest.mark.parametrize(("name", "file", "options", "messages"), cases(__file__, "mistakes"))
def test_a_mistake_is_explained_and_nothing_is_written(
    small_project: Path, name: str, file: str, options: list[str], messages: list[str]
) -> None:
    survey(small_project / "goed.csv")
    survey(small_project / "cijfers.csv", "jaar;aantal\n2025;3\n")
    survey(small_project / "brief.txt", "Beste mensen,\n\nHierbij de notulen van dinsdag.\nGroet, Jan\n")
    survey(small_project / "leeg.csv", " \n")
    for binary in ("beeld.txt", "beeld.xlsx"):
        (small_project / binary).write_bytes(b"\x89PNG\x00\x00\x01" * 30)
    before = everything(small_project)

    half = "\ud800"  # of a character: YAML cannot hold it
    done = RUNNER.invoke(app, ["new-corpus", name, file, *(option.format(half=half) for option in options)])

    assert done.exit_code == 2, done.output
    for message in messages:
        assert message in done.stderr
    assert "What to do" in done.stderr
    assert "Traceback" not in done.output
    assert everything(small_project) == before
    assert sorted(path.name for path in (small_project / "corpora").iterdir()) == [
        "codebook.yaml", "proef", "profiles", "rules",
    ]  # fmt: skip


def test_three_at_once_are_all_listed(small_project: Path) -> None:
    file = survey(small_project / "a.csv")
    names = ["een", "twee", "drie"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pipeline.cli", "new-corpus"]
    processes = [subprocess.Popen([*command, name, str(file)], env=environment) for name in names]

    assert [process.wait(timeout=120) for process in processes] == [0, 0, 0]
    assert sorted(load_params().corpora) == sorted(["proef", *names])


def test_every_bad_file_is_named_at_once(small_project: Path) -> None:
    with pytest.raises(InputError) as caught:
        make_corpus("nieuw", [small_project / "een.csv", small_project / "twee.csv"])

    assert "een.csv: file not found" in str(caught.value)
    assert "twee.csv: file not found" in str(caught.value)


def test_two_files_of_one_name_are_refused(small_project: Path) -> None:
    (small_project / "map").mkdir()
    files = [survey(small_project / "a.csv"), survey(small_project / "map" / "a.csv")]

    with pytest.raises(InputError, match=r'two files are named "a\.csv"'):
        make_corpus("nieuw", files)


def test_when_params_cannot_be_written_no_folder_stays(
    small_project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(small_project)

    def full(path: Path, text: str) -> None:
        if path.name == "params.yaml":
            raise OSError("disk full")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    monkeypatch.setattr(create, "write_text", full)
    with pytest.raises(OSError, match="disk full"):
        make_corpus("nieuw", [survey(small_project / "a.csv")])
    assert everything(small_project) == {**before, "a.csv": (small_project / "a.csv").read_bytes()}


def test_a_name_that_params_lists_already_is_made_and_not_listed_again(small_project: Path) -> None:
    file = small_project / "params.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("\n- proef\n", "\n- proef\n- nieuw\n"), encoding="utf-8"
    )

    make_corpus("nieuw", [survey(small_project / "a.csv")])
    assert load_params().corpora == ["proef", "nieuw"]


def test_params_gets_one_line_and_keeps_every_other_byte() -> None:
    text = (ROOT / "params.yaml").read_text(encoding="utf-8")

    after = relisted(text, where=Path("params.yaml"), new="nieuw")

    assert after == text.replace("\n- nedermaas\n", "\n- nedermaas\n- nieuw\n")


@pytest.mark.parametrize(("text", "expected"), cases(__file__, "lists"))
def test_any_list_of_corpora_is_added_to(text: str, expected: str) -> None:
    assert relisted(text, where=Path("params.yaml"), new="c") == expected


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_in_yaml(text: str) -> None:
    assert YAML(typ="safe").load(f"a: {yaml_value(text)}\nb: 1\n") == {"a": text, "b": 1}


@pytest.mark.parametrize(("name", "dates", "expected"), cases(__file__, "years"))
def test_the_year_names_a_survey(name: str, dates: list[str], expected: str) -> None:
    assert survey_round(name, dates) == expected


@given(st.text(min_size=1))
def test_a_title_is_short(text: str) -> None:
    assert len(short_title(text)) <= LONGEST_TITLE
    assert "\n" not in short_title(text)


@pytest.mark.parametrize(("text", "title"), cases(__file__, "titles"))
def test_a_title_is_the_first_clause(text: str, title: str) -> None:
    assert short_title(text) == title


LAYOUTS = ROOT / "tests" / "ingest" / "report" / "golden"


@pytest.mark.parametrize(
    ("file", "profile", "date"),
    [
        pytest.param(REPORT, "verkenning", None, id="report"),
        pytest.param(LAYOUTS / "verslag.txt", "verslag", datetime.date(2025, 3, 12), id="minutes"),
        pytest.param(LAYOUTS / "vragenlijst.txt", "vragenlijst", datetime.date(2025, 2, 28), id="questionnaire"),
        pytest.param(
            ROOT / "corpora/nedermaas/raw/thermometer_2025.csv", "tabel", datetime.date(2025, 3, 3), id="survey"
        ),
    ],
)
@pytest.mark.usefixtures("small_project")
def test_each_layout_is_recognised(file: Path, profile: str, date: datetime.date | None) -> None:
    make_corpus("geraden", [file])

    (source,) = Corpus("geraden").config.sources
    assert (source.profile, source.date) == (profile, date)
    assert ingest(["geraden"]) == 0


@pytest.mark.parametrize(
    "text",
    [
        pytest.param((HERE / "novel.txt").read_text("utf-8"), id="novel"),
        pytest.param((HERE / "letter.txt").read_text("utf-8"), id="letter"),
        pytest.param("Hallo.\n" * 40, id="one line again and again"),
        pytest.param("# Handleiding\n\n1. Zet aan\n2. Druk op start\n\n- Kabel\n- Stekker\n", id="manual"),
    ],
)
def test_a_layout_that_none_reads_is_said_to_be_so(small_project: Path, text: str) -> None:
    (small_project / "onbekend.txt").write_text(text, encoding="utf-8")
    before = everything(small_project)

    done = RUNNER.invoke(app, ["new-corpus", "nieuw", "onbekend.txt"])

    assert done.exit_code == 2, done.output
    assert "onbekend.txt: this file does not fit any profile: as " in done.stderr
    assert "Closest:" in done.stderr
    assert "thermometer profile check onbekend.txt --profile" in done.stderr
    assert everything(small_project) == before


TALK = "Verslag\n\nAanwezig: Jan Bos, Els Smit\n\nDe voorzitter vindt het overleg goed.\n\n"
ASIDE = "Colofon\n\nDe trein komt {n} keer per dag langs Assen en Groningen.\n\n"


@pytest.mark.usefixtures("small_project")
def test_a_text_says_how_much_of_it_is_read_and_why_not_the_rest() -> None:
    text = (
        TALK
        + "".join(f"Bewoner {n} vindt plan {n} te duur.\n\n" for n in range(9))
        + "Besluit: het plan gaat door.\n"
    )
    Path("v.txt").write_text(text, encoding="utf-8")

    done = RUNNER.invoke(app, ["new-corpus", "nieuw", "v.txt"])

    assert done.exit_code == 0, done.output
    assert "profile   notulen (guessed)" in done.stdout
    assert "11 statements (utf-8), 10 of which count in shares" in done.stdout
    assert "100% of the running text is in statements" in done.stdout
    assert "1 aanwezigen (who was present or took part): “Aanwezig: Jan Bos, Els Smit”" in done.stdout


@pytest.mark.usefixtures("small_project")
def test_a_text_of_which_most_stays_unread_is_asked_about() -> None:
    text = TALK + "".join(f"Bewoner {n} vindt plan {n} te duur.\n\n" for n in range(9))
    text += "".join(ASIDE.format(n=n) for n in range(2, 20))
    Path("v.txt").write_text(text, encoding="utf-8")

    asked = RUNNER.invoke(app, ["new-corpus", "nieuw", "v.txt"])
    assert asked.exit_code == 2, asked.output
    assert "does not fit any profile" in asked.stderr
    assert "naslag (references, abbreviations, colophon or links): “De trein komt 10 keer per dag" in asked.stderr
    assert "add --profile notulen" in asked.stderr
    told = RUNNER.invoke(app, ["new-corpus", "nieuw", "v.txt", "--profile", "notulen"])
    assert told.exit_code == 0, told.output


@pytest.mark.usefixtures("small_project")
def test_a_copy_of_a_profile_that_splits_sentences_is_not_guessed(small_project: Path) -> None:
    folder = small_project / "corpora" / "profiles"
    text = (folder / "tabel.yaml").read_text(encoding="utf-8")
    (folder / "tabel_zinnen.yaml").write_text(f"{text}sentences: {{abbreviations: [bijv.]}}\n", encoding="utf-8")
    file = survey(small_project / "e.csv", "respondent;antwoord\nR1;Goed. Maar traag.\n")

    make_corpus("heel", [file])
    make_corpus("zinnen", [file], Wishes(profile="tabel_zinnen"))

    assert Corpus("heel").config.sources[0].profile == "tabel"
    assert ingest(["heel"]) == ingest(["zinnen"]) == 0
    read = [read_table(Corpus(name).reports / "statements.csv", STATEMENTS) for name in ("heel", "zinnen")]
    assert [frame["text"].tolist() for frame in read] == [["Goed. Maar traag."], ["Goed.", "Maar traag."]]
