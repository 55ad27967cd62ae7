"""``thermometer plan``: how much must be asked, and coded by people, to show a change."""

from typing import Annotated

import typer

from pipeline.cli.arguments import in_project


@in_project
def plan(
    theme: Annotated[
        str | None,
        typer.Option(metavar="THEME", help="Id or Dutch name; without one: what minutes of reading show."),
    ] = None,
    change: Annotated[
        float, typer.Option(metavar="POINTS", min=0.1, max=99, help="Change to be shown, in percentage points.")
    ] = 5,
    corpus: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Which corpus; not needed when there is one.", show_default=False),
    ] = None,
    audience: Annotated[str, typer.Option(metavar="WHO", help="intern, extern or alle.")] = "alle",
) -> str:
    """Plan the next round: how many statements, and how many audited, show a change of a theme. Without a theme:
    which changes so many minutes of reading show, and which files to read first.

    Reckoned from the newest round: how often the theme was named, and how well the coder did; minutes
    from what coding a statement took in the page to review in, once 20 were timed there. The change is then
    shown in four of five cases (`trend.power` in params.yaml), also when of all themes only this one moves.

    Examples: `thermometer plan`, `thermometer plan --theme verkokering --change 5`
    """
    from pipeline.core.codes import TREND_AUDIENCES, UNCORRECTED
    from pipeline.core.corpus import corpus_named
    from pipeline.core.dates import moment_of
    from pipeline.core.errors import InputError, unknown
    from pipeline.core.params import load_params
    from pipeline.core.tables import CODINGS, LABELS, TREND, read_table
    from pipeline.new_corpus.files import rendered
    from pipeline.review.metrics.pace import pace
    from pipeline.trend.planning import MINUTES, kinds, left_unknown, measured, planned, shown_after

    chosen, params, tuned = corpus_named(corpus), load_params().trend, load_params().review
    audience = audience.casefold()
    if audience not in TREND_AUDIENCES:
        raise unknown("audience", audience, TREND_AUDIENCES, where="--audience")
    path = chosen.reports / "trend.csv"
    rows = read_table(path, TREND)
    rows = rows[rows["doelgroep"] == audience]
    if theme is not None:
        rows = rows[rows["thema"] == chosen.codebook.resolve("themes", theme, where="--theme")]
    if rows.empty:
        raise InputError(
            f"nobody spoke in any round ({audience})", where=str(path), todo="choose another --audience"
        )
    row = {str(column): str(cell) for column, cell in rows.iloc[-1].items()}
    labels = read_table(chosen.reports / "labels.csv", LABELS)
    codings = read_table(chosen.reports / "codings.csv", CODINGS)
    speed = pace(codings, tuned.seconds_per_statement)
    if theme is None:
        moments, newest = labels["round"].map(moment_of), str(row["ronde"])
        speaks = (labels["audience"] == audience) | (audience == "alle")
        compared = [str(rows["ronde"].iloc[0]), newest]
        of_both = labels[speaks & moments.isin(compared) & (labels["set_aside"] == "")]
        fewest = int(of_both["round"].map(moment_of).value_counts().min())
        found = kinds(labels, speaks & (moments == newest), [*chosen.codebook.themes])
        seen = [
            (minutes, [shown_after(kind, fewest, minutes, speed.seconds, params) for kind in found])
            for minutes in MINUTES
        ]
        whole = next((place for place, (_, of) in enumerate(seen) if of and of[0][0] == fewest), len(seen))
        return rendered(
            "templates/plan_minutes.txt.j2",
            package="pipeline.cli",
            row=row,
            compared=compared,
            kinds=found,
            seen=seen[: whole + 1],
            files=sorted({f"blind-{name}" for name in of_both["round"]}),
            speed=speed,
        ).rstrip("\n")
    now = measured(row, left_unknown(labels, row["thema"]))
    return rendered(
        "templates/plan.txt.j2",
        package="pipeline.cli",
        row=row,
        now=now,
        plan=planned(now, change / 100, len(chosen.codebook.themes), params),
        points=change,
        speed=speed,
        uncorrected=UNCORRECTED,
    ).rstrip("\n")
