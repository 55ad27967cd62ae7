"""Up to five findings in sentences, made by rule from the figures.

Each rule gives one finding or none. The sentences are in ``findings.yaml``; what may be said
is decided here: "most" only of what is most, a difference only where intervals do not touch,
equals are always named together, and praise is never told without the criticism.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from pipeline.reporting.changes import change, tone_change
from pipeline.reporting.figures import Book, Figure
from pipeline.reporting.moves import Move
from pipeline.reporting.sentences import (
    MOST_NAMES,
    Finding,
    Texts,
    bold,
    listed,
    say,
    statements,
)
from pipeline.reporting.sides import mirrored
from pipeline.reporting.themes import Mirror, ThemeRow, most_said_first, when

MOST_FINDINGS = 5  # more than anyone remembers of a page


@dataclass(frozen=True)
class Facts:
    """What findings are made from.

    Attributes
    ----------
    newest : themes of the newest round, audience ``alle``.
    before, first : the same of the rounds that it is compared with; empty when there are none.
    coverage, uncovered : evidence/dekking.csv and evidence/themas-zonder-actie.csv.
    actions : number of improvement actions. proposed : some of their themes are not confirmed.
    min_denominator : fewest statements of a round whose themes are ranked.
    kinds : round to what it comes from, in words.
    tones : how the tone of each theme moved.
    """

    newest: Sequence[ThemeRow]
    before: Sequence[ThemeRow]
    first: Sequence[ThemeRow]
    mirror: Mirror | None
    coverage: Book
    uncovered: Book
    actions: int
    proposed: bool
    min_denominator: int
    kinds: Mapping[str, str] = field(default_factory=dict)
    tones: Sequence[Move] = ()


def candidates(facts: Facts, texts: Texts) -> list[Finding]:
    """Everything that the figures carry, in the order of the page; none without statements.

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
        largest(newest, texts),
        tone(newest, facts.coverage.total("kritisch", ronde=round_name), texts),
        change(newest, facts.before, facts.first, facts.kinds, texts),
        tone_change(facts.tones, newest, facts.kinds, texts),
        mirrored(facts.mirror, texts) if facts.mirror else None,
        answered(round_name, facts, texts),
    )
    return [finding for finding in found if finding]


def chosen(found: Sequence[Finding], texts: Texts) -> list[Finding]:
    """At most five, the surest first; the mirror and the actions are always among them.

    That nothing was shown to change is told only when nothing else did change, and that the tone
    changed takes the place of what the tone is.
    """
    rules = {finding.rule: finding for finding in found}
    if "toonverandering" in rules:
        if rules["verandering"].certainty == texts["zekerheid"]["onbekend"]:
            del rules["verandering"]
        if len(rules) > MOST_FINDINGS:
            del rules["toon"]
    sureness = list(texts["zekerheid"].values())
    return sorted(rules.values(), key=lambda finding: sureness.index(finding.certainty))


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


def largest(rows: Sequence[ThemeRow], texts: Texts) -> Finding | None:
    """The theme that is brought up most; or that none is."""
    if not any(int(row.n) for row in rows):
        return none_named(rows[0], texts)
    ranked = most_said_first(list(rows))
    top = [row for row in ranked if row.share.value == ranked[0].share.value]
    if not ranked[0].known or not float(ranked[0].share) or len(top) > MOST_NAMES:
        return None
    others = ranked[len(top) :]
    clear = all(float(top[0].low) > float(other.high) for other in others)
    words = texts["grootste"]
    why = "redelijk" if clear else "onzeker" if any(float(other.share) for other in others) else "onzeker_enige"
    return Finding(
        "grootste",
        say(
            words[("een" if len(top) == 1 else "meer") + ("_geschat" if top[0].estimated else "")],
            ronde=when(top[0].round),
            themas=listed([bold(row.name) for row in top]),
            n=top[0].n,
            noemer=top[0].denominator,
            aandeel=top[0].share,
        ),
        texts["zekerheid"]["redelijk" if clear else "onzeker"],
        Markup(" ").join(say(words[key]) for key in (*["gelijk"] * (len(top) > 1), why)),
        "themas",
    )


def none_named(row: ThemeRow, texts: Texts) -> Finding:
    """That nobody brought up a theme of the codebook."""
    words = texts["grootste"]
    sentence = say(words["geen"], ronde=when(row.round), noemer=row.denominator)
    return Finding("grootste", sentence, texts["zekerheid"]["telling"], say(words["geen_telling"]), "themas")


def tone(rows: Sequence[ThemeRow], critical: Figure, texts: Texts) -> Finding | None:
    """Where criticism and where praise is heard most; never the praise alone.

    Parameters
    ----------
    critical : counted statements of the round that are knelpunt or wens.
    """
    words = texts["toon"]
    problems, praise = (_loudest(rows, stance, words) for stance in ("knelpunt", "behouden"))
    if problems is None and praise is None and not int(critical):
        return None
    if problems is None:
        key = "kritisch" if int(critical) > 1 else "kritisch_een" if int(critical) else "kritisch_geen"
        if int(critical) and any(int(row.stances["knelpunt"]) for row in rows):
            key += "_thema"
        problems = say(words[key], ronde=when(rows[0].round), noemer=rows[0].denominator, kritisch=critical)
    sentence = Markup(" ").join(part for part in (problems, praise) if part)
    why = say(words["telling"], ronde=when(rows[0].round))
    return Finding("toon", sentence, texts["zekerheid"]["telling"], why, "themas")


def _loudest(rows: Sequence[ThemeRow], stance: str, texts: Mapping[str, str]) -> Markup | None:
    """The themes with most of a stance; None when that is one statement, or many themes share it."""
    most = max(int(row.stances[stance]) for row in rows)
    top = [row for row in rows if int(row.stances[stance]) == most]
    if most < 2 or len(top) > MOST_NAMES:
        return None
    return say(
        texts[f"{stance}_{'een' if len(top) == 1 else 'meer'}"],
        themas=listed([bold(row.name) for row in top]),
        n=top[0].stances[stance],
        totaal=top[0].n,
    )


def answered(round_name: str, facts: Facts, texts: Texts) -> Finding | None:
    """Which part of the criticism some action answers, and the largest theme that none answers."""
    coverage, uncovered = facts.coverage, facts.uncovered
    critical = coverage.total("kritisch", ronde=round_name)
    if not facts.actions or not int(critical):
        return None
    words = texts["acties"]
    sentence = say(
        words["dekking" if int(critical) > 1 else "dekking_een"],
        ronde=when(round_name),
        kritisch=coverage.cell("kritisch", ronde=round_name),
        met_actie=coverage.cell("met_actie", ronde=round_name),
        dekking=coverage.share("dekking", "met_actie", "kritisch", ronde=round_name),
    )
    open_themes = uncovered.rows(ronde=round_name)
    most = max(open_themes["uitspraken"].astype(int), default=0)
    top = open_themes[open_themes["uitspraken"] == str(most)]
    if most and len(top) <= MOST_NAMES:
        n: Figure = uncovered.cell("uitspraken", thema=top["thema"].iloc[0], ronde=round_name)
        names = listed([bold(name) for name in top["thema_naam"]])
        key = "zonder_actie" if len(top) == 1 else "zonder_actie_meer"
        sentence += Markup(" ") + say(words[key], themas=names, n=n, uitspraken=statements(n))
    why = Markup(" ").join(say(words[key]) for key in ("telling", *["voorstel"] * facts.proposed))
    return Finding("acties", sentence, texts["zekerheid"]["telling"], why, "gaten")
