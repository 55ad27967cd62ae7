"""Theme shares per round and audience.

Reads ``reports/<corpus>/labels.csv``, ``corpora/<corpus>/corpus.yaml`` (dates of the rounds),
``actions.yaml`` and the codebook. Writes ``reports/<corpus>/trend.csv``, ``trend-oordelen.csv``,
``trend-spiegel.csv`` and ``trend-acties.csv`` (Dutch Excel) and its ledger.

One row is one theme, one theme with one stance, or one action, in one round for one audience; of
``trend-spiegel.csv`` staff beside partners. Dropped from the
count, never from the labels: duplicates, the report authors' own words, statements without content; the ledger
names them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence

import pandas as pd

from pipeline.core.codes import TONE_CHANGES, TREND_AUDIENCES, UNCORRECTED
from pipeline.core.corpus import Corpus, corpus_named
from pipeline.core.counting import NOT_COUNTED, TONE, why_not_counted
from pipeline.core.errors import InputError, guarded, unknown
from pipeline.core.ledger import Ledger
from pipeline.core.params import load_params
from pipeline.core.table import read_table, write_table
from pipeline.core.tables.labels import LABELS
from pipeline.core.tables.trend import TREND, TREND_ACTIONS, TREND_MIRROR, TREND_STANCES
from pipeline.trend.actions import action_trend
from pipeline.trend.order import rounds_in_order
from pipeline.trend.planning import Measured, Plan, left_unknown, measured, planned
from pipeline.trend.shares import trend_tables
from pipeline.trend.voices import weights

MOVED = (*TONE_CHANGES, "gestegen", "gedaald")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the stage for one corpus."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.stages.trend", description=__doc__.split("\n")[0])
    parser.add_argument("corpus", help="name of the folder under corpora/")
    arguments = parser.parse_args(argv)
    return guarded(lambda: run(arguments.corpus))


def run(name: str) -> None:
    """Count, compare, write."""
    corpus = Corpus(name)
    params = load_params().trend
    labels = read_table(corpus.reports / "labels.csv", LABELS).sort_values("statement_id", ignore_index=True)
    reasons = why_not_counted(labels)
    counted = labels[reasons == ""]
    rounds = rounds_in_order(labels, [(source.round, source.date) for source in corpus.config.sources])
    themes = {theme: label.label for theme, label in corpus.codebook.themes.items()}

    # Also what the coder takes for empty: the audit draws from it, and says which part is not.
    drawable = labels["set_aside"] == ""
    spoken = labels[drawable | (reasons == "duplicate")]
    weight = weights(spoken, params.mentioned_weights.model_dump(), count_duplicates=params.count_duplicates)
    trend, stances, mirror = trend_tables(labels[drawable], rounds, themes, params, weight[drawable[spoken.index]])
    titles = {str(number): action.title for number, action in corpus.actions.items()}
    answered = {str(number): action.themes for number, action in corpus.actions.items()}
    of_actions = action_trend(labels[drawable], rounds, titles, answered, params, weight[drawable[spoken.index]])
    ledger = Ledger.of(
        "trend",
        "statement",
        incoming=labels["statement_id"],
        kept=counted["statement_id"],
        dropped=dict(zip(labels["statement_id"][reasons != ""], reasons[reasons != ""], strict=True)),
        reasons=NOT_COUNTED,
    )

    path = corpus.reports / "trend.csv"
    write_table(path, trend, TREND)
    write_table(path.with_name("trend-oordelen.csv"), stances, TREND_STANCES)
    write_table(path.with_name("trend-spiegel.csv"), mirror, TREND_MIRROR)
    write_table(path.with_name("trend-acties.csv"), of_actions, TREND_ACTIONS)
    ledger.write(corpus.ledger("trend"))
    sys.stdout.write(
        f"trend {name}: {len(counted)} of {len(labels)} statements counted in {trend['ronde'].nunique()} rounds; "
        f"{shown(trend, stances)} → {path}\n"
    )


def shown(trend: pd.DataFrame, stances: pd.DataFrame) -> str:
    """How many themes were shown to change, of everyone together in the newest round, against both others.

    Parameters
    ----------
    trend, stances : the tables TREND and TREND_STANCES.
    """
    shares, tones = (
        frame[frame["doelgroep"] == "alle"].drop_duplicates("thema", keep="last")  # oldest first
        for frame in (trend, stances[stances["oordeel"] == TONE])
    )
    found = [
        f"since {since} {shares[verdict].isin(MOVED).sum()} in share"
        f" and {tones[verdict].isin(MOVED).sum()} in tone"
        for column, verdict in (("vorige_ronde", "verandering"), ("eerste_ronde", "sinds_eerste"))
        if (since := next(iter(shares[column]), ""))
    ]
    return f"themes shown to change: {', '.join(found)}" if found else "no earlier round to compare with"


def planned_round(name: str | None, theme: str, points: float, audience: str) -> str:
    """What a change of a theme by so many percentage points needs, as a text; the newest round is the measure.

    Parameters
    ----------
    name : of the corpus; None for the only one of params.yaml.
    theme : its id or Dutch name, in any case.
    """
    corpus, params = corpus_named(name), load_params()
    theme, audience = corpus.codebook.resolve("themes", theme, where="--theme"), audience.casefold()
    if audience not in TREND_AUDIENCES:
        raise unknown("audience", audience, TREND_AUDIENCES, where="--audience")
    path = corpus.reports / "trend.csv"
    rows = read_table(path, TREND)
    rows = rows[(rows["thema"] == theme) & (rows["doelgroep"] == audience)]
    if rows.empty:
        raise InputError(
            f"nobody spoke in any round ({audience})", where=str(path), todo="choose another --audience"
        )
    row = {str(column): str(cell) for column, cell in rows.iloc[-1].items()}
    labels = read_table(corpus.reports / "labels.csv", LABELS)
    seen = measured(row, left_unknown(labels, theme))
    plan = planned(seen, points / 100, len(corpus.codebook.themes), params.trend)
    return told(row, seen, plan, points)


def told(row: Mapping[str, str], seen: Measured, plan: Plan, points: float) -> str:
    """A plan as a text for an analyst."""
    share, low, high = (100 * float(row[name]) for name in ("aandeel", "ondergrens", "bovengrens"))
    now = f"{share:.1f}% (95% interval {low:.1f}–{high:.1f}, {row['methode']})"
    smallest = "Two rounds like it show no change: none of the audit of this round and audience came back coded."
    if plan.smallest is not None:
        smallest = f"Two rounds like it mostly show a change of {100 * plan.smallest:.0f} points or more."
    lines = [
        f"{row['thema']}, {row['doelgroep']}, round {row['ronde']}: {now}",
        f"of {seen.statements} statements, {seen.audited} audited.",
        smallest,
        f"A change of {points:g} points needs, in each of the two rounds:",
        "",
        "  statements   audited",
        *(f"  {need.statements:10d} {need.audited:9d}" for need in plan.choices),
        "",
    ]
    if plan.now:
        lines.append(f"With {plan.now.statements} statements: {plan.now.audited} audited.")
    else:
        lines.append(f"With {seen.statements} statements no audit is large enough, not even of all of them.")
    if row["methode"] == UNCORRECTED:
        lines.append("Too few were audited to know how well the coder does; here it is taken to be no help.")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
