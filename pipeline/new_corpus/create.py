"""``thermometer new-corpus``: from files to a corpus that the pipeline runs on."""

import re
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.core.codebook import Codebook, load_codebook
from pipeline.core.corpus import CODEBOOK, CORPORA, RULES, Action, ActionsFile, CorpusConfig
from pipeline.core.counting import set_aside
from pipeline.core.errors import InputError, InputErrors, quoted, unknown
from pipeline.core.files import copy_file, write_text
from pipeline.core.params import PARAMS_FILE, Params, check_corpus_name, load_params
from pipeline.core.tabular.large_text import content_of
from pipeline.core.tabular.source_table import WORKBOOKS
from pipeline.core.yaml_model import read_yaml_model
from pipeline.ingest.profiles.profiles import load_profile, profile_names
from pipeline.ingest.source import checked_moment
from pipeline.new_corpus.files import changing_the_list, relisted, rendered
from pipeline.new_corpus.guessing import Guess, guess, with_equal_audience
from pipeline.new_corpus.survey import Wishes, fresh

LONGEST_TITLE = 60  # characters; longer ones wrap in the summary's tables
_ADDRESS = re.compile(r"(?:^|/)(?:https?|ftp):/")
_CLAUSE_END = re.compile(r"(?<=\w\w)[.;:](?:\s|$)")
_BREATH = re.compile(r",\s|\s[–—(]|\s(?=(?:zodat|omdat|waar\w+|door|om|met|voor|bij|en|of|die|dat)\s)")
_SHORTEST_TITLE = 15  # characters; a shorter beginning says too little


@dataclass(frozen=True)
class Made:
    """What was made, for the person who asked."""

    folder: Path
    guesses: Sequence[Guess]
    actions: Mapping[int, Action]
    params: Params
    dry: bool = False

    @property
    def all_blind(self) -> bool:
        """Whether the blind audit will hold every statement that can be drawn, as duplicates can not."""
        held = not any(each.sample for each in self.guesses)
        return held and 0 < sum(map(self.counting, self.guesses)) <= self.params.review.audit_size

    def counting(self, each: Guess) -> int:
        """How many statements of a file count in shares: those that respondents said, not the authors."""
        return int((set_aside(each.reading.statements, self.params.review.kinds_excluded) == "").sum())

    def message(self) -> str:
        """What the person is told: what was guessed, what to look at, what to run next."""
        return rendered("messages.txt.j2", made=self, params_file=PARAMS_FILE, fresh=fresh).rstrip("\n")


def make_corpus(
    name: str,
    files: Sequence[Path],
    wishes: Wishes = Wishes(),  # noqa: B008  it cannot change
    *,
    title: str | None = None,
    dry: bool = False,
) -> Made:
    """Make ``corpora/<name>/`` and add it to params.yaml, or do nothing at all.

    :class:`InputError` when the name is not a possible one or is taken, a file is missing, empty or binary, the
    profile does not exist, or a file fits none.

    Parameters
    ----------
    wishes : for all files; what is not wished for is guessed per file.
    dry : only find out what would be made.
    """
    check_corpus_name(name, where="NAME")
    params = load_params()
    folder = CORPORA / name
    if folder.exists():
        raise _taken(name)
    if wishes.round is not None:
        checked_moment(wishes.round)
    guesses = read_files(files, wishes, params)
    actions = proposed_actions([each.reading.actions for each in guesses], params)
    if title and any("\ud800" <= letter <= "\udfff" for letter in title):
        problem = f"{quoted(ascii(title))} holds half a character"
        raise InputError(problem, where="--title", todo="type it again")
    relisted(PARAMS_FILE.read_text(encoding="utf-8"), where=PARAMS_FILE, new=name)

    made = Made(folder, guesses, actions, params, dry)
    if dry:
        return made
    building = Path(tempfile.mkdtemp(dir=CORPORA, prefix=f".{name}."))
    try:
        build(building, name, guesses, actions, title)
        building.chmod(0o755)
        with changing_the_list():
            listed = relisted(PARAMS_FILE.read_text(encoding="utf-8"), where=PARAMS_FILE, new=name)
            if folder.exists():
                raise _taken(name)
            building.rename(folder)
            building = folder
            write_text(PARAMS_FILE, listed)
    except BaseException:
        shutil.rmtree(building)
        raise
    return made


def _taken(name: str) -> InputError:
    folder = CORPORA / name
    return InputError(
        f"corpus {quoted(name)} is already there",
        where=str(folder),
        todo=f"choose another name; to add a round to it, put the file in {folder / 'raw'} "
        f"and a source in {folder / 'corpus.yaml'}",
    )


def read_files(files: Sequence[Path], wishes: Wishes, params: Params) -> list[Guess]:
    """Every file read as it fits best; all that is wrong with them in one message."""
    names = profile_names()
    if wishes.profile is not None and wishes.profile not in names:
        raise unknown("profile", wishes.profile, names, where="--profile", todo="use one of the allowed values")
    profiles = {name: load_profile(name) for name in names}
    guesses: list[Guess] = []
    errors: list[InputError] = []
    for path in files:
        try:
            if _ADDRESS.search(path.as_posix()):
                raise InputError(
                    "this is an address on the internet; nothing is fetched from there",
                    where=str(path),
                    todo="download the file first, and give its name on this computer",
                )
            if path.name in {each.path.name for each in guesses}:
                raise InputError(f"two files are named {quoted(path.name)}", where=str(path), todo="rename one")
            content = content_of(path)
            sheets = wishes.sheets if path.suffix.lower() in WORKBOOKS else ()
            guesses += [guess(path, content, profiles, wishes, params.ingest, sheet) for sheet in sheets or ("",)]
        except InputError as error:
            errors.append(error)
    if errors:
        raise InputErrors.of(errors)
    return with_equal_audience(guesses, profiles, params.ingest)


def proposed_actions(found: Sequence[pd.DataFrame], params: Params) -> dict[int, Action]:
    """Actions by number, with themes by the coder's rules; a number that is taken becomes the next free one.

    ``found`` holds per source its ACTIONS_FOUND, in order.
    """
    codebook = load_codebook(CODEBOOK)
    rows = [row for frame in found for row in frame.to_dict("records")]
    themes_in = _rules(codebook, params) if rows else None
    actions: dict[int, Action] = {}
    for row in rows:
        number, text = int(row["number"]), row["text"]
        hits = themes_in(text) if themes_in else set()
        actions[max(actions) + 1 if number in actions else number] = Action(
            title=short_title(text),
            owner=row["owner"],
            group=row["group"],
            text=text,
            themes=tuple(theme for theme in codebook.themes if theme in hits),
            themes_proposed=True,
        )
    return dict(sorted(actions.items()))


def _rules(codebook: Codebook, params: Params) -> Callable[[str], set[str]]:
    """What gives the themes and stances that the coder's rules find in a text."""
    # Not at the top: heavy, and few files list actions.
    from pipeline.coder.rules.rule_files import read_rules
    from pipeline.coder.rules.rules import RuleSet

    rules = RuleSet(read_rules(RULES, codebook), params.language.model)
    return lambda text: {hit.label for hit in rules.find_in(text)}


def short_title(text: str) -> str:
    """The first clause of the text; where that is long, as far as its last comma or other breath that fits.

    >>> short_title("Maak een wegwijzer. Houd die actueel.")
    'Maak een wegwijzer'
    >>> short_title("Spreek doorlooptijden af met alle gemeenten, ook voor de maanden waarin niemand er is")
    'Spreek doorlooptijden af met alle gemeenten'
    """
    flat = " ".join(text.split())
    clause = _CLAUSE_END.split(flat, maxsplit=1)[0].strip(" .;:,") or flat
    if len(clause) <= LONGEST_TITLE:
        return clause
    breaths = [match.start() for match in _BREATH.finditer(clause, 0, LONGEST_TITLE + 1)]
    commas = [at for at in breaths if clause[at] == ","]
    if at := max([at for at in commas or breaths if at >= _SHORTEST_TITLE], default=0):
        return clause[:at].rstrip(" .;:,-–(")
    cut = clause[: LONGEST_TITLE - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" .;:,-–(") + "…"


def build(
    folder: Path, name: str, guesses: Sequence[Guess], actions: Mapping[int, Action], title: str | None
) -> None:
    """Fill the folder and read back what was written."""
    spoken = name.replace("-", " ").replace("_", " ").title()
    for file, path in {each.source.file: each.path for each in guesses}.items():
        copy_file(path, folder / "raw" / file)
    # Of an empty folder DVC warns in every stage that reads it.
    write_text(folder / "reviews" / "README.md", rendered("reviews.md.j2", name=name))
    write_text(
        folder / "corpus.yaml",
        rendered(
            "corpus.yaml.j2",
            name=name,
            title=title or f"Samenwerking {spoken}",
            organisation=spoken,
            sources=[each.source for each in guesses],
            profiles=profile_names(),
            header=[list(each.survey.plan.roles) if each.survey else [] for each in guesses],
        ),
    )
    themes = list(load_codebook(CODEBOOK).themes)
    write_text(folder / "actions.yaml", rendered("actions.yaml.j2", actions=actions, themes=themes))
    read_yaml_model(folder / "corpus.yaml", CorpusConfig)
    read_yaml_model(folder / "actions.yaml", ActionsFile)
