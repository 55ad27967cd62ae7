"""Staff and partners in sentences: what differs, what is alike, and what cannot be said."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from pipeline.report.findings.sentences import (
    MOST_NAMES,
    Finding,
    Texts,
    bold,
    gap,
    largest_first,
    listed,
    say,
    statements,
)
from pipeline.report.view.staff_vs_partners import StaffVsPartners
from pipeline.report.view.themes import ThemeRow, when

SIDES = ("extern", "intern")


def mirrored(mirror: StaffVsPartners, texts: Texts) -> Finding:
    """Where staff and partners differ; where no difference is shown, what each side names most.

    What is counted is only a count: of a difference it speaks where the mirror's verdict does, and of
    groups that were not asked alike it is a hint at most.
    """
    words = texts["spiegel"]
    differences = [sentence for side in SIDES for sentence in _differences(mirror, side, texts)]
    alike = _alike(mirror, texts)
    differences += [
        say(words[f"positiever_{side}"], ronde=when(mirror.round), themas=listed(names))
        for side in SIDES
        if (
            names := [bold(row.intern.name) for row in mirror.rows if mirror.enough and row.warmer == side][
                :MOST_NAMES
            ]
        )
    ]
    if differences:
        rest = any(row.verdict not in SIDES for row in mirror.rows)
        other = mirror.alike not in ("", "gelijk")
        reasons = [say(words["redelijk"])]
        reasons += [say(texts["spiegel_ongelijk"][mirror.alike])] if other else []
        reasons += [say(words["rest"])] if rest else []
        certainty = texts["zekerheid"]["aanwijzing" if other else "redelijk"]
        return _finding([*differences, *alike], certainty, Markup(" ").join(reasons))
    if not mirror.enough:
        why = say(words["te_weinig"], intern=mirror.intern, extern=mirror.extern)
    elif not mirror.comparable:
        why = say(words["ongelijk"])
    else:
        why = say(words["geen"], intern=mirror.intern, extern=mirror.extern)
    counted = alike or _each(mirror, texts)
    if not counted:
        return _finding([say(words["niets"], ronde=when(mirror.round))], texts["zekerheid"]["onbekend"], why)
    return _finding(counted, texts["zekerheid"]["telling"], Markup(" ").join((say(words["telling"]), why)))


def _differences(mirror: StaffVsPartners, side: str, texts: Texts) -> list[Markup]:
    words = texts["spiegel"]
    group = [row for row in mirror.rows if mirror.enough and row.verdict == side]
    names = [
        (
            gap(row.extern, row.intern),
            say(
                words["een"],
                naam=bold(row.extern.name),
                aandeel_extern=row.extern.share,
                aandeel_intern=row.intern.share,
            ),
        )
        for row in group
    ]
    return [say(words[side], ronde=when(mirror.round), themas=largest_first(names, texts))] if group else []


def _alike(mirror: StaffVsPartners, texts: Texts) -> list[Markup]:
    """The one theme that both sides count most; none when they do not."""
    staff, partners = (_largest(mirror, side) for side in ("intern", "extern"))
    if len(staff) != 1 or [row.theme for row in staff] != [row.theme for row in partners]:
        return []
    sentence = say(
        texts["spiegel"]["zelfde"],
        ronde=when(mirror.round),
        naam=bold(staff[0].name),
        n_intern=staff[0].n,
        intern=mirror.intern,
        n_extern=partners[0].n,
        extern=mirror.extern,
    )
    return [sentence]


def _each(mirror: StaffVsPartners, texts: Texts) -> list[Markup]:
    """What each side counts most."""
    sentences = []
    for side, total in (("intern", mirror.intern), ("extern", mirror.extern)):
        if rows := _largest(mirror, side):
            sentence = say(
                texts["spiegel"][f"meest_{side}" if len(rows) == 1 else f"meest_{side}_meer"],
                ronde=when(mirror.round),
                themas=listed([bold(row.name) for row in rows]),
                n=rows[0].n,
                totaal=total,
                uitspraken=statements(total),
            )
            sentences.append(sentence)
    return sentences


def _largest(mirror: StaffVsPartners, side: str) -> list[ThemeRow]:
    """The themes with most statements of a side; none when too many share that, or it is one statement."""
    rows: list[ThemeRow] = [getattr(row, side) for row in mirror.rows]
    most = max((int(row.n) for row in rows), default=0)
    top = [row for row in rows if int(row.n) == most]
    return top if most > 1 and len(top) <= MOST_NAMES else []


def _finding(sentences: Sequence[Markup], certainty: str, why: Markup) -> Finding:
    return Finding("spiegel", Markup(" ").join(sentences), certainty, why, "spiegel")
