"""``thermometer topics`` and ``thermometer theme``: keeping topics over rounds, making one a theme, renaming one.

Reads   reports/<corpus>/topics.csv, which stage discover wrote, and what corpora/<corpus>/reviews says was drawn.
Writes  ``topics keep``: corpora/<corpus>/topics.yaml; ``theme new``: corpora/codebook.yaml and
        corpora/rules/<theme>.yaml. Stages read these, so no stage may write them.
"""

from typing import Annotated

import typer

from pipeline.cli.arguments import CorpusName, in_project

topics = typer.Typer(no_args_is_help=True, help="Topics that people talk about: keep them over rounds.")
theme = typer.Typer(no_args_is_help=True, help="Themes of the codebook: make one of a topic, or rename one.")


@topics.command("keep")
@in_project
def topics_keep(
    name: Annotated[str | None, typer.Argument(metavar="CORPUS", hidden=True)] = None,
    corpus: CorpusName = None,
) -> str:
    """Keep the topics of the last run in `corpora/CORPUS/topics.yaml`, so that later rounds know them again.

    A topic that is found again keeps its id, and the name that you give it in that file. Run it
    again after a new round: it adds what is new and takes nothing away.

    Example: `thermometer topics keep --corpus nedermaas`
    """
    from pipeline.core.codebook import numbers_of
    from pipeline.core.corpus import corpus_named
    from pipeline.core.errors import InputError, several
    from pipeline.core.files import decode, read_bytes, write_text
    from pipeline.core.params import load_params
    from pipeline.core.tables import TOPICS, read_table
    from pipeline.discover.keeping import KEPT_FILE, KeptTopic, read_kept, settled_ids, with_topics

    chosen = corpus_named(corpus or name)
    topics = read_table(chosen.reports / "topics.csv", TOPICS)
    if topics.empty:
        raise InputError(
            "there is no topic to keep",
            where=str(chosen.reports / "topics.csv"),
            todo="wait for more statements, or lower discover.min_topic_size in params.yaml and run dvc repro",
        )
    path = chosen.folder / KEPT_FILE
    known = read_kept(path)
    profiles = {row["topic_id"]: numbers_of(row["profile"]) for row in topics.to_dict("records")}
    # Matched anew: the table may have been made before the file was last written.
    ids = settled_ids(profiles, known, load_params().discover.same_topic)
    found = {
        ids[row["topic_id"]]: KeptTopic(name=row["label"], words=profiles[row["topic_id"]])
        for row in topics.to_dict("records")
    }
    text = decode(read_bytes(path), where=str(path))[0] if path.is_file() else ""
    write_text(path, with_topics(text, found))
    again = len(found.keys() & known.keys())
    return (
        f"{path}: {several(len(found) - again, 'new topic')} kept, {again} renewed, "
        f"{len(known) - again} not found now (these stay).\n"
        "Give them other names in that file if you like, back it up (git does not: it holds words of "
        "participants), and run dvc repro."
    )


@theme.command("new")
@in_project
def theme_new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the new theme.", show_default=False)],
    topic: Annotated[
        str, typer.Option(metavar="ID", help="The topic: topic_id in topics.csv.", show_default=False)
    ],
    corpus: CorpusName = None,
) -> str:
    """Make a theme of a topic that the codebook does not know: `reports/C/topics-kandidaten.csv` lists them.

    Adds it to `corpora/codebook.yaml`, with a first rule in `corpora/rules/`, and says what to do
    next. The coder must then be trained again, which `dvc repro` does.

    Example: `thermometer theme new "Digitale balie" --topic t1a2b3c4d --corpus nedermaas`
    """
    from pipeline.cli.commands.theme_renaming import write_all
    from pipeline.core.codebook import SEPARATOR, load_codebook, numbers_of
    from pipeline.core.corpus import CODEBOOK, RULES, corpus_named
    from pipeline.core.errors import InputError, unknown
    from pipeline.core.files import decode, read_bytes
    from pipeline.core.tables import TOPICS, read_table
    from pipeline.discover.promoting import Promotion, named, next_steps, rule_file, with_theme
    from pipeline.review.labels.corrections import drawn
    from pipeline.review.returned.hand_in import returned_files
    from pipeline.review.returned.reading import SAMPLE

    chosen = corpus_named(corpus)
    topics = read_table(chosen.reports / "topics.csv", TOPICS).set_index("topic_id", drop=False)
    if topic not in topics.index:
        todo = f"name one of these; {chosen.reports / 'topics-kandidaten.csv'} says what they are"
        raise unknown("topic", topic, topics.index, where="--topic", todo=todo)
    row = topics.loc[topic]
    theme_id, label = named(name, load_codebook(CODEBOOK))
    new = Promotion(
        theme_id=theme_id,
        label=label,
        corpus=chosen.name,
        topic_id=topic,
        words=tuple(numbers_of(str(row["words"]))),
        statements=tuple(str(row["statements"]).split(SEPARATOR)),
    )
    rules = RULES / f"{theme_id}.yaml"
    if rules.exists():
        raise InputError(
            "there are rules for a theme of that name already",
            where=str(rules),
            todo="give another name, or move this file away first",
        )
    after = with_theme(decode(read_bytes(CODEBOOK), where=str(CODEBOOK))[0], new, where=str(CODEBOOK))
    # The codebook first: a theme without rules is sound, rules without their theme are not.
    write_all({CODEBOOK: after.encode("utf-8"), rules: rule_file(new).encode("utf-8")})
    audit = drawn(returned_files(chosen.reviews).get(SAMPLE))
    teaching = [one for one in new.statements if one not in audit]
    return next_steps(new, teaching, own_codebook=chosen.config.codebook is not None)


@theme.command("rename")
@in_project
def theme_rename(
    old: Annotated[str, typer.Argument(metavar="OLD", help="Id or Dutch name, in any case.", show_default=False)],
    name: Annotated[str, typer.Argument(metavar="NEW", help="Its Dutch name from now on.", show_default=False)],
) -> str:
    """Give a theme another name in all files that name it: codebook, rules, training, actions.

    All of them change, or none. What reviewers hand in under the earlier name is still understood.

    Example: `thermometer theme rename regie "Regie en verbinding"`
    """
    from pipeline.cli.commands.theme_renaming import rename_theme

    return rename_theme(old, name)
