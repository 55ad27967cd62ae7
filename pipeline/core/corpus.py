"""A corpus: its folder, its sources (corpus.yaml), its actions (actions.yaml), its paths."""

import datetime
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from pipeline.core.codebook import Codebook, load_codebook
from pipeline.core.codes import ALL_ROUNDS, Audience
from pipeline.core.dates import UNNAMED
from pipeline.core.errors import InputError, InputErrors, missing_file, nearest, quoted, unknown
from pipeline.core.params import check_corpus_name, load_params
from pipeline.core.yaml_model import StrictModel, read_yaml_model, spelled

CORPORA = Path("corpora")
CODEBOOK = CORPORA / "codebook.yaml"
REPORTS = Path("reports")
PROFILES = CORPORA / "profiles"
TABLE_PROFILE = "tabel"  # reads tables; its sources have rows
RULES = CORPORA / "rules"
TRAINING = CORPORA / "training"
HELD_OUT = CORPORA / "held_out"
CODER = Path("models") / "coder"
ENCODER = Path("models") / "encoder"
OWN_ENCODER = ENCODER / "own"  # made from a checkpoint of one's own: make encoder BASE=FOLDER


def _plain_name(name: str) -> str:
    if Path(name).name != name or name in ("", ".", ".."):
        raise ValueError("name a file in this corpus's raw/ folder, without a path")
    return name


_TAKEN_ROUNDS = (UNNAMED, ALL_ROUNDS, "alle")  # what tables write where they mean no round in particular
ROUND_SPELLED = "letters without accents, digits, spaces, - and _, at most 40, a letter or digit first"


def _free_round(name: str) -> str:
    if name.casefold() in _TAKEN_ROUNDS:
        raise ValueError(f"a round cannot be called {name!r}; name the moment, for example 2025")
    return name


class Columns(StrictModel):
    """Which column of a survey export holds what; null where the export has none.

    Attributes
    ----------
    text : column with the answers; of a list each column is a question, which its header tells.
    """

    text: str | tuple[str, ...]
    question: str | None = None
    respondent: str | None = None
    organisation: str | None = None
    date: str | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """Columns with answers."""
        return (self.text,) if isinstance(self.text, str) else self.text

    @property
    def named(self) -> set[str]:
        """Every column that is used."""
        return {*self.texts, *filter(None, (self.question, self.respondent, self.organisation, self.date))}


class Source(StrictModel):
    """One file of a corpus.

    Attributes
    ----------
    round : the moment, for example "2025". A report that tells staff and partners apart
        gets "<round>-intern" and "<round>-extern"; empty gives plain "intern", "extern".
    date : when people spoke; orders the rounds.
    audience : who spoke, where the file itself does not say.
    internal_values : values of the organisation column that mean our own staff.
    sheet : of a workbook; empty for the first that holds text.
    header : numbers of the rows that name the columns; none for the first row, 0 where no row does.
    empty : cells that say that there is nothing, such as NA.
    question : the one that every answer is to, where no column says it.
    skip_questions : values of the question column whose answers are no open ones.
    date_order : which comes first in the date column.
    rounds : a round of each year of the date column, in the place of ``round``.
    """

    file: Annotated[str, AfterValidator(_plain_name)]
    profile: str
    round: Annotated[
        str, spelled(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,39}|", ROUND_SPELLED), AfterValidator(_free_round)
    ] = ""
    date: datetime.date | None = None
    audience: Audience = "onbekend"
    columns: Columns | None = None
    internal_values: tuple[str, ...] = ()
    sheet: str = ""
    header: tuple[Annotated[int, Field(ge=0)], ...] = ()
    empty: tuple[str, ...] = ()
    question: str = ""
    skip_questions: tuple[str, ...] = ()
    date_order: Literal["day-first", "month-first"] = "day-first"
    rounds: Literal["per year"] | None = None

    @property
    def is_table(self) -> bool:
        """Whether a place in it is a row, and not a line."""
        return self.profile == TABLE_PROFILE


class CorpusConfig(StrictModel):
    """corpus.yaml.

    Attributes
    ----------
    codebook : the corpus's own codebook; usually absent, then corpora/codebook.yaml holds.
        It may rename, redefine or leave out labels; the coder knows no others.
    audit_whole : moments of which every statement is to be coded blind, instead of a part of review.audit_size.
    same_codes : whether a respondent's code, such as 12 or R-012, is the same person in every round.
    pseudonym_key : secret of this corpus, in the place of ``ingest.pseudonym_key``; empty for that one.
    """

    title: str
    organisation: str
    sources: list[Source] = Field(min_length=1)
    codebook: Codebook | None = None
    audit_whole: tuple[str, ...] = ()
    same_codes: bool = False
    pseudonym_key: Annotated[str, spelled(r"|.{8,}", "8 characters or more")] = ""


class Action(StrictModel):
    """One improvement action.

    Attributes
    ----------
    text : the action as the report words it.
    themes : the themes that this action answers; empty when nobody has said.
    themes_proposed : true while the theme links are a machine's proposal.
    """

    title: str
    owner: str = ""
    group: str = ""
    text: str = ""
    themes: tuple[str, ...] = ()
    themes_proposed: bool = False


class ActionsFile(StrictModel):
    """actions.yaml."""

    actions: dict[Annotated[int, Field(ge=1)], Action] = Field(default_factory=dict)


@dataclass(frozen=True)
class Corpus:
    """A corpus by name: where its files are, read on demand.
    :class:`InputError` when the name is not a possible one or the folder is not there.
    """

    name: str

    def __post_init__(self) -> None:
        check_corpus_name(self.name, where="corpus")
        if not self.folder.is_dir():
            raise missing_file(
                self.folder,
                todo=f"make it with: thermometer new-corpus {self.name} FILE, or correct params.yaml",
            )

    @property
    def folder(self) -> Path:
        return CORPORA / self.name

    @property
    def raw(self) -> Path:
        return self.folder / "raw"

    @property
    def reviews(self) -> Path:
        """Files that reviewers handed back."""
        return self.folder / "reviews"

    @property
    def reports(self) -> Path:
        """Everything that the pipeline makes for this corpus."""
        return REPORTS / self.name

    @property
    def corrections(self) -> Path:
        """What reviewers taught about its statements, one a line."""
        return self.reports / "corrections.jsonl"

    @property
    def language_model(self) -> Path:
        """What a language model said, and the record of it."""
        return self.reports / "language_model"

    @property
    def parts(self) -> Path:
        """What stages keep of their work on parts; can be made again."""
        return parts_of(self.name)

    def ledger(self, stage: str) -> Path:
        """Where a stage writes its own ledger."""
        return self.reports / "ledgers" / f"{stage}.json"

    @cached_property
    def config(self) -> CorpusConfig:
        """corpus.yaml, sources sorted by date and file name, so that their order in the file is free."""
        path = self.folder / "corpus.yaml"
        config = read_yaml_model(path, CorpusConfig)
        twice = [
            a.file
            for a, b in combinations(config.sources, 2)
            if (a.file, a.sheet) == (b.file, b.sheet)
            and not (a.columns and b.columns and {*a.columns.texts}.isdisjoint(b.columns.texts))
        ]
        if twice:
            raise InputError(
                f"source {twice[0]!r} is listed twice",
                where=str(path),
                todo="remove one of them, or give each other text columns or another sheet",
            )
        for source in config.sources:
            if not (self.raw / source.file).is_file():
                raise missing_file(self.raw / source.file, todo=f"put it there, or correct {path}")
        order = sorted(
            config.sources,
            key=lambda s: (s.date or datetime.date.min, s.file, s.sheet, s.columns.texts if s.columns else ()),
        )
        return config.model_copy(update={"sources": order})

    @cached_property
    def codebook(self) -> Codebook:
        """The corpus's own codebook when it brings one, else the common one."""
        return self.config.codebook or load_codebook(CODEBOOK)

    @cached_property
    def actions(self) -> dict[int, Action]:
        """actions.yaml by number, ascending; themes checked against the codebook."""
        path = self.folder / "actions.yaml"
        actions = read_yaml_model(path, ActionsFile).actions
        errors = [
            unknown("theme", theme, self.codebook.themes, where=f"{path}: action {number}")
            for number, action in actions.items()
            for theme in action.themes
            if theme not in self.codebook.themes
        ]
        if errors:
            raise InputErrors.of(errors)
        return dict(sorted(actions.items()))


def parts_of(name: str) -> Path:
    """As :attr:`Corpus.parts`, also of a corpus that is gone."""
    return REPORTS / name / "parts"


def corpus_named(name: str | None) -> Corpus:
    """The corpus that a command means: the one of that name; without a name the only one that there is.
    :class:`InputError` without a name when there is a choice, or when params.yaml lists no corpus of the name.
    """
    corpora = load_params().corpora
    if name is None and len(corpora) > 1:
        todo = "name the one that is meant"
        raise InputError("there is more than one corpus", where="--corpus", allowed=tuple(corpora), todo=todo)
    if name is not None and name not in corpora:
        raise InputError(
            f"params.yaml lists no corpus {quoted(name)}",
            where="--corpus",
            allowed=tuple(corpora),
            nearest=nearest(name, corpora),
            todo="name one of these, or add it to params.yaml",
        )
    return Corpus(name or corpora[0])
