"""Up to five findings in sentences, made by rule from the figures.

Each rule gives one finding or none. The sentences are in ``findings.yaml``; what may be said
is decided here: "most" only of what is most, a difference only where intervals do not touch,
equals are always named together, and praise is never told without the criticism.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import takewhile

from markupsafe import Markup

from pipeline.core.counting import CRITICAL
from pipeline.report.findings.changes import changed, changes
from pipeline.report.findings.held_back import held_back
from pipeline.report.findings.over_rounds import other_opinion, over_rounds
from pipeline.report.findings.sentences import HEARD, TONES, Facts, Finding, Texts, bold, gap, listed, say
from pipeline.report.findings.weak import LEFT_OUT, without_weak
from pipeline.report.view.actions import Coverage, OpenTheme
from pipeline.report.view.figures import SourcedNumber
from pipeline.report.view.heard import Heard
from pipeline.report.view.staff_vs_partners import StaffVsPartners
from pipeline.report.view.themes import MOST_NAMES, ThemeRow, when, with_most

MOST_FINDINGS = 5  # more than anyone remembers of a page
LEAST_TOLD = ("toon", "andere_mening", "alle_rondes")  # what goes first where there are more; sections tell it
SIDES = ("extern", "intern")


def candidates(facts: Facts) -> list[Finding]:
    """Everything that the figures carry, in the order to read it; none without statements."""
    newest = facts.newest
    if not newest or not newest[0].known:
        return []
    if int(newest[0].denominator) < facts.choices.min_denominator:
        return [too_few(facts)]
    return without_weak(facts, _said(facts), _said(replace(facts, weak={})))


def _said(facts: Facts) -> list[Finding]:
    courses = [course for course in (facts.recent, facts.whole) if course.past]
    told = {change for course in courses for one in changed(facts, course) for change in one.changes}
    moved = (*changes(facts), held_back(facts), over_rounds(facts, told), other_opinion(facts, told))
    found = (largest(facts), *moved, tone(facts), mirrored(facts), answered(facts))
    return [finding for finding in found if finding]


def chosen(found: Sequence[Finding]) -> list[Finding]:
    """At most five, beside what is left out: what changed goes before what the tone is."""
    over = sum(finding.rule != LEFT_OUT for finding in found) - MOST_FINDINGS
    gone = [rule for rule in LEAST_TOLD if rule in {finding.rule for finding in found}][: max(0, over)]
    return [finding for finding in found if finding.rule not in gone]


def unchecked(facts: Facts, read: SourcedNumber, counted: SourcedNumber) -> list[Finding]:
    """What was read, and how to check it: without that no theme makes a headline."""
    words = facts.texts["niet_nagekeken"]
    sizes, told = say(words["gelezen"], gelezen=read, mee=counted), say(words["telling"])
    found = facts.finding("gelezen", [sizes], "telling", [told])
    return [found, facts.finding("niet_nagekeken", [say(words["zin"])], "onbekend", [say(words["doen"])])]


def too_few(facts: Facts) -> Finding:
    """That a round is too small to rank its themes."""
    words, size = facts.texts["te_weinig"], facts.newest[0].denominator
    sentence = say(words["zin" if int(size) > 1 else "zin_een"], noemer=size)
    return facts.finding(
        "te_weinig", [sentence], "onbekend", [say(words["onbekend"], minimum=facts.choices.min_denominator)]
    )


def most_named(facts: Facts) -> list[ThemeRow]:
    """The theme that is brought up most, with its equals; none when none is, or too many are equal."""
    rows = (row for row in facts.newest if facts.sure(row))
    return with_most(rows, lambda row: float(row.share) if row.known else 0, above=0)


def largest(facts: Facts) -> Finding | None:
    """The theme that is brought up most, on which tone, and with which action; or that none is."""
    words, now = facts.words("grootste"), facts.newest[0]
    if not any(int(row.n) for row in facts.newest):
        sentence = say(words["geen"], ronde=when(now.round), noemer=now.denominator)
        return facts.finding("grootste", [sentence], "telling", [say(words["geen_telling"])])
    top = most_named(facts)
    if not top:
        return None
    first, others = top[0], [row for row in facts.newest if row not in top]
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
        stances = {name: facts.heard.told(first, stance) for name, stance in HEARD.items()}
        if facts.sure(first, *TONES):
            sentence += Markup(" ") + say(words["toon"], **stances)
        sentence += facts.answer(first.theme)
    reasons = [say(words[key]) for key in (*["gelijk"] * (len(top) > 1), why)]
    return facts.finding("grootste", [sentence], "redelijk" if clear else "aanwijzing", reasons)


def tone(facts: Facts) -> Finding | None:
    """Where problems and where praise are heard most; never the praise alone.

    Of the theme that is named most the finding on that theme says how many problems; here then the round's.
    """
    newest, words, now = facts.newest[0], facts.words("toon"), when(facts.newest[0].round)
    critical = facts.coverage.total("kritisch", ronde=newest.round)
    rows = [row for row in facts.newest if facts.sure(row)]
    problems = _loudest(rows, "knelpunt", words, facts.heard)
    praise = _loudest(rows, "behouden", words, facts.heard) if facts.sure(newest, "behouden") else None
    if not facts.sure(newest, *CRITICAL) or (problems is None and praise is None and not int(critical)):
        return None
    top = most_named(facts)
    said = len(top) == 1 and facts.heard.most(rows, "knelpunt") == top
    if problems is None or said:
        key = "kritisch" if int(critical) > 1 else "kritisch_een" if int(critical) else "kritisch_geen"
        if not said and int(critical) and any(int(row.stances["knelpunt"]) for row in rows):
            key += "_thema"
        problems = say(words[key], ronde=now, noemer=newest.denominator, kritisch=critical)
    sentences = [part for part in (problems, praise) if part]
    return facts.finding("toon", sentences, "telling", [say(words["telling"], ronde=now)])


def _loudest(rows: Sequence[ThemeRow], stance: str, texts: Mapping[str, str], heard: Heard) -> Markup | None:
    """The themes with most of a stance; None when that is one statement, or many themes share it."""
    top = heard.most(rows, stance)
    if not top:
        return None
    return say(
        texts[f"{stance}_{'een' if len(top) == 1 else 'meer'}"],
        themas=listed([bold(row.name) for row in top]),
        n=heard.told(top[0], stance),
        totaal=top[0].n,
    )


def answered(facts: Facts) -> Finding | None:
    """Which part of the problems and wishes some action answers, now and before, and what none answers."""
    words, now = facts.texts["acties"], facts.newest[0].round
    rounds = Coverage.each(facts.coverage, "ronde")
    row = next((row for row in rounds if row.round == now), None)
    if facts.answers is None or row is None or not int(row.critical) or not facts.sure(row, *CRITICAL):
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
        say(words["eerder_een"], ronde=when(row.round), dekking=row.share)
        for row in before
        if row["dekking"] and facts.sure(row, *CRITICAL)
    ]
    if earlier:
        sentences.append(say(words["eerder"], rondes=listed(earlier)))
    why = [say(words[key]) for key in ("telling", *["voorstel"] * facts.proposed)]
    return facts.finding("acties", [*sentences, *_unanswered(facts)], "telling", why)


def _unanswered(facts: Facts) -> list[Markup]:
    """The theme without an action that has most problems and wishes, but the one of which it was said already."""
    words, top = facts.texts["acties"], most_named(facts)
    rows = OpenTheme.each(facts.uncovered, "thema", "ronde", ronde=facts.newest[0].round)
    rows = [row for row in rows if facts.sure(row)]
    others = [row for row in rows if len(top) != 1 or row["thema"] != top[0].theme]
    most = with_most(others, lambda row: int(row.problems) + int(row.wishes), above=0)
    if not most:
        return []
    each = words["zonder_actie_een"]
    names = listed([say(each, naam=bold(row.name), knelpunt=row.problems, wens=row.wishes) for row in most])
    if len(others) < len(rows):
        return [say(words["ook_zonder_actie"], grootste=bold(top[0].name), themas=names)]
    return [say(words["zonder_actie"], themas=names)]


def mirrored(facts: Facts) -> Finding | None:
    """Where staff and partners differ; where no difference is shown, what each side names most.

    What is counted is only a count: of a difference it speaks where the mirror's verdict does, and of
    groups that were not asked alike it is a hint at most.
    """
    mirror, words = facts.mirror, facts.words("spiegel")
    rows = [row for row in mirror.rows if facts.sure(row.intern) and facts.sure(row.extern)] if mirror else []
    if mirror is None or not rows:
        return None
    if not facts.sure(rows[0].intern, *TONES):
        rows = [replace(row, warmer="") for row in rows]
    mirror = replace(mirror, rows=tuple(rows))
    differences, alike = _differences(mirror, facts.texts), _alike(mirror, words)
    if differences:
        other = mirror.alike not in ("", "gelijk")
        reasons = [say(words["redelijk"])]
        if other:
            reasons.append(say(facts.texts["spiegel_ongelijk"][mirror.alike]))
        if any(row.verdict not in SIDES for row in mirror.rows):
            reasons.append(say(words["rest"]))
        certainty = "aanwijzing" if other else "redelijk"
        return facts.finding("spiegel", [*differences, *alike], certainty, reasons)
    sampled = rows[0].intern.by_sample or rows[0].extern.by_sample
    none = "geen_steekproef" if sampled else "geen"
    why = "te_weinig" if not mirror.enough else "ongelijk" if not mirror.comparable else none
    sizes = (
        (rows[0].intern.coded, rows[0].extern.coded)
        if why == "geen_steekproef"
        else (mirror.intern, mirror.extern)
    )
    reason = say(words[why], intern=sizes[0], extern=sizes[1])
    if counted := alike or _each(mirror, words):
        return facts.finding("spiegel", counted, "telling", [say(words["telling"]), reason])
    return facts.finding("spiegel", [say(words["niets"], ronde=when(mirror.round))], "onbekend", [reason])


def _differences(mirror: StaffVsPartners, texts: Texts) -> list[Markup]:
    """What each side names more, the largest difference first; then of what each is more positive."""
    words, now = texts["spiegel"], when(mirror.round)
    compared = mirror.rows if mirror.enough else ()
    rows = sorted(compared, key=lambda row: -gap(row.extern, row.intern))
    sentences = []
    for side in SIDES:
        names = [
            say(
                words["een"],
                naam=bold(row.extern.name),
                aandeel_extern=row.extern.share,
                aandeel_intern=row.intern.share,
            )
            for row in rows
            if row.verdict == side
        ]
        themes = listed(names[:MOST_NAMES])
        if len(names) > MOST_NAMES:
            themes = say(texts["onder_meer"]["zin"], themas=themes)
        sentences += [say(words[side], ronde=now, themas=themes)] if names else []
    for side in SIDES:
        warmer = [bold(row.intern.name) for row in compared if row.warmer == side]
        themes = listed(warmer[:MOST_NAMES])
        sentences += [say(words[f"positiever_{side}"], ronde=now, themas=themes)] if warmer else []
    return sentences


def _alike(mirror: StaffVsPartners, words: Mapping[str, str]) -> list[Markup]:
    """The one theme that both sides count most; none when they do not."""
    staff, partners = (_largest(mirror, side) for side in ("intern", "extern"))
    if len(staff) != 1 or [row.theme for row in staff] != [row.theme for row in partners]:
        return []
    told = mirror.heard.told
    counts = {
        "n_intern": told(staff[0]),
        "intern": mirror.intern,
        "n_extern": told(partners[0]),
        "extern": mirror.extern,
    }
    return [say(words["zelfde"], ronde=when(mirror.round), naam=bold(staff[0].name), **counts)]


def _each(mirror: StaffVsPartners, words: Mapping[str, str]) -> list[Markup]:
    """What each side counts most."""
    return [
        say(
            words[f"meest_{side}" if len(rows) == 1 else f"meest_{side}_meer"],
            ronde=when(mirror.round),
            themas=listed([bold(row.name) for row in rows]),
            n=mirror.heard.told(rows[0]),
            totaal=total,
            uitspraken="uitspraak" if int(total) == 1 else "uitspraken",
        )
        for side, total in (("intern", mirror.intern), ("extern", mirror.extern))
        if (rows := _largest(mirror, side))
    ]


def _largest(mirror: StaffVsPartners, side: str) -> list[ThemeRow]:
    """The themes that a side names most."""
    return mirror.heard.most(getattr(row, side) for row in mirror.rows)
