"""Up to five findings in sentences, made by rule from the figures.

Each rule gives one finding or none. The sentences are in ``findings.yaml``; what may be said
is decided here: "most" only of what is most, a difference only where intervals do not touch,
equals are always named together, and praise is never told without the criticism.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from markupsafe import Markup

from pipeline.report.findings.changes import SinceRound, changes
from pipeline.report.findings.sentences import MOST_NAMES, Finding, Texts, answer, bold, listed, say
from pipeline.report.findings.sides import mirrored
from pipeline.report.view.actions import Coverage
from pipeline.report.view.figures import SourcedNumber, SourcedTable
from pipeline.report.view.staff_vs_partners import StaffVsPartners
from pipeline.report.view.themes import ThemeRow, most_said_first, when

MOST_FINDINGS = 5  # more than anyone remembers of a page


@dataclass(frozen=True)
class Facts:
    """What findings are made from.

    Attributes
    ----------
    newest : themes of the newest round, audience ``alle``.
    recent, whole : against the round before, and against the first when that is another.
    coverage, uncovered : evidence/dekking.csv and evidence/themas-zonder-actie.csv.
    answers : theme to the numbers of its improvement actions; None when there are no actions.
    proposed : some themes of actions are not confirmed.
    min_denominator : fewest statements of a round whose themes are ranked.
    kinds : round to what it comes from, in words.
    """

    newest: Sequence[ThemeRow]
    recent: SinceRound
    whole: SinceRound
    mirror: StaffVsPartners | None
    coverage: SourcedTable
    uncovered: SourcedTable
    answers: Mapping[str, Sequence[str]] | None
    proposed: bool
    min_denominator: int
    kinds: Mapping[str, str] = field(default_factory=dict)


def candidates(facts: Facts, texts: Texts) -> list[Finding]:
    """Everything that the figures carry, in the order to read it; none without statements.

    Parameters
    ----------
    texts : findings.yaml.
    """
    newest = facts.newest
    if not newest or not newest[0].known:
        return []
    if int(newest[0].denominator) < facts.min_denominator:
        return [too_few(newest[0], facts.min_denominator, texts)]
    round_name = newest[0].round
    found = (
        largest(newest, facts.answers, texts),
        *changes(newest, facts.recent, facts.whole, facts.kinds, facts.answers, texts),
        tone(newest, facts.coverage.total("kritisch", ronde=round_name), texts),
        mirrored(facts.mirror, texts) if facts.mirror else None,
        answered(round_name, facts, texts),
    )
    return [finding for finding in found if finding]


def chosen(found: Sequence[Finding]) -> list[Finding]:
    """At most five: where something changed since the first round, that goes before what the tone is."""
    return [finding for finding in found if len(found) <= MOST_FINDINGS or finding.rule != "toon"]


def too_few(row: ThemeRow, minimum: int, texts: Texts) -> Finding:
    """That a round is too small to rank its themes."""
    words = texts["te_weinig"]
    return Finding(
        "te_weinig",
        say(words["zin" if int(row.denominator) > 1 else "zin_een"], noemer=row.denominator),
        texts["zekerheid"]["onbekend"],
        say(words["onbekend"], minimum=minimum),
        "themas",
    )


def most_named(rows: Sequence[ThemeRow]) -> list[ThemeRow]:
    """The theme that is brought up most, with its equals; none when none is, or too many are equal."""
    ranked = most_said_first(list(rows))
    top = [row for row in ranked if row.share.value == ranked[0].share.value]
    return [] if not ranked[0].known or not float(ranked[0].share) or len(top) > MOST_NAMES else top


def largest(rows: Sequence[ThemeRow], answers: Mapping[str, Sequence[str]] | None, texts: Texts) -> Finding | None:
    """The theme that is brought up most, on which tone, and with which action; or that none is.

    Parameters
    ----------
    answers : theme to the numbers of its actions; None without actions.
    """
    if not any(int(row.n) for row in rows):
        return none_named(rows[0], texts)
    ranked, top = most_said_first(list(rows)), most_named(rows)
    if not top:
        return None
    others = ranked[len(top) :]
    clear = all(float(top[0].low) > float(other.high) for other in others)
    words = texts["grootste"]
    why = "redelijk" if clear else "onzeker" if any(float(other.share) for other in others) else "onzeker_enige"
    sentence = say(
        words[("een" if len(top) == 1 else "meer") + ("_geschat" if top[0].estimated else "")],
        ronde=when(top[0].round),
        themas=listed([bold(row.name) for row in top]),
        n=top[0].n,
        noemer=top[0].denominator,
        aandeel=top[0].share,
    )
    if len(top) == 1:
        stances = {"knelpunt": top[0].stances["knelpunt"], "waardering": top[0].stances["behouden"]}
        sentence += Markup(" ") + say(words["toon"], **stances)
        sentence += answer(top[0].theme, answers, texts["antwoord"])
    return Finding(
        "grootste",
        sentence,
        texts["zekerheid"]["redelijk" if clear else "aanwijzing"],
        Markup(" ").join(say(words[key]) for key in (*["gelijk"] * (len(top) > 1), why)),
        "themas",
    )


def none_named(row: ThemeRow, texts: Texts) -> Finding:
    """That nobody brought up a theme of the codebook."""
    words = texts["grootste"]
    sentence = say(words["geen"], ronde=when(row.round), noemer=row.denominator)
    return Finding("grootste", sentence, texts["zekerheid"]["telling"], say(words["geen_telling"]), "themas")


def tone(rows: Sequence[ThemeRow], critical: SourcedNumber, texts: Texts) -> Finding | None:
    """Where problems and where praise are heard most; never the praise alone.

    Of the theme that is named most the finding on that theme says how many problems; here then the round's.

    Parameters
    ----------
    critical : counted statements of the round that are knelpunt or wens.
    """
    words = texts["toon"]
    problems, praise = (_loudest(rows, stance, words) for stance in ("knelpunt", "behouden"))
    if problems is None and praise is None and not int(critical):
        return None
    top = most_named(rows)
    said = len(top) == 1 and [row.theme for row in _most(rows, "knelpunt")] == [top[0].theme]
    if problems is None or said:
        key = "kritisch" if int(critical) > 1 else "kritisch_een" if int(critical) else "kritisch_geen"
        if not said and int(critical) and any(int(row.stances["knelpunt"]) for row in rows):
            key += "_thema"
        problems = say(words[key], ronde=when(rows[0].round), noemer=rows[0].denominator, kritisch=critical)
    sentence = Markup(" ").join(part for part in (problems, praise) if part)
    why = say(words["telling"], ronde=when(rows[0].round))
    return Finding("toon", sentence, texts["zekerheid"]["telling"], why, "themas")


def _loudest(rows: Sequence[ThemeRow], stance: str, texts: Mapping[str, str]) -> Markup | None:
    """The themes with most of a stance; None when that is one statement, or many themes share it."""
    top = _most(rows, stance)
    if not top:
        return None
    return say(
        texts[f"{stance}_{'een' if len(top) == 1 else 'meer'}"],
        themas=listed([bold(row.name) for row in top]),
        n=top[0].stances[stance],
        totaal=top[0].n,
    )


def _most(rows: Sequence[ThemeRow], stance: str) -> list[ThemeRow]:
    most = max(int(row.stances[stance]) for row in rows)
    top = [row for row in rows if int(row.stances[stance]) == most]
    return top if most > 1 and len(top) <= MOST_NAMES else []


def answered(round_name: str, facts: Facts, texts: Texts) -> Finding | None:
    """Which part of the problems and wishes some action answers, now and before, and what none answers."""
    before = list(takewhile(lambda row: row.round != round_name, Coverage.each(facts.coverage, "ronde")))
    row = next(iter(Coverage.each(facts.coverage, "ronde", ronde=round_name)), None)
    if facts.answers is None or row is None or not int(row.critical):
        return None
    words = texts["acties"]
    sentences = [
        say(
            words["dekking" if int(row.critical) > 1 else "dekking_een"],
            ronde=when(round_name),
            kritisch=row.critical,
            met_actie=row.answered,
            dekking=row.share,
        )
    ]
    earlier = [
        say(words["eerder_een"], ronde=when(row.round), dekking=row.share) for row in before if row["dekking"]
    ]
    if earlier:
        sentences.append(say(words["eerder"], rondes=listed(earlier)))
    sentences += _unanswered(round_name, facts, texts)
    why = Markup(" ").join(say(words[key]) for key in ("telling", *["voorstel"] * facts.proposed))
    return Finding("acties", Markup(" ").join(sentences), texts["zekerheid"]["telling"], why, "gaten")


def _unanswered(round_name: str, facts: Facts, texts: Texts) -> list[Markup]:
    """The theme without an action that has most problems and wishes, but the one of which it was said already."""
    words, uncovered = texts["acties"], facts.uncovered
    top = most_named(facts.newest)
    said = top[0].theme if len(top) == 1 else ""
    sizes = {
        (row["thema"], row["thema_naam"]): int(row["n_knelpunt"]) + int(row["n_wens"])
        for row in uncovered.records(ronde=round_name)
        if row["thema"] != said
    }
    passed = len(sizes) < len(uncovered.rows(ronde=round_name))
    most = max(sizes.values(), default=0)
    equal = [theme for theme, size in sizes.items() if size == most]
    if not most or len(equal) > MOST_NAMES:
        return []
    names = [
        say(
            words["zonder_actie_een"],
            naam=bold(name),
            knelpunt=uncovered.cell("n_knelpunt", thema=theme, ronde=round_name),
            wens=uncovered.cell("n_wens", thema=theme, ronde=round_name),
        )
        for theme, name in equal
    ]
    sentence = say(words["ook_zonder_actie"], grootste=bold(top[0].name), themas=listed(names)) if passed else None
    return [sentence or say(words["zonder_actie"], themas=listed(names))]
