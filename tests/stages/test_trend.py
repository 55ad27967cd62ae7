from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.core.counting import set_aside
from pipeline.core.tables import (
    CODINGS,
    LABELS,
    TREND,
    TREND_ACTIONS,
    TREND_MIRROR,
    TREND_STANCES,
    Table,
    read_table,
    write_table,
)
from pipeline.stages.trend import changes_shown, main
from tests import builders

CODEBOOK = builders.codebook({"verkokering": "Verkokering", "leren": "=Leren"})
CORPUS = builders.corpus_yaml(
    'file: b.csv, profile: tabel, round: "2025", date: 2025-03-01, audience: extern',
    'file: a.txt, profile: verkenning, round: "2024", date: 2024-10-01',
)
ACTIONS = """\
actions:
  3: {title: "=Meten", themes: [leren, verkokering]}
"""


def rows(n: int, **cells: str) -> list[dict[str, str]]:
    return [cells] * n


def labels(*groups: list[dict[str, str]]) -> pd.DataFrame:
    frame = builders.labels(*(row for group in groups for row in group), source="b.csv")
    return frame.assign(statement_id=[f"u{number:03d}" for number in range(len(frame))])


EXAMPLE = labels(
    rows(48, round="2024-extern", kind="aanvulling", stance="knelpunt", themes="leren"),
    rows(32, round="2024-extern", kind="aanvulling", stance="wens"),
    rows(7, round="2025", stance="behouden", themes="leren"),
    rows(62, round="2025", stance="neutraal"),
    rows(1, round="2025", stance="neutraal", themes_status="onbeslist"),
    rows(1, round="2025", stance="neutraal", themes_status="geen_inhoud"),
    rows(1, round="2025", stance="wens", themes="leren", duplicate_of="u000"),
    rows(1, round="2024-extern", kind="motto", stance="wens", themes="leren"),
)


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The reports of a corpus "proef" with two sources and no labels yet; the working directory is its root."""
    monkeypatch.chdir(builders.project(tmp_path, corpus=CORPUS, actions=ACTIONS, codebook=CODEBOOK))
    return tmp_path / "reports/proef"


@pytest.fixture
def labelled(corpus: Path) -> Path:
    counted(corpus, EXAMPLE)
    return corpus


def counted(reports: Path, *frames: pd.DataFrame) -> None:
    """Run the stage on these labels."""
    write_table(reports / "labels.csv", pd.concat(frames), LABELS)
    assert main(["proef"]) == 0


def ledger(reports: Path) -> Any:
    return json.loads((reports / "ledgers/trend.json").read_text(encoding="utf-8"))


def test_the_file_as_dutch_excel_opens_it(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counted(corpus, EXAMPLE)

    content = (corpus / "trend.csv").read_bytes()
    lines = content.decode("utf-8-sig").split("\r\n")
    assert content.startswith(b"\xef\xbb\xbfthema;thema_naam;ronde;doelgroep;datum;n;")
    assert len(lines) == 1 + 2 * 2 * 2 + 1  # header; extern and alle, two rounds, two themes; final line end
    assert "\n" not in "".join(lines)
    # A name that a spreadsheet would run is neutralised; a number below nought stays a number.
    # 7/70 - 48/80 = -.5; Wilson of 7/70 and Newcombe of the difference worked out from their formulas.
    assert lines[4] == (
        "leren;'=Leren;2025;extern;2025-03-01;7;70;0,1000;0,0493;0,1923;niet gecorrigeerd;0;0,1000;7;0;0;0;;;;;;;"
        "1;7;70;;2024;-0,5000;-0,6125;-0,3567;0,0000;0,0000;gedaald;andere soort bron;0,1828;;;;;;;"
    )
    assert capsys.readouterr().out == (
        "trend proef: 150 of 153 statements counted in 2 rounds; "
        "themes shown to change: since 2024 1 in share and 1 in tone"
        " → reports/proef/trend.csv\n"
    )


def test_the_ledger_names_what_is_not_counted(labelled: Path) -> None:
    found = ledger(labelled)

    assert (found["in"], found["kept"]) == (153, 150)
    assert {reason: entry["units"] for reason, entry in found["dropped"].items()} == {
        "authors_words": ["u152"], "duplicate": ["u151"], "no_content": ["u150"],
    }  # fmt: skip


def test_order_of_rows_and_sources_is_free(labelled: Path) -> None:
    paths = [labelled / "trend.csv", labelled / "ledgers/trend.json"]
    before = [path.read_bytes() for path in paths]
    config = Path("corpora/proef/corpus.yaml")
    *head, first, second = config.read_text(encoding="utf-8").splitlines()
    config.write_text("\n".join([*head, second, first]) + "\n", encoding="utf-8")

    counted(labelled, EXAMPLE.sample(frac=1, random_state=1))

    assert [path.read_bytes() for path in paths] == before


@pytest.mark.parametrize(
    "frame", [LABELS.empty(), labels(rows(3, round="2025", stance="wens", kind="motto"))], ids=["none", "left out"]
)
def test_no_counted_statements_give_a_header_and_an_account(corpus: Path, frame: pd.DataFrame) -> None:
    counted(corpus, frame)

    assert read_table(corpus / "trend.csv", TREND).empty
    assert (ledger(corpus)["in"], ledger(corpus)["kept"]) == (len(frame), 0)


def test_what_is_set_aside_is_not_counted(corpus: Path) -> None:
    counted(corpus, EXAMPLE.assign(set_aside=set_aside(EXAMPLE, ["aanvulling"])))

    table = read_table(corpus / "trend.csv", TREND)
    of_all = table[(table["doelgroep"] == "alle") & (table["thema"] == "leren")]
    assert of_all[["ronde", "n", "noemer"]].to_numpy().tolist() == [["2024", "1", "1"], ["2025", "7", "70"]]


def test_mistakes_are_told_and_leave_the_earlier_output_whole(
    labelled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (labelled / "trend.csv").read_bytes()
    wrong = labels(rows(1, round="2025", stance="wens", themes="verkokerd"))
    write_table(labelled / "labels.csv", wrong, LABELS)
    capsys.readouterr()

    assert main(["proef"]) == 2

    message = capsys.readouterr().err
    assert 'labels.csv, statement u000, column themes: unknown theme "verkokerd"' in message
    assert 'Closest: "verkokering"' in message
    assert (labelled / "trend.csv").read_bytes() == before


SAME = "geen aantoonbaar verschil"


def verdicts(table: Table, *told: tuple[str, ...], **cells: str) -> pd.DataFrame:
    """Rows of a trend: theme, round, audience, since the previous round, since the first."""
    columns = ("thema", "ronde", "doelgroep", "verandering", "sinds_eerste")
    frame = builders.rows(table, *(dict(zip(columns, row, strict=True)) for row in told), **cells)
    return frame.assign(
        vorige_ronde=frame["ronde"].map({"2025": "2024", "2026": "2025"}).fillna(""),
        eerste_ronde=frame["ronde"].map({"2026": "2024"}).fillna(""),
    )


def test_the_line_tells_of_share_and_tone_against_both_rounds() -> None:
    trend = verdicts(
        TREND,
        ("leren", "2026", "extern", "gedaald", "gedaald"),  # not of everyone together
        ("leren", "2025", "alle", "gestegen", ""),  # not the newest round
        ("leren", "2026", "alle", SAME, "gedaald"),
        ("verkokering", "2026", "alle", SAME, SAME),
    )
    tones = verdicts(
        TREND_STANCES,
        ("leren", "2026", "alle", "verbeterd", "verbeterd"),
        ("verkokering", "2026", "alle", SAME, "verslechterd"),
        oordeel="saldo",
    )
    praise = verdicts(TREND_STANCES, ("leren", "2026", "alle", "gestegen", "gestegen"), oordeel="behouden")

    assert changes_shown(trend, pd.concat([praise, tones])) == (
        "themes shown to change: since 2025 0 in share and 1 in tone, since 2024 1 in share and 2 in tone"
    )


def test_the_line_of_a_first_round_or_of_none() -> None:
    first = verdicts(TREND, ("leren", "2024", "alle", "eerste ronde", ""))

    assert changes_shown(first, TREND_STANCES.empty()) == "no earlier round to compare with"
    assert changes_shown(TREND.empty(), TREND_STANCES.empty()) == "no earlier round to compare with"


def test_without_labels_it_says_what_to_run(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["proef"]) == 2

    assert "run dvc repro" in capsys.readouterr().err
    assert not (corpus / "trend.csv").exists()


@pytest.fixture
def audited(corpus: Path) -> Path:
    """Of each round 24 statements came back coded; the coder saw `leren` in twice as many as it is in."""
    groups = []
    for number, year in enumerate(("2024", "2025")):
        for n, heard, said, audit in (
            (12, "leren", "leren", "ja"),
            (12, "", "leren", "ja"),
            (24 - 6 * number, "leren", "leren", ""),
            (12 + 6 * number, "", "", ""),
        ):
            cells = {"themes": heard, "predicted_themes": said, "stance": "wens", "predicted_stance": "wens"}
            cells |= {"audit": audit, "audit_probability": "0.500000" if audit else ""}
            groups.append(rows(n, round=year, **cells))
    counted(corpus, labels(*groups))
    return corpus


def test_a_theme_by_its_stances(audited: Path) -> None:
    table = read_table(audited / "trend-oordelen.csv", TREND_STANCES)
    assert len(table) == 2 * (4 + 1) * 2 * 2  # themes, stances and tone, rounds, extern and alle
    of = table[(table["thema"] == "leren") & (table["ronde"] == "2024") & (table["doelgroep"] == "alle")]
    assert dict(zip(of["oordeel"], of["n"], strict=True)) == {
        "behouden": "0", "knelpunt": "0", "wens": "36", "neutraal": "0", "saldo": "0",
    }  # fmt: skip
    # As labelled 12 + 24 of 60. Of the coder's 48 half are right; its 12 others were not audited, so hand-coded.
    columns = ["noemer", "aandeel_geteld", "aandeel", "methode", "gecontroleerd"]
    assert of.loc[of["oordeel"] == "wens", columns].to_numpy().tolist() == [
        ["60", "0.6000", "0.5000", "handmatig", "24"]
    ]


def test_an_action_with_its_themes_together(labelled: Path) -> None:
    path = labelled / "trend-acties.csv"
    columns = ["nummer", "titel", "ronde", "doelgroep", "n", "noemer", "verandering"]
    assert read_table(path, TREND_ACTIONS)[columns].to_numpy().tolist() == [
        ["3", "=Meten", "2024", "extern", "48", "80", "eerste ronde"],
        ["3", "=Meten", "2025", "extern", "7", "70", "gedaald"],
        ["3", "=Meten", "2024", "alle", "48", "80", "eerste ronde"],
        ["3", "=Meten", "2025", "alle", "7", "70", "gedaald"],
    ]
    assert "\n3;'=Meten;" in path.read_text("utf-8-sig")


@pytest.mark.parametrize(
    ("old", "new", "share"),
    [
        ("power", "power", "0.3333"),
        ("count_duplicates: false", "count_duplicates: true", "0.5000"),
        ("{vaak: 1,", "{vaak: 4,", "0.6667"),
    ],
)
def test_the_settings_of_weights_reach_the_shares(corpus: Path, old: str, new: str, share: str) -> None:
    builders.changed(Path("params.yaml"), {old: new})

    counted(
        corpus,
        labels(
            rows(1, round="2025", stance="wens", themes="leren", mentioned="vaak"),
            rows(1, round="2025", stance="wens", themes="leren", duplicate_of="u000"),
            rows(2, round="2025", stance="wens"),
        ),
    )

    table = read_table(corpus / "trend.csv", TREND)
    [row] = table[(table["thema"] == "leren") & (table["doelgroep"] == "alle")].to_dict("records")
    assert [row[name] for name in ("n", "noemer", "aandeel_geteld", "aandeel")] == ["1", "3", share, share]


def timed(*seconds: str) -> None:
    """What was coded blind, each in so many seconds."""
    codings = (
        {"statement_id": f"u{number}", "themes_status": "geen_thema", "seconds": each}
        for number, each in enumerate(seconds)
    )
    write_table(Path("reports/proef/codings.csv"), builders.rows(CODINGS, *codings), CODINGS)


def plan(theme: str, audience: str = "alle", seconds: str = "") -> tuple[list[str], list[tuple[int, ...]]]:
    """The lines of a plan for a change of 20 points, and the numbers of its table."""
    timed(*[seconds] * 20)
    done = CliRunner().invoke(app, ["plan", "--theme", theme, "--change", "20", "--audience", audience])
    said = done.output.removesuffix("\n").split("\n")
    table = [line.split() for line in said if line.startswith("   ")]
    return said, [tuple(map(int, cells)) for cells in table if cells[0].isdigit()]


@pytest.mark.usefixtures("audited")
def test_a_plan_says_what_a_change_needs() -> None:
    said, needs = plan("leren")

    assert said[:2] == [
        "leren, alle, round 2025: 50.0% (95% interval 30.6–69.4, handmatig)",
        "of 60 statements, 24 audited.",
    ]
    assert said[-1] == "With 60 statements no audit is large enough, not even of all of them."
    assert needs[0][0] == 110  # (.2 / 3.083)^2 / (.25 + .21) = 1 / 109.3, rounded up
    assert needs == sorted(needs, key=lambda need: -need[1])
    # Names are taken in any case.
    assert [plan(*named) for named in (("=LEREN", "Alle"), (" Leren ", "alle"), ("leren", "ALLE"))] == [
        (said, needs)
    ] * 3


@pytest.mark.usefixtures("labelled")
def test_a_plan_before_any_audit_says_on_what_it_rests() -> None:
    said, needs = plan("leren")

    assert said[:3] == [
        "leren, alle, round 2025: 10.0% (95% interval 4.9–19.2, niet gecorrigeerd)",
        "of 70 statements, 0 audited.",
        "Two rounds like it show no change: none of the audit of this round and audience came back coded.",
    ]
    assert said[-1] == "Too few were audited to know how well the coder does; here it is taken to be no help."
    # No help: as many audited as there must be people. Middle of the interval .12: .12 · .88 + .32 · .68 = .3241
    # times (3.083 / .2)^2, both to more decimals.
    # At a minute each, or at what was measured: 78 times 15 seconds is 19.5 minutes.
    assert needs[0] == (78, 78, 78)
    assert plan("leren", seconds="15")[1][0] == (78, 78, 20)


@pytest.mark.usefixtures("audited")
def test_a_plan_without_a_theme_says_what_minutes_show_and_what_to_read_first() -> None:
    timed(*["15"] * 20)
    done = CliRunner().invoke(app, ["plan"], catch_exceptions=False)
    table = [line.split() for line in done.output.split("\n") if line.strip()[:1].isdigit()]

    assert done.exit_code == 0, done.output
    assert "a theme of" in done.output
    assert "off topic" in done.output
    # Half an hour of 15 seconds is 120 statements, 60 of each round; of the smaller round there are no more.
    assert [cells[:2] for cells in table] == [["30", "60"]]
    assert "Read first, as much of the one round as of the other: blind-2024, blind-2025." in done.output


@pytest.mark.usefixtures("audited")
def test_the_command_plans_and_names_what_is_not_there() -> None:
    runner = CliRunner()
    told = ["plan", "--theme", "leren", "--change", "20"]
    timed()

    said = runner.invoke(app, [*told, "--corpus", "proef"])
    assert (said.exit_code, runner.invoke(app, told).output) == (0, said.output)
    for options, message in (
        (["--theme", "lere"], 'Closest: "leren"'),
        (["--theme", "Verkokkering"], 'Closest: "verkokering"'),
        (["--audience", "iedereen"], "--audience"),
        (["--audience", "intern"], "nobody spoke"),
        (["--corpus", "prof"], 'Closest: "proef"'),
    ):
        wrong = runner.invoke(app, [*told, *options])
        assert (wrong.exit_code, message in wrong.stderr) == (2, True), options


def test_staff_stand_beside_partners_in_a_table_of_their_own(corpus: Path) -> None:
    who = (("intern", "leren", 56), ("intern", "", 14), ("extern", "leren", 48), ("extern", "", 32))
    groups = [rows(n, round="2025", audience=audience, stance="wens", themes=theme) for audience, theme, n in who]
    counted(corpus, labels(*groups))

    table = read_table(corpus / "trend-spiegel.csv", TREND_MIRROR)
    assert len(table) == 2 + 2 * 4 + 2  # themes, themes with a stance, tones
    of_share = table[(table["thema"] == "leren") & (table["oordeel"] == "")]
    assert of_share[["verschil", "oordeel_verschil"]].to_numpy().tolist() == [["0.2000", "medewerkers vaker"]]


PANEL = [
    {"respondent": f"{person}", "round": moment, "stance": "wens", "themes": "leren" if person < many else ""}
    for moment, many in (("2024-extern", 10), ("2025", 18))
    for person in range(60)
]


@pytest.mark.parametrize(
    ("config", "verdict"), [("", "geen aantoonbaar verschil"), ("same_codes: true\n", "gestegen")]
)
def test_codes_are_the_same_people_when_corpus_yaml_says_so(
    corpus: Path, capsys: pytest.CaptureFixture[str], config: str, verdict: str
) -> None:
    (corpus.parents[1] / "corpora/proef/corpus.yaml").write_text(CORPUS + config, encoding="utf-8")

    counted(corpus, labels(PANEL))

    assert ("60 codes of respondents in more than one round" in capsys.readouterr().out) == (not config)
    trend = read_table(corpus / "trend.csv", TREND)
    newest = trend[(trend["ronde"] == "2025") & (trend["thema"] == "leren") & (trend["doelgroep"] == "alle")]
    assert newest["verandering"].tolist() == [verdict]
