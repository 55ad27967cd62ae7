"""What moved since an earlier round, as the trend's own verdicts have it: shares and tones, theme by theme."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pipeline.core.codes import FEW, OTHER_AUDIENCE
from pipeline.report.findings.held_back import was_held_back
from pipeline.report.findings.sentences import (
    HEARD,
    MOST_POINTS,
    TONES,
    Facts,
    Finding,
    SinceRound,
    bold,
    gap,
    listed,
    say,
)
from pipeline.report.view.over_rounds import Splits
from pipeline.report.view.themes import BETTER, CHANGED, ThemeRow, ThenAndNow, seems, when

SEEMS = {1: "lijkt_stijgen", -1: "lijkt_dalen"}
Change = tuple[str, str]  # theme and verdict


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


def changed(facts: Facts, course: SinceRound, told: Collection[Change] = ()) -> list[ChangedTheme]:
    """The themes that were shown to change and are not weak, the largest difference first.

    Parameters
    ----------
    told : what was told already, and is not told again.
    """
    past = {row.theme: row for row in course.past}
    tones = {
        move.theme: move
        for move in course.tones
        if move.shown
        and (move.theme, move.verdict) not in told
        and facts.sure(move.now, *TONES)
        and facts.sure(move.before, *TONES)
    }
    found = []
    for row in facts.newest:
        verdict, tone = course.span(row).verdict, tones.get(row.theme)
        share = verdict if verdict in CHANGED and (row.theme, verdict) not in told else ""
        if row.theme in past and (share or tone) and facts.sure(row) and facts.sure(past[row.theme]):
            found.append(ChangedTheme(past[row.theme], row, share, tone))
    return sorted(found, key=lambda one: -one.size)


def changes(facts: Facts) -> list[Finding]:
    """What moved since the round before, then what moved since the first and was not told yet."""
    if not facts.recent.past:
        return []
    lately = changed(facts, facts.recent)
    earlier = changed(facts, facts.whole, {change for one in lately for change in one.changes})
    found = [
        _told("verandering", lately, facts.recent, facts) if lately else _nothing_shown(facts, told=bool(earlier))
    ]
    return [*found, _told("sinds_eerste", earlier, facts.whole, facts)] if earlier else found


def _told(rule: str, found: Sequence[ChangedTheme], course: SinceRound, facts: Facts) -> Finding:
    words, likeness = facts.texts["verandering"], facts.texts["ongelijk_toon"]
    now, before = found[0].now.round, course.past[0].round
    tones = [one.tone for one in found if one.tone]
    alike = (tones[0].comparison if tones else course.span(found[0].now)).comparability
    asked = next((splits for splits in facts.splits if splits.since == before), None)
    holds = (
        alike == OTHER_AUDIENCE and asked and all(asked.holds(*change) for one in found for change in one.changes)
    )
    how = "" if holds else facts.unlike(before, now, alike)
    why = [say(words["redelijk"]), *[say(words["blijft"])] * bool(holds)]
    if how:
        why.append(say(words["anders"], ongelijk=how))
        if alike in likeness and any(tone.verdict == BETTER for tone in tones):
            why.append(say(likeness[alike]))
    if len(found) > MOST_POINTS:
        why.append(say(words["meer"]))
    sentence = say(words["zin_ongelijk" if how else "zin"], ronde=when(now), vorige=when(before))
    points = (_point(one, facts, asked) for one in found[:MOST_POINTS])
    return facts.finding(rule, [sentence], "aanwijzing" if how else "redelijk", why, points)


def _point(one: ChangedTheme, facts: Facts, asked: Splits | None) -> Markup:
    """One theme: what changed of it, whether that is no more than other people, and which action answers it."""
    texts, parts = facts.texts, []
    if one.share:
        words = texts["aandeel_bewoog"][one.share]
        parts.append(say(words, aandeel_toen=one.before.share, aandeel_nu=one.now.share))
    if one.tone:
        counts = {
            f"{name}_{moment}": facts.heard.told(row, stance)
            for name, stance in HEARD.items()
            for moment, row in (("toen", one.before), ("nu", one.now))
        }
        moved = facts.heard.moved(one.before, one.now, one.tone.verdict)
        parts.append(say(facts.words("toon_bewoog")[moved], **counts))
    point = say(texts["verandering"]["punt"], naam=bold(one.now.name), wat=listed(parts))
    if asked and any(asked.only_other_people(*change) for change in one.changes):
        point += Markup(" ") + say(texts["verandering"]["andere_mensen"])
    return point + facts.answer(one.now.theme)


def _nothing_shown(facts: Facts, *, told: bool) -> Finding:
    """That nothing was shown to move, and what seems to; ``told`` when a finding follows on the first round."""
    words, rows, now = facts.texts["verandering"], facts.newest, facts.newest[0].round
    few = all(row.previous.verdict == FEW for row in rows)
    both = bool(facts.whole.past) and not told
    course = facts.whole if both else facts.recent
    before, past = facts.recent.past[0], {row.theme: row for row in course.past}
    key = "te_weinig" if few else "geen_sinds" if both else "geen"
    first = when(course.past[0].round)
    sentences = [say(words[key], ronde=when(now), vorige=when(before.round), eerste=first)]
    sampled = before.by_sample or rows[0].by_sample
    toen, nu = (row.coded if sampled else row.denominator for row in (before, rows[0]))
    reason = "te_weinig_onbekend" if few else "geen_onbekend_steekproef" if sampled else "geen_onbekend"
    why = [say(words[reason], toen=toen, nu=nu)]
    known = (row for row in rows if row.theme in past and facts.sure(row) and facts.sure(past[row.theme]))
    seeming = [row for row in known if seems(course.span(row)) and not was_held_back(facts, course.span(row))]
    if seeming:
        row = max(seeming, key=lambda row: gap(row, past[row.theme]))
        span = course.span(row)
        shares = {"aandeel_toen": past[row.theme].share, "aandeel_nu": row.share}
        sentences.append(say(words[SEEMS[seems(span)]], naam=bold(row.name), sinds=when(span.since), **shares))
        if how := facts.unlike(span.since, now, span.comparability):
            why.append(say(words["anders"], ongelijk=how))
    return facts.finding("verandering", sentences, "onbekend", why)
