"""Commands on files and corpora: read one, make, check, list, remove and rename corpora."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.arguments import Column, File, Out, all_typed, date_of, in_project, one_of, roles_of, typed

app = typer.Typer(no_args_is_help=True, help="Corpora: list them, remove one, rename one.")
Name = Annotated[str, typer.Argument(help="Its folder under corpora/.", show_default=False)]


@in_project
def ingest(
    file: File,
    profile: Annotated[
        str, typer.Option(metavar="NAME", help="The layout: a name in corpora/profiles/.", show_default=False)
    ],
    out: Out,
    ledger: Annotated[
        Path | None,
        typer.Option(metavar="L.json", help="Where to write what became of every line or row.", callback=typed),
    ] = None,
    round_: Annotated[
        str, typer.Option("--round", metavar="R", help="The moment, such as 2025; empty for none.")
    ] = "",
    column: Column = None,
) -> str:
    """Read one report or survey export into a table of statements.

    Example: `thermometer ingest survey.xlsx --profile tabel --out statements.csv --column text=Toelichting`
    """
    from pipeline.core.errors import several
    from pipeline.core.files import check_targets, read_bytes, write_bytes
    from pipeline.core.params import load_params
    from pipeline.core.tables import STATEMENTS, write_table
    from pipeline.ingest.common.identity import with_distinct_ids
    from pipeline.ingest.profiles.profiles import load_profile
    from pipeline.ingest.source import account, ledger_of, read_source, source_of
    from pipeline.privacy.finding import flagged

    source = source_of(file, profile, round_, roles_of(column))
    params = load_params().ingest
    check_targets(file, {"--out": out} | ({"--ledger": ledger} if ledger else {}))
    layout = load_profile(profile, where="--profile")
    reading = read_source(read_bytes(file), source, layout, params, where=str(file))
    statements = flagged(with_distinct_ids(reading.statements))
    became = ledger_of(reading)

    write_table(out, statements, STATEMENTS)
    if ledger:
        write_bytes(ledger, became.as_bytes())
    doubt = "" if len(statements) else f"; no statement found: is {profile} the right profile for this file?"
    counts = f"{several(len(statements))} ({reading.encoding}; {account(became)})"
    return f"ingest {file.name}: {counts}{doubt} → {out}"


@in_project
def new_corpus(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its folder under corpora/.", show_default=False)],
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", show_default=False, callback=all_typed)],
    profile: Annotated[
        str | None, typer.Option(metavar="P", help="The layout of all files; guessed per file without it.")
    ] = None,
    round_: Annotated[
        str | None,
        typer.Option(
            "--round", metavar="R", help="The moment, such as 2025. Guessed for a survey, none for a report."
        ),
    ] = None,
    date: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="When people spoke; orders the rounds.")
    ] = None,
    title: Annotated[str | None, typer.Option(metavar="T", help="Title of the summary.")] = None,
    column: Column = None,
    columns_as: Annotated[
        str | None,
        typer.Option(metavar="questions", help="For a survey: the header of each text column is its question."),
    ] = None,
    sheet: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Sheet of a workbook; repeat it for several. Chosen without it."),
    ] = None,
    no_date: Annotated[bool, typer.Option("--no-date", help="Leave the dates of a survey aside.")] = False,
    date_order: Annotated[
        str | None, typer.Option(metavar="ORDER", help="In dates of a survey: day-first or month-first.")
    ] = None,
    per_year: Annotated[
        bool, typer.Option("--per-year", help="A survey of several years: a round of each.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would make, and write nothing.")] = False,
) -> str:
    """Make a corpus of your own files and add it to params.yaml.

    Finds out layout, columns, round and date, says what it found, and writes it with comments to
    `corpora/NAME/corpus.yaml`. Improvement actions that a report lists come in `actions.yaml`.

    Example: `thermometer new-corpus utrecht report.txt survey_2025.csv`
    """
    when = date_of(date)
    from pipeline.ingest.survey.stamps import ORDERS
    from pipeline.new_corpus.create import make_corpus
    from pipeline.new_corpus.survey import Wishes

    wishes = Wishes(
        profile,
        round_,
        when,
        roles_of(column),
        tuple(sheet or ()),
        as_questions=one_of("--columns-as", columns_as, ("questions",)) is not None,
        no_date=no_date,
        date_order=one_of("--date-order", date_order, ORDERS),
        per_year=per_year,
    )
    return make_corpus(name, files, wishes, title=title, dry=dry_run).message()


@in_project
def check() -> str:
    """Check params.yaml, every corpus that it lists and what the coder learns from, without running anything."""
    from pipeline.stages.check import everything

    return "\n".join([*everything(), *coder_inputs()])


@app.command("list")
@in_project
def corpus_list() -> str:
    """List every corpus: its sources, the files that reviewers handed in, its summary.

    Example: `thermometer corpus list`
    """
    from pipeline.cli.commands.corpus_life import overview

    return overview()


@app.command("remove")
@in_project
def corpus_remove(name: Name, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> str:
    """Remove a corpus: its raw files, what was made of it, its place on the list. Asks first.

    Reviews, `corpus.yaml`, `actions.yaml` and kept topics are not deleted: they go to `corpora/removed/NAME/`.

    Example: `thermometer corpus remove utrecht`
    """
    from pipeline.cli.commands.corpus_life import remove
    from pipeline.core.errors import InputError

    try:
        return remove(name, lambda plan: yes or typer.confirm(plan))
    except typer.Abort:
        todo = "answer y, or give --yes; nothing was removed"
        raise InputError("the question was not answered", where="corpus remove", todo=todo) from None


@app.command("rename")
@in_project
def corpus_rename(old: Name, new: Name) -> str:
    """Rename a corpus: its folders, its place on the list, what DVC knows of it. Reviews stay valid.

    Example: `thermometer corpus rename utrecht utrecht-2024`
    """
    from pipeline.cli.commands.corpus_life import rename

    return rename(old, new)


def coder_inputs() -> list[str]:
    """One line per folder that the coder is made of and that is sound; else all that is wrong in one error."""
    from pipeline.coder.data.held_out import read_held_out
    from pipeline.coder.data.training_set import read_training, statement_files, training_files
    from pipeline.coder.rules.rule_files import read_rule_folder
    from pipeline.core.codebook import load_codebook
    from pipeline.core.corpus import CODEBOOK, HELD_OUT, RULES, TRAINING
    from pipeline.core.errors import several
    from pipeline.core.params import load_params
    from pipeline.stages.check import collected

    codebook = load_codebook(CODEBOOK)
    near = load_params().train.near_duplicate

    def rules() -> str:
        return f"ok  {RULES}: {several(len(read_rule_folder(RULES, codebook).files), 'rule file')}"

    def training() -> str:
        examples = read_training(training_files(), codebook).examples
        sets = read_held_out(statement_files(HELD_OUT), codebook, examples, near_duplicate=near)
        held_out = sum(len(each.examples) for each in sets)
        return f"ok  {TRAINING}: {several(len(examples))}; {HELD_OUT}: {held_out}"

    return collected([rules, training])
