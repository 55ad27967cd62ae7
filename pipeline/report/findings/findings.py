"""Up to five findings in sentences, made by rule from the figures.

Each rule gives one finding or none. The sentences are in ``findings.yaml``; what may be said
is decided here: "most" only of what is most, a difference only where intervals do not touch,
equals are always named together, and praise is never told without the criticism.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile

from markupsafe import Markup

from pipeline.report.findings.changes import changes
from pipeline.report.findings.sentences import Facts, Finding, bold, listed, say
from pipeline.report.findings.sides import mirrored
from pipeline.report.view.actions import Coverage, OpenTheme
from pipeline.report.view.themes import MOST_NAMES, ThemeRow, most_said_first, when, with_most

MOST_FINDINGS = 5  # more than anyone remembers of a page


def candidates(facts: Facts) -> list[Finding]:
    """Everything that the figures carry, in the order to read it; none without statements."""
    newest = facts.newest
    if not newest or not newest[0].known:
        return []
    if int(newest[0].denominator) < facts.min_denominator:
        return [too_few(facts)]
    found = (largest(facts), *changes(facts), tone(facts), mirrored(facts), answered(facts))
    return [finding for finding in found if finding]


def chosen(found: Sequence[Finding]) -> list[Finding]:
    """At most five: where something changed since the first round, that goes before what the tone is."""
    return [finding for finding in found if len(found) <= MOST_FINDINGS or finding.rule != "toon"]


def too_few(facts: Facts) -> Finding:
    """That a round is too small to rank its themes."""
    words, size = facts.texts["te_weinig"], facts.newest[0].denominator
    sentence = say(words["zin" if int(size) > 1 else "zin_een"], noemer=size)
    return facts.finding(
        "te_weinig", [sentence], "onbekend", [say(words["onbekend"], minimum=facts.min_denominator)]
    )


def most_named(rows: Sequence[ThemeRow]) -> list[ThemeRow]:
    """The theme that is brought up most, with its equals; none when none is, or too many are equal."""
    ranked = most_said_first(rows)
    top = [row for row in ranked if row.share.value == ranked[0].share.value]
    return [] if not ranked[0].known or not float(ranked[0].share) or len(top) > MOST_NAMES else top


def largest(facts: Facts) -> Finding | None:
    """The theme that is brought up most, on which tone, and with which action; or that none is."""
    words, now = facts.texts["grootste"], facts.newest[0]
    if not any(int(row.n) for row in facts.newest):
        sentence = say(words["geen"], ronde=when(now.round), noemer=now.denominator)
        return facts.finding("grootste", [sentence], "telling", [say(words["geen_telling"])])
    top = most_named(facts.newest)
    if not top:
        return None
    first, others = top[0], most_said_first(facts.newest)[len(top) :]
    clear = all(float(first.low) > float(other.high) for other in others)
    why = "redelijk" if clear else "onzeker" if any(float(other.share) for other in others) else "onzeker_enige"
    sentence = say(
        words[("een" if len(top) == 1 else "meer") + ("_geschat" if first.estimated else "")],
        ronde=when(first.round),
        themas=listed([bold(row.name) for row in top]),
        n=first.n,
        noemer=first.denominator,
        aandeel=first.share,
    )
    if len(top) == 1:
        stances = {"knelpunt": first.stances["knelpunt"], "waardering": first.stances["behouden"]}
        sentence += Markup(" ") + say(words["toon"], **stances) + facts.answer(first.theme)
    reasons = [say(words[key]) for key in (*["gelijk"] * (len(top) > 1), why)]
    return facts.finding("grootste", [sentence], "redelijk" if clear else "aanwijzing", reasons)


def tone(facts: Facts) -> Finding | None:
    """Where problems and where praise are heard most; never the praise alone.

    Of the theme that is named most the finding on that theme says how many problems; here then the round's.
    """
    rows, words, now = facts.newest, facts.texts["toon"], when(facts.newest[0].round)
    critical = facts.coverage.total("kritisch", ronde=rows[0].round)
    problems, praise = (_loudest(rows, stance, words) for stance in ("knelpunt", "behouden"))
    if problems is None and praise is None and not int(critical):
        return None
    top = most_named(rows)
    said = len(top) == 1 and with_most(rows, lambda row: row.stances["knelpunt"]) == top
    if problems is None or said:
        key = "kritisch" if int(critical) > 1 else "kritisch_een" if int(critical) else "kritisch_geen"
        if not said and int(critical) and any(int(row.stances["knelpunt"]) for row in rows):
            key += "_thema"
        problems = say(words[key], ronde=now, noemer=rows[0].denominator, kritisch=critical)
    sentences = [part for part in (problems, praise) if part]
    return facts.finding("toon", sentences, "telling", [say(words["telling"], ronde=now)])


def _loudest(rows: Sequence[ThemeRow], stance: str, texts: Mapping[str, str]) -> Markup | None:
    """The themes with most of a stance; None when that is one statement, or many themes share it."""
    top = with_most(rows, lambda row: row.stances[stance])
    if not top:
        return None
    return say(
        texts[f"{stance}_{'een' if len(top) == 1 else 'meer'}"],
        themas=listed([bold(row.name) for row in top]),
        n=top[0].stances[stance],
        totaal=top[0].n,
    )


def answered(facts: Facts) -> Finding | None:
    """Which part of the problems and wishes some action answers, now and before, and what none answers."""
    words, now = facts.texts["acties"], facts.newest[0].round
    rounds = Coverage.each(facts.coverage, "ronde")
    row = next((row for row in rounds if row.round == now), None)
    if facts.answers is None or row is None or not int(row.critical):
        return None
    sentences = [
        say(
            words["dekking" if int(row.critical) > 1 else "dekking_een"],
            ronde=when(now),
            kritisch=row.critical,
            met_actie=row.answered,
            dekking=row.share,
        )
    ]
    before = takewhile(lambda row: row.round != now, rounds)
    earlier = [
        say(words["eerder_een"], ronde=when(row.round), dekking=row.share) for row in before if row["dekking"]
    ]
    if earlier:
        sentences.append(say(words["eerder"], rondes=listed(earlier)))
    why = [say(words[key]) for key in ("telling", *["voorstel"] * facts.proposed)]
    return facts.finding("acties", [*sentences, *_unanswered(facts)], "telling", why)


def _unanswered(facts: Facts) -> list[Markup]:
    """The theme without an action that has most problems and wishes, but the one of which it was said already."""
    words, top = facts.texts["acties"], most_named(facts.newest)
    rows = OpenTheme.each(facts.uncovered, "thema", "ronde", ronde=facts.newest[0].round)
    sizes = [
        (int(row.problems) + int(row.wishes), row) for row in rows if len(top) != 1 or row["thema"] != top[0].theme
    ]
    most = max((size for size, _ in sizes), default=0)
    equal = [row for size, row in sizes if size == most]
    if not most or len(equal) > MOST_NAMES:
        return []
    names = listed(
        [
            say(words["zonder_actie_een"], naam=bold(row.name), knelpunt=row.problems, wens=row.wishes)
            for row in equal
        ]
    )
    if len(sizes) < len(rows):
        return [say(words["ook_zonder_actie"], grootste=bold(top[0].name), themas=names)]
    return [say(words["zonder_actie"], themas=names)]
