"""What moved over the rounds, as the trend's own verdicts have it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup

from pipeline.reporting.figures import Figure
from pipeline.reporting.moves import BETTER, WORSE, Move
from pipeline.reporting.sentences import Finding, Texts, bold, gap, largest_first, say, unlike
from pipeline.reporting.themes import CHANGED, Span, ThemeRow, when

SEEMS = {1: "lijkt_stijgen", -1: "lijkt_dalen"}


def change(
    rows: Sequence[ThemeRow],
    before: Sequence[ThemeRow],
    first: Sequence[ThemeRow],
    kinds: Mapping[str, str],
    texts: Texts,
) -> Finding | None:
    """What moved since the first round, else since the one before; a slow change shows in the first only.

    Parameters
    ----------
    rows : themes of the newest round.
    before, first : the same of the previous and the first round; empty when there is none, or the
        first is the previous.
    kinds : round to what it comes from, in words.
    """
    if not before:
        return None
    words = texts["verandering"]
    spans: list[tuple[Sequence[ThemeRow], Callable[[ThemeRow], Span]]] = [
        (first, lambda row: row.first),
        (before, lambda row: row.previous),
    ]
    sentences, warnings, said = [], [], set()
    for earlier, span in spans:
        past = {row.theme: row for row in earlier}
        for verdict in CHANGED:
            group = [
                row
                for row in rows
                if row.theme in past and span(row).verdict == verdict and (row.theme, verdict) not in said
            ]
            if group:
                said |= {(row.theme, verdict) for row in group}
                names = [(gap(row, past[row.theme]), _moved(row, past[row.theme], words)) for row in group]
                since = {"ronde": when(rows[0].round), "vorige": when(earlier[0].round)}
                sentences.append(say(words[verdict], **since, themas=largest_first(names, texts)))
                warnings.append(_warning(span(group[0]), rows[0].round, kinds, texts))
    if sentences:
        why = [say(words["redelijk"]), *dict.fromkeys(warning for warning in warnings if warning)]
        return _finding(sentences, texts["zekerheid"]["redelijk"], why)
    return _nothing_shown(rows, before, first, kinds, texts)


def tone_change(
    tones: Sequence[Move], newest: Sequence[ThemeRow], kinds: Mapping[str, str], texts: Texts
) -> Finding | None:
    """Of which themes the tone was shown to change; None when of none.

    Parameters
    ----------
    tones : how the tone of each theme moved since one earlier round.
    newest : themes of the newest round, for the counts of today.
    """
    words = texts["toonverandering"]
    today = {row.theme: row.stances for row in newest}
    sentences = []
    for verdict, turned in ((BETTER, True), (BETTER, False), (WORSE, True), (WORSE, False)):
        group = [move for move in tones if move.verdict == verdict and move.turned == turned]
        if group:
            names = [(abs(float(move.difference)), _heard(move, today, words)) for move in group]
            rounds = {"ronde": when(group[0].now.round), "vorige": when(group[0].before.round)}
            sentence = words[f"omslag_{verdict}" if turned else verdict]
            sentences.append(say(sentence, **rounds, themas=largest_first(names, texts)))
    if not sentences:
        return None
    why = [
        say(texts["verandering"]["redelijk"]),
        _unlike(tones[0].before.round, tones[0].now.round, tones[0].alike, kinds, texts),
    ]
    certainty = texts["zekerheid"]["redelijk"]
    return Finding(
        "toonverandering", Markup(" ").join(sentences), certainty, Markup(" ").join(filter(None, why)), "verloop"
    )


def _heard(move: Move, today: Mapping[str, Mapping[str, Figure]], words: Mapping[str, str]) -> Markup:
    stances = today[move.theme]
    return say(words["een"], naam=bold(move.name), waardering=stances["behouden"], knelpunten=stances["knelpunt"])


def _nothing_shown(
    rows: Sequence[ThemeRow],
    before: Sequence[ThemeRow],
    first: Sequence[ThemeRow],
    kinds: Mapping[str, str],
    texts: Texts,
) -> Finding:
    words = texts["verandering"]
    few = all(row.previous.verdict == "te weinig gegevens" for row in rows)
    told = "te_weinig" if few else "geen_sinds" if first else "geen"
    names = {"ronde": when(rows[0].round), "vorige": when(before[0].round)}
    if first:
        names["eerste"] = when(first[0].round)
    sentences = [say(words[told], **names)]
    sizes = {"noemer_toen": before[0].denominator, "noemer_nu": rows[0].denominator}
    why = [say(words["te_weinig_onbekend" if few else "geen_onbekend"], **sizes)]
    past = {row.theme: row for row in first or before}
    moves = [
        (gap(row, past[row.theme]), row, row.first if first else row.previous)
        for row in rows
        if row.theme in past and (row.first if first else row.previous).seems
    ]
    if moves:
        _, row, span = max(moves, key=lambda move: move[0])
        shares = {"aandeel_toen": past[row.theme].share, "aandeel_nu": row.share}
        sentences.append(say(words[SEEMS[span.seems]], naam=bold(row.name), sinds=when(span.since), **shares))
        if warning := _warning(span, row.round, kinds, texts):
            why.append(warning)
    return _finding(sentences, texts["zekerheid"]["onbekend"], why)


def _finding(sentences: Sequence[Markup], certainty: str, why: Sequence[Markup]) -> Finding:
    return Finding("verandering", Markup(" ").join(sentences), certainty, Markup(" ").join(why), "verloop")


def _warning(span: Span, now: str, kinds: Mapping[str, str], texts: Texts) -> Markup:
    return _unlike(span.since, now, span.alike, kinds, texts)


def _unlike(before: str, now: str, alike: str, kinds: Mapping[str, str], texts: Texts) -> Markup:
    how = unlike(before, now, alike, kinds, texts["ongelijk"])
    return say(texts["verandering"]["anders"], ongelijk=how) if how else Markup()


def _moved(row: ThemeRow, past: ThemeRow, words: Mapping[str, str]) -> Markup:
    return say(words["een"], naam=bold(row.name), aandeel_toen=past.share, aandeel_nu=row.share)
