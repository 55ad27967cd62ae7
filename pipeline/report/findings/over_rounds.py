"""What only all rounds together show, and what only shows once the same groups are compared."""

from collections.abc import Collection

from markupsafe import Markup

from pipeline.report.findings.changes import Change
from pipeline.report.findings.sentences import MOST_POINTS, TONES, Facts, Finding, bold, say
from pipeline.report.view.over_rounds import Split, ThemeCourse
from pipeline.report.view.themes import when

ALIKE = ("", "gelijk")


def over_rounds(facts: Facts, told: Collection[Change]) -> Finding | None:
    """The movements over all rounds that no comparison of two rounds told; ``told``: what they did tell."""
    found = [
        one for one in facts.courses if one.shown and (one.theme, one.verdict) not in told and _sure(facts, one)
    ]
    if not found:
        return None
    words, first = facts.texts["alle_rondes"], found[0]
    sentence = say(words["zin"], rondes=first.rounds, eerste=when(first.first), laatste=when(first.last))
    unlike = any(one.comparability not in ALIKE for one in found)
    why = [
        say(words["redelijk"]),
        *[say(words["anders"])] * unlike,
        *[say(words["meer"])] * (len(found) > MOST_POINTS),
    ]
    points = []
    for one in found[:MOST_POINTS]:
        told_so = say(words[one.verdict], naam=bold(one.name), punten=one.slope.text.lstrip("+−"))
        only = [say(facts.texts["verandering"]["andere_mensen"])] * one.only_other_people
        points.append(Markup(" ").join([told_so, *only]) + facts.answer(one.theme))
    return facts.finding("alle_rondes", [sentence], "aanwijzing" if unlike else "redelijk", why, points)


def other_opinion(facts: Facts, told: Collection[Change]) -> Finding | None:
    """The changes that show only once the same groups are compared; ``told`` as above."""
    shown = [(splits, one) for splits in facts.splits for one in splits.rows if one.shown]
    found = {
        (one.theme, one.verdict): (splits, one)
        for splits, one in shown
        if (one.theme, one.verdict) not in told and _sure(facts, one)
    }
    if not found:
        return None
    words = facts.texts["andere_mening"]
    (splits, _), *_ = found.values()
    unlike = any(one.comparison.comparability not in ALIKE for _, one in found.values())
    sentence = say(words["zin"], ronde=when(splits.round), vorige=when(splits.since))
    points = [
        say(words[one.verdict], naam=bold(one.name)) + facts.answer(one.theme)
        for of, one in found.values()
        if of is splits
    ]
    why = [say(words["redelijk"]), *[say(words["anders"])] * unlike]
    return facts.finding(
        "andere_mening", [sentence], "aanwijzing" if unlike else "redelijk", why, points[:MOST_POINTS]
    )


def _sure(facts: Facts, row: ThemeCourse | Split) -> bool:
    """Whether enough labels are right of a theme, or of the stances of its tone, in every round."""
    labels = [("stance", stance) for stance in TONES] if row.stance else []
    return not any(label in [("themes", row.theme), *labels] and who == "alle" for label, _, who in facts.weak)
