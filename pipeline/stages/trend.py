"""Stage trend: counts each theme per round and audience, with intervals, and compares rounds.

Reads   reports/<corpus>/labels.csv, corpora/<corpus>/corpus.yaml (dates of the rounds) and actions.yaml,
        corpora/codebook.yaml.
Writes  reports/<corpus>/trend.csv, trend-oordelen.csv, trend-spiegel.csv, trend-rondes.csv, trend-acties.csv,
        trend-samenstelling.csv and trend-campagnes.csv (Dutch Excel), trend-plot.csv (shares for DVC to draw) and
        ledgers/trend.json.

One row is one theme, one theme with one stance, or one action, in one round for one audience; in trend-spiegel.csv
one theme of staff beside partners, in trend-rondes.csv over all rounds, in trend-samenstelling.csv at the mix of
groups of other rounds, in trend-campagnes.csv one text that was sent often. Left out of the count, never of the
labels: duplicates, the report authors' own words, statements without content; the ledger names them.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pandas as pd
from threadpoolctl import threadpool_limits

from pipeline.core import tables as shapes
from pipeline.core.codes import TONE_CHANGES
from pipeline.core.comparison import FIRST, PREVIOUS
from pipeline.core.corpus import Action, Corpus
from pipeline.core.counting import NET_SENTIMENT, NOT_COUNTED, Ledger, why_not_counted
from pipeline.core.delimited import plain_csv
from pipeline.core.errors import several
from pipeline.core.parallel import cores, each
from pipeline.core.params import Trend, load_params
from pipeline.core.parts.columns import read_columns
from pipeline.core.parts.streams import ROWS
from pipeline.core.stage import Outputs, corpus_stage
from pipeline.core.tables import Table, tables_bytes
from pipeline.trend.annotated_sample import weights
from pipeline.trend.letters.campaigns import campaigns
from pipeline.trend.letters.copies import COPY_OF, WORDS, copies, counted_once, in_words
from pipeline.trend.order import DatedRound, rounds_in_order
from pipeline.trend.returning import recurring_codes, told_apart
from pipeline.trend.shares import action_trend, trend_tables

# Columns of LABELS that count.
NEEDED = (
    *("kind", "round", "mentioned", "duplicate_of", "respondent", "audience", "organisation", "question", "date"),
    *("set_aside", "stance", "themes", "themes_status", "predicted_stance", "predicted_themes"),
    *("predicted_themes_status", "reviewer", "audit", "audit_probability", "text"),
)
PLOT = {"thema_naam": "theme", "ronde": "round", "aandeel": "share", "ondergrens": "low", "bovengrens": "high"}
Tables: TypeAlias = dict[str, tuple[pd.DataFrame, Table]]  # rows and their kind, by the name of their file
SHOWN = (*TONE_CHANGES, "gestegen", "gedaald")


class _Counted(NamedTuple):
    """What every table is made of.

    Attributes
    ----------
    statements : rows of LABELS that count, or would if they had content, with WORDS and COPY_OF.
    weight : for how many each of them counts.
    """

    statements: pd.DataFrame
    rounds: Sequence[DatedRound]
    themes: Mapping[str, str]
    actions: Mapping[int, Action]
    params: Trend
    weight: pd.Series


def _of_themes(own: _Counted) -> Tables:
    made = trend_tables(own.statements, own.rounds, own.themes, own.params, own.weight)
    return {
        "trend.csv": (made.themes, shapes.TREND),
        "trend-oordelen.csv": (made.stances, shapes.TREND_STANCES),
        "trend-spiegel.csv": (made.staff_vs_partners, shapes.TREND_MIRROR),
        "trend-rondes.csv": (made.rounds, shapes.TREND_ROUNDS),
        "trend-samenstelling.csv": (made.composition, shapes.TREND_COMPOSITION),
    }


def _of_actions(own: _Counted) -> Tables:
    made = action_trend(own.statements, own.rounds, own.actions, own.params, own.weight)
    return {"trend-acties.csv": (made, shapes.TREND_ACTIONS)}


def _of_letters(own: _Counted) -> Tables:
    made = campaigns(own.statements, [moment.name for moment in own.rounds], own.params)
    return {"trend-campagnes.csv": (made, shapes.TREND_CAMPAIGNS)}


def _made(own: _Counted, make: Callable[[_Counted], Tables]) -> Tables:
    # One thread: products of arrays this small take a hundred times as long where threads wait for each other, and
    # their last digit would hang on the number of cores.
    with threadpool_limits(limits=1, user_api="blas"):
        return make(own)


def counted(corpus: Corpus, labels: pd.DataFrame) -> _Counted:
    """What counts, from rows of LABELS by statement_id; their texts are taken from them."""
    params, texts = load_params().trend, labels.pop("text")
    # Also what the coder takes for empty: the audit draws from it, and says which part is not.
    drawable = labels["set_aside"] == ""
    spoken = labels[drawable | (why_not_counted(labels) == "duplicate")]
    weight = weights(spoken, params.mentioned_weights.model_dump(), count_duplicates=params.count_duplicates)
    weight = weight[drawable[spoken.index]]
    respondents = told_apart(labels, same_codes=corpus.config.same_codes)
    rounds = rounds_in_order(labels, [(source.round, source.date) for source in corpus.config.sources])
    statements, texts = labels[drawable], texts[drawable]
    words = in_words(texts)
    of_letter = copies(words)
    texts = texts.where(of_letter != "").cat.remove_unused_categories()  # of others only the words are asked
    own = {WORDS: words.cat.codes, COPY_OF: of_letter, "text": texts, "respondent": respondents[drawable]}
    statements = statements.assign(**own)
    if not params.count_copies:
        weight = counted_once(weight, statements)
    themes = {theme: label.label for theme, label in corpus.codebook.themes.items()}
    return _Counted(statements, rounds, themes, corpus.actions, params, weight)


def tables_of(own: _Counted) -> Tables:
    """Every table, in processes beside each other where there is much to count."""
    makers = [_of_themes, _of_actions, _of_letters]
    processes = cores() if len(own.statements) > ROWS else 1  # fewer are counted before processes have begun
    return dict(chain(*(made.items() for made in each(makers, _made, own, processes=processes))))


def changes_shown(trend: pd.DataFrame, stances: pd.DataFrame) -> str:
    """How many themes were shown to change, of everyone together in the newest round, since each earlier round;
    from the tables TREND and TREND_STANCES.
    """
    shares, sentiments = (
        frame[frame["doelgroep"] == "alle"].drop_duplicates("thema", keep="last")  # oldest first
        for frame in (trend, stances[stances["oordeel"] == NET_SENTIMENT])
    )
    parts = [
        f"since {since} {shares[columns['verdict']].isin(SHOWN).sum()} in share"
        f" and {sentiments[columns['verdict']].isin(SHOWN).sum()} in tone"
        for columns in (PREVIOUS, FIRST)
        if (since := next(iter(shares[columns["since"]]), ""))
    ]
    return f"themes shown to change: {', '.join(parts)}" if parts else "no earlier round to compare with"


def unsaid(corpus: Corpus, labels: pd.DataFrame) -> str:
    """What corpus.yaml could say of respondents whose codes recur; "" when none does, or it does."""
    recurring = 0 if "same_codes" in corpus.config.model_fields_set else recurring_codes(labels)
    return (
        f"; {several(recurring, 'code')} of respondents in more than one round: same_codes in"
        f" {corpus.folder / 'corpus.yaml'} says whether a code is one person"
    ) * bool(recurring)


def read_labels(path: Path) -> pd.DataFrame:
    """The columns that count, by statement_id; chances only where people say how right they are."""
    labels = read_columns(path, shapes.LABELS, NEEDED, ["statement_id"])
    chances = pd.Series([""] * len(labels), dtype="category")
    if (labels["audit"] == "ja").any():
        chances = read_columns(path, shapes.LABELS, ["theme_chances"], ())["theme_chances"]
    labels = labels.assign(theme_chances=chances)
    ids = labels["statement_id"]
    return labels if ids.is_monotonic_increasing else labels.sort_values("statement_id", ignore_index=True)


def run(corpus: Corpus) -> Outputs:
    """Count and compare for one corpus."""
    labels = read_labels(corpus.reports / "labels.csv")
    ids, reasons = (column.to_numpy().tolist() for column in (labels["statement_id"], why_not_counted(labels)))
    ledger = Ledger.of_statements("trend", ids, reasons, NOT_COUNTED)
    n_kept, account, of_codes = len(ledger.kept), ledger.as_bytes(), unsaid(corpus, labels)
    own, number = counted(corpus, labels), len(labels)
    del labels, ids, reasons, ledger  # a hundred bytes a row that count no more
    tables = tables_of(own)
    trend, stances = tables["trend.csv"][0], tables["trend-oordelen.csv"][0]
    # The shares of everyone together for DVC to draw; without shares, no rows.
    everyone = trend[(trend["doelgroep"] == "alle") & (trend["aandeel"] != "")]
    return Outputs(
        {
            **tables_bytes(corpus.reports, tables),
            corpus.reports / "trend-plot.csv": plain_csv(everyone[[*PLOT]].rename(columns=PLOT)).encode(),
            corpus.ledger("trend"): account,
        },
        f"{n_kept} of {number} statements counted in {trend['ronde'].nunique()} rounds; "
        f"{changes_shown(trend, stances)}{of_codes} → {corpus.reports / 'trend.csv'}",
    )


main = corpus_stage(run)
