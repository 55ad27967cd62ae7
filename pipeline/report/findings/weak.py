"""What findings leave out as too much of it is wrong, why, and what it would need."""

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from pipeline.report.findings.sentences import Facts, Finding, bold, listed, say
from pipeline.report.view.figures import dutch_number

LEFT_OUT = "weggelaten"


def without_weak(facts: Facts, found: Sequence[Finding], every: Sequence[Finding]) -> list[Finding]:
    """The findings, each with what it leaves out; last why. ``every``: what they would be if nothing were weak."""
    words, enough = facts.texts[LEFT_OUT], facts.choices
    names = {("themes", row.theme): bold(row.name) for row in facts.newest}
    names |= {("stance", stance): bold(name) for stance, name in facts.texts["weggelaten_oordeel"].items()}
    weak = {label: given for (label, *_), given in facts.weak.items() if label in names}
    gone = {label for label in weak if not facts.sure(facts.newest[0], label[1])}
    said = {finding.rule: finding for finding in found}
    for finding in every:
        told = said.get(finding.rule)
        named = _text(finding) + _text(
            every[0] if finding.rule == "toon" else None
        )  # it leaves out what that said
        missing = [one for one in names if one in weak and names[one] in named and names[one] not in _text(told)]
        gone.update(missing)
        if told and missing:
            note = say(words["zonder"], labels=listed([names[one] for one in missing]))
            said[finding.rule] = replace(told, sentence=Markup(" ").join([note, told.sentence]))
    points = []
    for label in (one for one in names if one in gone):
        checked, precision = weak[label]
        key = "fout" if int(checked) >= enough.min_checked else "onbekend"
        needed = {"nodig": dutch_number(str(enough.min_precision), "procent"), "minimum": enough.min_checked}
        points.append(say(words[key], naam=names[label], n=checked, goed=precision, **needed))
    last = facts.finding(LEFT_OUT, [say(words["zin"])], "onbekend", [say(words["doen"])], points)
    return [*said.values(), *[last] * bool(points)]


def _text(finding: Finding | None) -> Markup:
    return Markup(" ").join([finding.sentence, *finding.points]) if finding else Markup()
