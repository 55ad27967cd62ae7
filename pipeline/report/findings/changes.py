"""What moved since an earlier round, as the trend's own verdicts have it: shares and tones, theme by theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pipeline.core.codes import FEW
from pipeline.core.comparison import Comparison
from pipeline.report.findings.sentences import Finding, Texts, answer, bold, gap, listed, say, unlike
from pipeline.report.view.moves import BETTER, ThenAndNow, heard
from pipeline.report.view.themes import CHANGED, ThemeRow, seems, when

SEEMS = {1: "lijkt_stijgen", -1: "lijkt_dalen"}
MOST_POINTS = 4  # themes that a finding lists; more are not remembered
Change = tuple[str, str]  # theme and verdict


@dataclass(frozen=True)
class SinceRound:
    """The newest round against one earlier round.

    Attributes
    ----------
    past : themes of the earlier round; empty when there is none.
    tones : how the tone of each theme moved since.
    first : whether the earlier round is the first, and another than the one before.
    """

    past: Sequence[ThemeRow]
    tones: Sequence[ThenAndNow]
    first: bool = False

    def span(self, row: ThemeRow) -> Comparison:
        """How the share of a theme moved since."""
        return row.first if self.first else row.previous


@dataclass(frozen=True)
class ChangedTheme:
    """One theme of which the share, the tone or both were shown to change.

    Attributes
    ----------
    share : ``gestegen`` or ``gedaald``; "" when the share was not shown to change.
    tone : how the tone moved; None when it was not shown to.
    """

    before: ThemeRow
    now: ThemeRow
    share: str
    tone: ThenAndNow | None

    @property
    def size(self) -> float:
        """The larger of both differences, 0–2."""
        return max(
            gap(self.now, self.before) if self.share else 0.0,
            abs(float(self.tone.difference)) if self.tone else 0.0,
        )

    @property
    def changes(self) -> set[Change]:
        """The theme with each verdict."""
        verdicts = (self.share, self.tone.verdict if self.tone else "")
        return {(self.now.theme, verdict) for verdict in verdicts if verdict}


def changed(rows: Sequence[ThemeRow], course: SinceRound, said: set[Change] | None = None) -> list[ChangedTheme]:
    """The themes that were shown to change, the largest difference first.

    Parameters
    ----------
    rows : themes of the newest round.
    said : what was told already, and is not told again.
    """
    past = {row.theme: row for row in course.past}
    tones = {move.theme: move for move in course.tones if move.shown}
    told = said or set()
    found = []
    for row in rows:
        if row.theme not in past:
            continue
        verdict, tone = course.span(row).verdict, tones.get(row.theme)
        share = verdict if verdict in CHANGED and (row.theme, verdict) not in told else ""
        if tone and (row.theme, tone.verdict) in told:
            tone = None
        if share or tone:
            found.append(ChangedTheme(past[row.theme], row, share, tone))
    return sorted(found, key=lambda one: -one.size)


def changes(
    rows: Sequence[ThemeRow],
    recent: SinceRound,
    whole: SinceRound,
    kinds: Mapping[str, str],
    answers: Mapping[str, Sequence[str]] | None,
    texts: Texts,
) -> list[Finding]:
    """What moved since the round before, then what moved since the first and was not told yet.

    Parameters
    ----------
    rows : themes of the newest round.
    recent, whole : against the round before, and against the first when that is another.
    kinds : round to what it comes from, in words.
    answers : theme to the numbers of its actions; None without actions.
    """
    if not recent.past:
        return []
    lately = changed(rows, recent)
    said = {change for one in lately for change in one.changes}
    earlier = changed(rows, whole, said) if whole.past else []
    found = []
    if lately:
        found.append(_told("verandering", lately, recent, kinds, answers, texts))
    else:
        found.append(_nothing_shown(rows, recent, whole, bool(earlier), kinds, texts))
    if earlier:
        found.append(_told("sinds_eerste", earlier, whole, kinds, answers, texts))
    return found


def _told(
    rule: str,
    found: Sequence[ChangedTheme],
    course: SinceRound,
    kinds: Mapping[str, str],
    answers: Mapping[str, Sequence[str]] | None,
    texts: Texts,
) -> Finding:
    words = texts["verandering"]
    now, before = found[0].now.round, course.past[0].round
    alike = next(
        (one.tone.comparison.comparability for one in found if one.tone), course.span(found[0].now).comparability
    )
    how = unlike(before, now, alike, kinds, texts["ongelijk"])
    names = {"ronde": when(now), "vorige": when(before)}
    why = [say(words["redelijk"])]
    if how:
        why.append(say(words["anders"], ongelijk=how))
        if any(one.tone and one.tone.verdict == BETTER for one in found):
            why += [say(texts["ongelijk_toon"][alike])] if alike in texts["ongelijk_toon"] else []
    if len(found) > MOST_POINTS:
        why.append(say(words["meer"]))
    return Finding(
        rule,
        say(words["zin_ongelijk" if how else "zin"], **names),
        texts["zekerheid"]["aanwijzing" if how else "redelijk"],
        Markup(" ").join(why),
        "verloop",
        tuple(_point(one, answers, texts) for one in found[:MOST_POINTS]),
    )


def _point(one: ChangedTheme, answers: Mapping[str, Sequence[str]] | None, texts: Texts) -> Markup:
    """One theme: what changed of it, and which action answers it."""
    parts = []
    if one.share:
        shares = {"aandeel_toen": one.before.share, "aandeel_nu": one.now.share}
        parts.append(say(texts["aandeel_bewoog"][one.share], **shares))
    if one.tone:
        parts.append(
            say(
                texts["toon_bewoog"][heard(one.before, one.now, one.tone.verdict)],
                knelpunt_toen=one.before.stances["knelpunt"],
                knelpunt_nu=one.now.stances["knelpunt"],
                waardering_toen=one.before.stances["behouden"],
                waardering_nu=one.now.stances["behouden"],
            )
        )
    point = say(texts["verandering"]["punt"], naam=bold(one.now.name), wat=listed(parts))
    return point + answer(one.now.theme, answers, texts["antwoord"])


def _nothing_shown(
    rows: Sequence[ThemeRow],
    recent: SinceRound,
    whole: SinceRound,
    later_told: bool,
    kinds: Mapping[str, str],
    texts: Texts,
) -> Finding:
    words = texts["verandering"]
    before, past = recent.past[0], {row.theme: row for row in recent.past}
    few = all(row.previous.verdict == FEW for row in rows)
    both = bool(whole.past) and not later_told
    names = {"ronde": when(rows[0].round), "vorige": when(before.round)}
    if both:
        names["eerste"] = when(whole.past[0].round)
    told = "te_weinig" if few else "geen_sinds" if both else "geen"
    sentences = [say(words[told], **names)]
    sizes = {"noemer_toen": before.denominator, "noemer_nu": rows[0].denominator}
    why = [say(words["te_weinig_onbekend" if few else "geen_onbekend"], **sizes)]
    course = whole if both else recent
    past = {row.theme: row for row in course.past}
    seeming = [row for row in rows if row.theme in past and seems(course.span(row))]
    if seeming:
        row = max(seeming, key=lambda row: gap(row, past[row.theme]))
        span = course.span(row)
        shares = {"aandeel_toen": past[row.theme].share, "aandeel_nu": row.share}
        sentences.append(say(words[SEEMS[seems(span)]], naam=bold(row.name), sinds=when(span.since), **shares))
        if how := unlike(span.since, row.round, span.comparability, kinds, texts["ongelijk"]):
            why.append(say(words["anders"], ongelijk=how))
    certainty = texts["zekerheid"]["onbekend"]
    return Finding("verandering", Markup(" ").join(sentences), certainty, Markup(" ").join(why), "verloop")
