"""What seems to move only because a text was sent often, and is no change once each text counts once.

With ``trend.count_copies`` a form letter counts as often as it was sent. The trend holds back a change that does
not show with each text counted once (:mod:`pipeline.trend.by_text`), and leaves what it rests on: the chance of it
by accident, and an interval on one side of nought. So a reader is told what became of it.
"""

from collections.abc import Iterator

from markupsafe import Markup

from pipeline.core.codes import NONE_SHOWN
from pipeline.core.comparison import Comparison
from pipeline.report.findings.sentences import MOST_POINTS, TONES, Facts, Finding, SinceRound, bold, say
from pipeline.report.view.themes import ThemeRow, ThenAndNow, when


def was_held_back(facts: Facts, found: Comparison) -> bool:
    """Whether a comparison would have been a change, had each text not been counted once as well."""
    choices = facts.choices
    if not choices.count_copies or found.verdict != NONE_SHOWN or not (found.p_corrected and found.low):
        return False
    one_side = float(found.low) > 0 or float(found.high) < 0
    return one_side and float(found.p_corrected) <= choices.false_discovery_rate


def held_back(facts: Facts) -> Finding | None:
    """The themes of which that is so, since the round before or else since the first."""
    points: dict[str, Markup] = {}
    for course in (facts.recent, facts.whole):
        for row, point in _points(facts, course):
            points.setdefault(row.theme, point)
    if not points:
        return None
    words = facts.texts["tegengehouden"]
    listed = [*points.values()][:MOST_POINTS]
    why = [say(words["waarom"]), *[say(facts.texts["verandering"]["meer"])] * (len(points) > MOST_POINTS)]
    return facts.finding("tegengehouden", [say(words["zin"])], "telling", why, listed)


def _points(facts: Facts, course: SinceRound) -> Iterator[tuple[ThemeRow, Markup]]:
    past = {row.theme: row for row in course.past}
    tones = {move.theme: move for move in course.tones}
    for row in facts.newest:
        before, tone = past.get(row.theme), tones.get(row.theme)
        if before is None or not (facts.sure(row) and facts.sure(before)):
            continue
        if was_held_back(facts, course.span(row)):
            rose = float(course.span(row).difference) > 0
            words = facts.texts["aandeel_bewoog"]["gestegen" if rose else "gedaald"]
            moved = say(words, aandeel_toen=before.share, aandeel_nu=row.share)
            yield row, _point(facts, row, before, moved, row if rose else before)
        elif tone and _tone_was(facts, tone):
            better = float(tone.difference) > 0
            moved = say(facts.texts["tegengehouden"]["positiever" if better else "negatiever"])
            yield row, _point(facts, row, before, moved, row)


def _tone_was(facts: Facts, tone: ThenAndNow) -> bool:
    sure = facts.sure(tone.now, *TONES) and facts.sure(tone.before, *TONES)
    return sure and was_held_back(facts, tone.comparison)


def _point(facts: Facts, row: ThemeRow, before: ThemeRow, moved: Markup, sent: ThemeRow) -> Markup:
    """What seems to have moved since when, and how often the text on it was sent that was sent most in a round."""
    words = facts.texts["tegengehouden"]
    point = say(words["punt"], naam=bold(row.name), wat=moved, sinds=when(before.round))
    letters = [one for one in facts.campaigns if one.round == sent.round and row.name in one.themes]
    if letters:
        votes = max(letters, key=lambda one: int(one.votes)).votes
        point += Markup(" ") + say(words["brief"], ronde=when(sent.round), stemmen=votes)
    return point
