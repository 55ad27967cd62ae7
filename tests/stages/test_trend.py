from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.cli.commands.planning import planned_round
from pipeline.core.counting import set_aside
from pipeline.core.errors import InputError
from pipeline.core.tables import (
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
    """A corpus "proef" with two sources and no labels yet; the working directory is its root."""
    monkeypatch.chdir(builders.project(tmp_path, corpus=CORPUS, actions=ACTIONS, codebook=CODEBOOK))
    return tmp_path


@pytest.fixture
def labelled(corpus: Path) -> Path:
    write_table(corpus / "reports/proef/labels.csv", EXAMPLE, LABELS)
    return corpus


def test_the_file_as_dutch_excel_opens_it(labelled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["proef"]) == 0

    content = (labelled / "reports/proef/trend.csv").read_bytes()
    lines = content.decode("utf-8-sig").split("\r\n")
    assert content.startswith(b"\xef\xbb\xbfthema;thema_naam;ronde;doelgroep;datum;n;")
    assert len(lines) == 1 + 2 * 2 * 2 + 1  # header; extern and alle, two rounds, two themes; final line end
    assert "\n" not in "".join(lines)
    # A name that a spreadsheet would run is neutralised; a number below nought stays a number.
    # 7/70 - 48/80 = -.5; Wilson of 7/70 and Newcombe of the difference worked out from their formulas.
    assert lines[4] == (
        "leren;'=Leren;2025;extern;2025-03-01;7;70;0,1000;0,0493;0,1923;niet gecorrigeerd;0;0,1000;7;0;0;0;;;;;;;"
        "1;2024;-0,5000;-0,6125;-0,3567;0,0000;0,0000;gedaald;andere soort bron;0,2011;;;;;;;"
    )
    assert capsys.readouterr().out == (
        "trend proef: 150 of 153 statements counted in 2 rounds; "
        "themes shown to change: since 2024 1 in share and 1 in tone"
        " → reports/proef/trend.csv\n"
    )


def test_the_ledger_names_what_is_not_counted(labelled: Path) -> None:
    main(["proef"])

    ledger = json.loads((labelled / "reports/proef/ledgers/trend.json").read_text(encoding="utf-8"))
    assert (ledger["in"], ledger["kept"]) == (153, 150)
    assert {reason: entry["units"] for reason, entry in ledger["dropped"].items()} == {
        "authors_words": ["u152"],
        "duplicate": ["u151"],
        "no_content": ["u150"],
    }


def test_order_of_rows_and_sources_is_free(labelled: Path) -> None:
    main(["proef"])
    paths = [labelled / "reports/proef/trend.csv", labelled / "reports/proef/ledgers/trend.json"]
    before = [path.read_bytes() for path in paths]
    write_table(labelled / "reports/proef/labels.csv", EXAMPLE.sample(frac=1, random_state=1), LABELS)
    config = labelled / "corpora/proef/corpus.yaml"
    *head, first, second = config.read_text(encoding="utf-8").splitlines()
    config.write_text("\n".join([*head, second, first]) + "\n", encoding="utf-8")

    assert main(["proef"]) == 0

    assert [path.read_bytes() for path in paths] == before


@pytest.mark.parametrize(
    "frame", [LABELS.empty(), labels(rows(3, round="2025", stance="wens", kind="motto"))], ids=["none", "left out"]
)
def test_no_counted_statements_give_a_header_and_an_account(corpus: Path, frame: pd.DataFrame) -> None:
    write_table(corpus / "reports/proef/labels.csv", frame, LABELS)

    assert main(["proef"]) == 0

    assert read_table(corpus / "reports/proef/trend.csv", TREND).empty
    ledger = json.loads((corpus / "reports/proef/ledgers/trend.json").read_text(encoding="utf-8"))
    assert (ledger["in"], ledger["kept"]) == (len(frame), 0)


def test_what_is_set_aside_is_not_counted(labelled: Path) -> None:
    frame = EXAMPLE.assign(set_aside=set_aside(EXAMPLE, ["aanvulling"]))
    write_table(labelled / "reports/proef/labels.csv", frame, LABELS)

    main(["proef"])

    table = read_table(labelled / "reports/proef/trend.csv", TREND)
    of_all = table[(table["doelgroep"] == "alle") & (table["thema"] == "leren")]
    assert of_all[["ronde", "n", "noemer"]].to_numpy().tolist() == [["2024", "1", "1"], ["2025", "7", "70"]]


def test_mistakes_are_told_and_leave_the_earlier_output_whole(
    labelled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["proef"])
    path = labelled / "reports/proef/trend.csv"
    before = path.read_bytes()
    write_table(
        labelled / "reports/proef/labels.csv",
        labels(rows(1, round="2025", stance="wens", themes="verkokerd")),
        LABELS,
    )
    capsys.readouterr()

    assert main(["proef"]) == 2

    message = capsys.readouterr().err
    assert 'labels.csv, statement u000: unknown theme "verkokerd"' in message
    assert 'Closest: "verkokering"' in message
    assert path.read_bytes() == before


SAME = "geen aantoonbaar verschil"


def verdicts(table: Table, *told: tuple[str, ...], **cells: str) -> pd.DataFrame:
    """Rows of a trend: theme, round, audience, since the previous round, since the first."""
    return pd.DataFrame(
        [
            {
                **dict.fromkeys(table.names, ""),
                **dict(zip(("thema", "ronde", "doelgroep", "verandering", "sinds_eerste"), row, strict=True)),
                "vorige_ronde": {"2025": "2024", "2026": "2025"}.get(row[1], ""),
                "eerste_ronde": "2024" if row[1] == "2026" else "",
                **cells,
            }
            for row in told
        ],
        columns=table.names,
        dtype=str,
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
    assert not (corpus / "reports/proef/trend.csv").exists()


def test_an_unknown_corpus_is_told(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["proeff"]) == 2

    assert 'Closest: "proef"' in capsys.readouterr().err
    assert not (corpus / "reports").exists()


def audited(corpus: Path) -> None:
    """Of each round 24 statements came back coded; the coder saw `leren` in twice as many as it is in."""
    groups = []
    for number, year in enumerate(("2024", "2025")):
        for n, cells in (
            (12, {"themes": "leren", "predicted_themes": "leren", "audit": "ja"}),
            (12, {"themes": "", "predicted_themes": "leren", "audit": "ja"}),
            (24 - 6 * number, {"themes": "leren", "predicted_themes": "leren"}),
            (12 + 6 * number, {"themes": "", "predicted_themes": ""}),
        ):
            chance = {"audit_probability": "0.500000"} if "audit" in cells else {}
            groups.append(rows(n, round=year, stance="wens", predicted_stance="wens", **cells, **chance))
    write_table(corpus / "reports/proef/labels.csv", labels(*groups), LABELS)


def test_a_theme_by_its_stances(corpus: Path) -> None:
    audited(corpus)
    main(["proef"])

    table = read_table(corpus / "reports/proef/trend-oordelen.csv", TREND_STANCES)
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
    assert main(["proef"]) == 0

    path = labelled / "reports/proef/trend-acties.csv"
    table = read_table(path, TREND_ACTIONS)
    columns = ["nummer", "titel", "ronde", "doelgroep", "n", "noemer", "verandering"]
    assert table[columns].to_numpy().tolist() == [
        ["3", "=Meten", "2024", "extern", "48", "80", "eerste ronde"],
        ["3", "=Meten", "2025", "extern", "7", "70", "gedaald"],
        ["3", "=Meten", "2024", "alle", "48", "80", "eerste ronde"],
        ["3", "=Meten", "2025", "alle", "7", "70", "gedaald"],
    ]
    assert "\n3;'=Meten;" in path.read_text("utf-8-sig")


def test_the_settings_of_weights_reach_the_shares(corpus: Path) -> None:
    frame = labels(
        rows(1, round="2025", stance="wens", themes="leren", mentioned="vaak"),
        rows(1, round="2025", stance="wens", themes="leren", duplicate_of="u000"),
        rows(2, round="2025", stance="wens"),
    )
    write_table(corpus / "reports/proef/labels.csv", frame, LABELS)
    params = corpus / "params.yaml"
    text = params.read_text(encoding="utf-8")
    found = []
    for old, new in (
        ("power", "power"),
        ("count_duplicates: false", "count_duplicates: true"),
        ("{vaak: 1,", "{vaak: 4,"),
    ):
        params.write_text(text.replace(old, new), encoding="utf-8")
        assert main(["proef"]) == 0
        table = read_table(corpus / "reports/proef/trend.csv", TREND)
        [row] = table[(table["thema"] == "leren") & (table["doelgroep"] == "alle")].to_dict("records")
        found.append((row["n"], row["noemer"], row["aandeel_geteld"], row["aandeel"]))

    assert found == [
        ("1", "3", "0.3333", "0.3333"), ("1", "3", "0.5000", "0.5000"), ("1", "3", "0.6667", "0.6667"),
    ]  # fmt: skip


def test_a_plan_says_what_a_change_needs(corpus: Path) -> None:
    audited(corpus)
    main(["proef"])

    said = planned_round("proef", "leren", 20, "alle").split("\n")

    assert said[0] == "leren, alle, round 2025: 50.0% (95% interval 30.6–69.4, handmatig)"
    assert said[1] == "of 60 statements, 24 audited."
    assert said[-1] == "With 60 statements no audit is large enough, not even of all of them."
    needs = [
        tuple(map(int, line.split())) for line in said if line.startswith("   ") and line.split()[0].isdigit()
    ]
    # (.2 / 3.083)^2 / (.25 + .21) = 1 / 109.3, rounded up.
    assert needs[0][0] == 110
    assert needs == sorted(needs, key=lambda need: -need[1])


@pytest.mark.usefixtures("labelled")
def test_a_plan_before_any_audit_says_on_what_it_rests() -> None:
    main(["proef"])

    said = planned_round("proef", "leren", 20, "alle").split("\n")

    assert said[:3] == [
        "leren, alle, round 2025: 10.0% (95% interval 4.9–19.2, niet gecorrigeerd)",
        "of 70 statements, 0 audited.",
        "Two rounds like it show no change: none of the audit of this round and audience came back coded.",
    ]
    assert said[-1] == "Too few were audited to know how well the coder does; here it is taken to be no help."
    # No help: as many audited as there must be people. Middle of the interval .12: .12 · .88 + .32 · .68 = .3241
    # times (3.083 / .2)^2, both to more decimals.
    needs = [line.split() for line in said if line.startswith("   ") and line.split()[0].isdigit()]
    assert needs[0] == ["78", "78"]


@pytest.mark.parametrize(
    ("theme", "audience", "message"),
    [
        ("lere", "alle", 'Closest: "leren"'),
        ("Verkokkering", "alle", 'Closest: "verkokering"'),
        ("leren", "iedereen", "--audience"),
        ("leren", "intern", "nobody spoke"),
    ],
)
def test_a_plan_of_what_is_not_there(corpus: Path, theme: str, audience: str, message: str) -> None:
    audited(corpus)
    main(["proef"])

    with pytest.raises(InputError) as error:
        planned_round("proef", theme, 5, audience)

    assert message in str(error.value)


@pytest.mark.parametrize(("theme", "audience"), [("=LEREN", "Alle"), (" Leren ", "alle"), ("leren", "ALLE")])
def test_a_plan_takes_names_in_any_case(corpus: Path, theme: str, audience: str) -> None:
    audited(corpus)
    main(["proef"])

    assert planned_round("proef", theme, 20, audience) == planned_round("proef", "leren", 20, "alle")


def test_the_command_plans(corpus: Path) -> None:
    audited(corpus)
    main(["proef"])
    runner = CliRunner()

    said = runner.invoke(app, ["plan", "--theme", "leren", "--change", "20", "--corpus", "proef"])
    wrong = runner.invoke(app, ["plan", "--theme", "lerne", "--corpus", "proef"])
    elsewhere = runner.invoke(app, ["plan", "--theme", "leren", "--corpus", "prof"])
    alone = runner.invoke(app, ["plan", "--theme", "leren", "--change", "20"])

    assert (elsewhere.exit_code, 'Closest: "proef"' in elsewhere.stderr) == (2, True)
    assert (said.exit_code, alone.output) == (0, said.output)
    assert said.output == planned_round("proef", "leren", 20, "alle") + "\n"
    assert (wrong.exit_code, 'Closest: "leren"' in wrong.stderr) == (2, True)


def test_staff_stand_beside_partners_in_a_table_of_their_own(corpus: Path) -> None:
    who = (("intern", "leren", 56), ("intern", "", 14), ("extern", "leren", 48), ("extern", "", 32))
    groups = [rows(n, round="2025", audience=audience, stance="wens", themes=theme) for audience, theme, n in who]
    write_table(corpus / "reports/proef/labels.csv", labels(*groups), LABELS)

    assert main(["proef"]) == 0

    table = read_table(corpus / "reports/proef/trend-spiegel.csv", TREND_MIRROR)
    assert len(table) == 2 + 2 * 4 + 2  # themes, themes with a stance, tones
    of_share = table[(table["thema"] == "leren") & (table["oordeel"] == "")]
    assert of_share[["verschil", "oordeel_verschil"]].to_numpy().tolist() == [["0.2000", "medewerkers vaker"]]
