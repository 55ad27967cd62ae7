"""Three to five findings in sentences, made by rule from the figures.

Each rule gives one finding or none. The sentences are in ``findings.yaml``; what may be said
is decided here: "most" only of what is most, a change only where the trend names one, a
difference only where intervals do not touch, and equals are always named together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from pipeline.reporting.figures import Book, Figure
from pipeline.reporting.themes import CHANGED, Mirror, ThemeRow, most_said_first, when

Texts = Mapping[str, Mapping[str, str]]
MOST_NAMES = 3  # themes named in one sentence; of more equals nothing is said that one can remember


@dataclass(frozen=True)
class Finding:
    """One finding: the sentence, how sure it is in a word, why, and the section that shows it."""

    rule: str
    sentence: Markup
    certainty: str
    why: Markup
    section: str


def findings(
    newest: Sequence[ThemeRow],
    before: Sequence[ThemeRow],
    mirror: Mirror | None,
    coverage: Book,
    uncovered: Book,
    texts: Texts,
) -> list[Finding]:
    """The findings that the figures carry, in the order to read them; none without statements.

    Parameters
    ----------
    newest : themes of the newest round, audience ``alle``.
    before : the same of the round that it is compared with; empty when there is none.
    mirror : staff against partners.
    coverage, uncovered : evidence/dekking.csv and evidence/themas-zonder-actie.csv.
    texts : findings.yaml.
    """
    if not newest or not newest[0].known:
        return []
    found = (
        largest(newest, texts),
        tone(newest, texts),
        change(newest, before, texts),
        mirrored(mirror, texts) if mirror else None,
        answered(newest[0].round, coverage, uncovered, texts),
    )
    return [finding for finding in found if finding]


def largest(rows: Sequence[ThemeRow], texts: Texts) -> Finding | None:
    """The theme that is brought up most."""
    ranked = most_said_first(list(rows))
    top = [row for row in ranked if int(row.n) == int(ranked[0].n)]
    if not int(ranked[0].n) or len(top) > MOST_NAMES:
        return None
    others = ranked[len(top) :]
    clear = len(top) == 1 and all(float(top[0].low) > float(other.high) for other in others)
    sure = "redelijk" if clear else "onzeker"
    return Finding(
        "grootste",
        _say(
            texts["grootste"]["een" if len(top) == 1 else "meer"],
            ronde=when(top[0].round),
            themas=listed([_name(row) for row in top]),
            n=top[0].n,
            noemer=top[0].denominator,
            aandeel=top[0].share,
        ),
        texts["zekerheid"][sure],
        _say(texts["grootste"][sure]),
        "themas",
    )


def tone(rows: Sequence[ThemeRow], texts: Texts) -> Finding | None:
    """Where criticism and where praise is heard most."""
    sentences = [
        sentence for stance in ("knelpunt", "behouden") if (sentence := _loudest(rows, stance, texts["toon"]))
    ]
    if not sentences:
        return None
    why = _say(texts["toon"]["telling"], ronde=when(rows[0].round))
    return Finding("toon", Markup(" ").join(sentences), texts["zekerheid"]["telling"], why, "themas")


def _loudest(rows: Sequence[ThemeRow], stance: str, texts: Mapping[str, str]) -> Markup | None:
    most = max(int(row.stances[stance]) for row in rows)
    top = [row for row in rows if int(row.stances[stance]) == most]
    if not most or len(top) > MOST_NAMES:
        return None
    return _say(
        texts[f"{stance}_{'een' if len(top) == 1 else 'meer'}"],
        themas=listed([_name(row) for row in top]),
        n=top[0].stances[stance],
        totaal=top[0].n,
    )


def change(rows: Sequence[ThemeRow], before: Sequence[ThemeRow], texts: Texts) -> Finding | None:
    """What moved since the round before, as the trend's own verdict has it."""
    past = {row.theme: row for row in before}
    if not past:
        return None
    words = texts["verandering"]
    rounds = {"ronde": when(rows[0].round), "vorige": when(before[0].round)}
    moved = {verdict: [row for row in rows if row.change == verdict and row.theme in past] for verdict in CHANGED}
    if any(moved.values()):
        sentences = [
            _say(
                words[verdict],
                **rounds,
                themas=_largest_first(
                    [(_gap(row, past[row.theme]), _moved(row, past[row.theme], words)) for row in group], texts
                ),
            )
            for verdict, group in moved.items()
            if group
        ]
        compared = next(row.compared for group in moved.values() for row in group)
        why = _say(words["redelijk"])
        if compared not in ("gelijk", ""):
            why += Markup(" ") + _say(words["anders"], vergelijking=compared)
        return Finding("verandering", Markup(" ").join(sentences), texts["zekerheid"]["redelijk"], why, "verloop")
    told = "te_weinig" if all(row.change == "te weinig gegevens" for row in rows) else "geen"
    return Finding(
        "verandering",
        _say(words[told], **rounds),
        texts["zekerheid"]["onbekend"],
        _say(
            words[f"{told}_onbekend"],
            noemer_toen=before[0].denominator,
            noemer_nu=rows[0].denominator,
        ),
        "verloop",
    )


def _moved(row: ThemeRow, past: ThemeRow, words: Mapping[str, str]) -> Markup:
    return _say(words["een"], naam=_name(row), aandeel_toen=past.share, aandeel_nu=row.share)


def mirrored(mirror: Mirror, texts: Texts) -> Finding | None:
    """Where staff and partners differ."""
    if not mirror.enough:
        return None
    words = texts["spiegel"]
    sentences = []
    for side in ("extern", "intern"):
        group = [row for row in mirror.rows if row.verdict == side]
        if group:
            names = [
                (
                    _gap(row.extern, row.intern),
                    _say(
                        words["een"],
                        naam=_name(row.extern),
                        aandeel_extern=row.extern.share,
                        aandeel_intern=row.intern.share,
                    ),
                )
                for row in group
            ]
            sentences.append(_say(words[side], ronde=when(mirror.round), themas=_largest_first(names, texts)))
    if sentences:
        sure, why = "redelijk", _say(words["redelijk"])
    else:
        sure, why = "onbekend", _say(words["geen_onbekend"], intern=mirror.intern, extern=mirror.extern)
        sentences = [_say(words["geen"], ronde=when(mirror.round))]
    return Finding("spiegel", Markup(" ").join(sentences), texts["zekerheid"][sure], why, "spiegel")


def answered(round_name: str, coverage: Book, uncovered: Book, texts: Texts) -> Finding | None:
    """Which part of the criticism some action answers, and the largest theme that none answers."""
    critical = coverage.total("kritisch", ronde=round_name)
    if not int(critical):
        return None
    words = texts["acties"]
    sentence = _say(
        words["dekking"],
        ronde=when(round_name),
        kritisch=coverage.cell("kritisch", ronde=round_name),
        met_actie=coverage.cell("met_actie", ronde=round_name),
        dekking=coverage.cell("dekking", "procent", ronde=round_name),
    )
    open_themes = uncovered.rows(ronde=round_name)
    most = max(open_themes["uitspraken"].astype(int), default=0)
    top = open_themes[open_themes["uitspraken"] == str(most)]
    if most and len(top) <= MOST_NAMES:
        n: Figure = uncovered.cell("uitspraken", thema=top["thema"].iloc[0], ronde=round_name)
        names = listed([_strong(name) for name in top["thema_naam"]])
        key = "zonder_actie" if len(top) == 1 else "zonder_actie_meer"
        sentence += Markup(" ") + _say(words[key], thema=names, themas=names, n=n)
    return Finding("acties", sentence, texts["zekerheid"]["telling"], _say(words["telling"]), "acties")


def listed(names: Sequence[Markup]) -> Markup:
    """Names as Dutch lists them.

    >>> str(listed([Markup("a"), Markup("b"), Markup("c")]))
    'a, b en c'
    """
    if len(names) < 2:
        return Markup("").join(names)
    return Markup(", ").join(names[:-1]) + Markup(" en ") + names[-1]


def _largest_first(names: Sequence[tuple[float, Markup]], texts: Texts) -> Markup:
    """The names by falling difference; of many only the first, and then the sentence says so."""
    ranked = [name for _, name in sorted(names, key=lambda entry: -entry[0])]
    if len(ranked) <= MOST_NAMES:
        return listed(ranked)
    return _say(texts["onder_meer"]["zin"], themas=listed(ranked[:MOST_NAMES]))


def _gap(one: ThemeRow, other: ThemeRow) -> float:
    return abs(float(one.share) - float(other.share))


def _name(row: ThemeRow) -> Markup:
    return _strong(row.name)


def _strong(name: str) -> Markup:
    return Markup("<strong>") + escape(name) + Markup("</strong>")


def _say(sentence: str, **values: object) -> Markup:
    return escape(sentence).format(**values)
