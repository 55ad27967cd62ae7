"""Staff and partners in sentences: what differs, what is alike, and what cannot be said."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from pipeline.report.findings.sentences import Facts, Finding, Texts, bold, gap, listed, say
from pipeline.report.view.staff_vs_partners import StaffVsPartners
from pipeline.report.view.themes import MOST_NAMES, ThemeRow, when, with_most

SIDES = ("extern", "intern")


def mirrored(facts: Facts) -> Finding | None:
    """Where staff and partners differ; where no difference is shown, what each side names most.

    What is counted is only a count: of a difference it speaks where the mirror's verdict does, and of
    groups that were not asked alike it is a hint at most.
    """
    mirror, words = facts.mirror, facts.texts["spiegel"]
    if mirror is None:
        return None
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
    why = "te_weinig" if not mirror.enough else "ongelijk" if not mirror.comparable else "geen"
    reason = say(words[why], intern=mirror.intern, extern=mirror.extern)
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
    counts = {"n_intern": staff[0].n, "intern": mirror.intern, "n_extern": partners[0].n, "extern": mirror.extern}
    return [say(words["zelfde"], ronde=when(mirror.round), naam=bold(staff[0].name), **counts)]


def _each(mirror: StaffVsPartners, words: Mapping[str, str]) -> list[Markup]:
    """What each side counts most."""
    return [
        say(
            words[f"meest_{side}" if len(rows) == 1 else f"meest_{side}_meer"],
            ronde=when(mirror.round),
            themas=listed([bold(row.name) for row in rows]),
            n=rows[0].n,
            totaal=total,
            uitspraken="uitspraak" if int(total) == 1 else "uitspraken",
        )
        for side, total in (("intern", mirror.intern), ("extern", mirror.extern))
        if (rows := _largest(mirror, side))
    ]


def _largest(mirror: StaffVsPartners, side: str) -> list[ThemeRow]:
    """The themes with most statements of a side."""
    return with_most((getattr(row, side) for row in mirror.rows), lambda row: row.n)
