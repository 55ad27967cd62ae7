"""Per action: how much was said, by whom, with which stance, how it changed, and whether that is enough.

How it changed is its signal: one verdict, by a fixed rule, on how people now speak of its themes.
The rule asks four comparisons of the newest round, in this order: bottlenecks and net sentiment since the
previous round, then both since the first round, as a slow change does not show from round to round. Bottlenecks
are the rows `knelpunt` of trend-oordelen.csv, net sentiment the rows `saldo`. The signal is that of the first
comparison that shows a change. A change of net sentiment is called one of tone: praise alone can cause it.

Within a comparison each theme of the action has a vote, unless the trend has too few data on it. When the votes
differ, so does the signal. A change names the round that it is measured from. It is only a hint when the two
rounds asked differently, or other people coded them.
"""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from pipeline.core.codebook import SEPARATOR, split_themes
from pipeline.core.codes import FALLEN, RISEN, SIGNAL_HINTS, SIGNAL_SINCE, SIGNALS
from pipeline.core.comparison import FIRST, PREVIOUS, Comparison
from pipeline.core.corpus import Action
from pipeline.core.counting import CRITICAL, CRITICISM, NET_SENTIMENT, STANCES
from pipeline.core.dates import UNNAMED
from pipeline.core.params import Evidence
from pipeline.core.tables import EVIDENCE_ACTIONS, EVIDENCE_OVERVIEW, records
from pipeline.evidence.statements import counted, naming

LESS, MORE, BETTER, WORSE, SAME, DIFFERS, FEW = SIGNALS
# A verdict of the trend -> the signal; other verdicts have no vote.
_VOTES = {FALLEN: LESS, RISEN: MORE, "verbeterd": BETTER, "verslechterd": WORSE, SAME: SAME}
_ASKED, _CODED, _CAMPAIGN = SIGNAL_HINTS
_HINTS = {
    "gelijk": "",
    "": "",
    "andere beoordelaars": _CODED,
    "campagne": _CAMPAIGN,
}  # of comparability; other values: _ASKED

PerTheme = Mapping[str, Comparison]


def overview(
    actions: Mapping[int, Action],
    statements: pd.DataFrame,
    trend: pd.DataFrame,
    stances: pd.DataFrame,
    theme_names: Mapping[str, str],
    rounds: Sequence[str],
    params: Evidence,
) -> pd.DataFrame:
    """The EVIDENCE_OVERVIEW table.

    Parameters
    ----------
    statements : what :func:`pipeline.evidence.statements.with_evidence` gives.
    trend, stances : the tables TREND and TREND_STANCES.
    theme_names : theme id to Dutch name, in codebook order.
    rounds : names of the rounds, oldest first.
    """
    changes = {
        "beweging": newest_comparisons(trend),
        "knelpunten": of_stance(CRITICISM, stances),
        "toon": of_stance(NET_SENTIMENT, stances),
    }
    asked = signal_order(stances)
    critical = int(counted(statements)["stance"].isin(CRITICAL).sum())
    rows = []
    for number, action in actions.items():
        answered = [theme for theme in theme_names if theme in action.themes]
        listed = naming(statements, answered)
        mine = counted(listed)
        verdict, hint = signal(answered, asked)
        row = {
            "nummer": str(number),
            "titel": action.title,
            "tekst": " ".join(action.text.split()),
            "eigenaar": action.owner,
            "groep": action.group,
            "themas": SEPARATOR.join(answered),
            "thema_namen": " | ".join(theme_names[theme] for theme in answered),
            "dubbel": str(len(listed) - len(mine)),
            **_counts(mine, critical, rounds),
            "tegengeluid": _per_theme({theme: smaller_side(mine, theme) for theme in answered}, theme_names),
            "themas_voorgesteld": "ja" if action.themes_proposed else "nee",
            "signaal": verdict,
            "signaal_let_op": hint,
        }
        for kind, both in changes.items():
            for column, comparisons in zip((kind, f"{kind}_sinds_eerste"), both, strict=True):
                said = {theme: comparisons[theme].verdict for theme in answered if theme in comparisons}
                row[column] = _per_theme(said, theme_names)
        rows.append({**row, "onderbouwd": "nee" if why_unsupported(row, params) else "ja"})
    return pd.DataFrame(rows, columns=EVIDENCE_OVERVIEW.names, dtype=str)


def _per_theme(said: Mapping[str, str], theme_names: Mapping[str, str]) -> str:
    """What is said of each theme, in one cell; of some nothing."""
    return " | ".join(f"{theme_names[theme]}: {text}" for theme, text in said.items() if text)


def _counts(mine: pd.DataFrame, critical: int, rounds: Sequence[str]) -> dict[str, str]:
    """How many statements, by whom and when; ``critical`` is the number of critical ones of the whole corpus."""
    stances, audiences, moments = (mine[name].value_counts() for name in ("stance", "audience", "moment"))
    known = mine[mine["respondent"] != ""]
    mine_critical = sum(stances.get(stance, 0) for stance in CRITICAL)
    return {
        "uitspraken": str(len(mine)),
        **{f"n_{stance}": str(stances.get(stance, 0)) for stance in STANCES},
        "kritisch": str(mine_critical),
        "dekking": f"{mine_critical / critical:.4f}" if critical else "",
        "n_intern": str(audiences.get("intern", 0)),
        "n_extern": str(audiences.get("extern", 0)),
        "n_overig": str(audiences.get("beide", 0) + audiences.get("onbekend", 0)),
        "per_ronde": SEPARATOR.join(f"{name}={moments.get(name, 0)}" for name in rounds),
        "respondenten": str(known["respondent"].nunique() or ""),
        "zonder_respondent": str(len(mine) - len(known)),
        "bronnen": str(mine["source"].nunique()),
    }


def unsupported(actions: pd.DataFrame, params: Evidence) -> pd.DataFrame:
    """The EVIDENCE_ACTIONS table: the rows of EVIDENCE_OVERVIEW for which too little was said, with the reason."""
    reasons = [why_unsupported(row, params) for row in records(actions)]
    table = actions.assign(reden=pd.Series(reasons, index=actions.index, dtype=str))
    return table.loc[table["reden"] != "", EVIDENCE_ACTIONS.names].reset_index(drop=True)


def why_unsupported(row: Mapping[str, str], params: Evidence) -> str:
    """Why the statements of a row do not support its action (a value of ``reden``), or "" when they do."""
    if not row["themas"]:
        return "geen thema's gekoppeld"
    if row["uitspraken"] == "0":
        return "geen uitspraken"
    if int(row["uitspraken"]) < params.min_statements:
        return "te weinig uitspraken"
    return "geen kritische uitspraken" if int(row["kritisch"]) < params.min_critical else ""


def smaller_side(mine: pd.DataFrame, theme: str) -> str:
    """Praise against criticism on one theme, the smaller side first; "" when nobody took a side."""
    naming = [cell for cell in mine["themes"].unique() if theme in split_themes(cell)]
    stances = mine.loc[mine["themes"].isin(naming), "stance"]
    praise, criticism = (stances == "behouden").sum(), stances.isin(CRITICAL).sum()
    if praise + criticism == 0:
        return ""
    sides = [f"{praise} behouden", f"{criticism} kritisch"]
    return " tegenover ".join(sides if praise <= criticism else sides[::-1])


def newest_comparisons(trend: pd.DataFrame) -> list[PerTheme]:
    """Theme to the comparison of its newest round with the previous one, and the same with the first.

    Parameters
    ----------
    trend : the TREND table, or the rows of TREND_STANCES of one stance; of these everyone together counts.
    """
    newest = trend[trend["doelgroep"] == "alle"].drop_duplicates("thema", keep="last")  # oldest first
    rows = {row["thema"]: row for row in records(newest)}
    return [{theme: Comparison.read(row, columns) for theme, row in rows.items()} for columns in (PREVIOUS, FIRST)]


def of_stance(stance: str, stances: pd.DataFrame) -> list[PerTheme]:
    """The newest comparisons of one stance or net sentiment, from the TREND_STANCES table."""
    return newest_comparisons(stances[stances["oordeel"] == stance])


def signal_order(stances: pd.DataFrame) -> list[PerTheme]:
    """The comparisons that a signal rests on, in the order in which they are asked."""
    pairs = zip(of_stance(CRITICISM, stances), of_stance(NET_SENTIMENT, stances), strict=True)
    return [comparisons for pair in pairs for comparisons in pair]


def signal(themes: Iterable[str], asked: Sequence[PerTheme]) -> tuple[str, str]:
    """The signal of an action: of the first comparison that shows a change, and why it may be only a hint.

    Parameters
    ----------
    themes : that the action answers.
    asked : as :func:`signal_order` gives them.

    >>> same = {"regie": Comparison("2025", verdict="geen aantoonbaar verschil")}
    >>> signal(["regie"], [same, {"regie": Comparison("2025", verdict="verbeterd")}])
    ('toon verbeterd sinds 2025', '')
    >>> fallen = Comparison("2024", verdict="gedaald", comparability="andere vragen")
    >>> signal(["regie"], [same, {"regie": fallen}])
    ('signaal neemt af sinds 2024', 'aanwijzing: anders gevraagd')
    >>> signal(["regie"], [same, {"regie": Comparison("2024", verdict="te weinig gegevens")}])
    ('geen aantoonbaar verschil', '')
    """
    answered = list(themes)
    verdicts = []
    for comparisons in asked:
        of_action = [comparisons[theme] for theme in answered if theme in comparisons]
        verdict = _agreed(comparison.verdict for comparison in of_action)
        if verdict not in (SAME, FEW):
            since = of_action[0].since
            hint = _HINTS.get(of_action[0].comparability, _ASKED)
            return f"{verdict}{SIGNAL_SINCE}{f'de ronde {UNNAMED}' if since == UNNAMED else since}", hint
        verdicts.append(verdict)
    return SAME if SAME in verdicts else FEW, ""


def _agreed(verdicts: Iterable[str]) -> str:
    """The signal of one comparison, from the trend's verdict on each theme."""
    votes = {_VOTES[verdict] for verdict in verdicts if verdict in _VOTES}
    if not votes:
        return FEW
    return votes.pop() if len(votes) == 1 else DIFFERS
