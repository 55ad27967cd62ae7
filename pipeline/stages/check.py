"""Stage check: codebook, profiles and the corpus itself, before anything of it runs.

Reads   reports/settings.txt (that the settings are sound), corpora/codebook.yaml, corpora/profiles/, of the corpus
        corpus.yaml and actions.yaml, and the names of the files in raw/.
Writes  reports/<corpus>/check.txt, which says that all is sound, and profielen.txt, a hash of each profile that
        the corpus uses: ingest depends on these alone. Or ends with exit code 2 and all that is wrong.

:func:`everything` checks each corpus that params.yaml lists (``thermometer check``).
"""

import hashlib
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

from pipeline.core.codebook import load_codebook
from pipeline.core.corpus import CODEBOOK, PROFILES, Corpus
from pipeline.core.errors import InputError, InputErrors
from pipeline.core.params import PARAMS_FILE, load_params
from pipeline.core.stage import Outputs, corpus_stage
from pipeline.ingest.profiles.profiles import load_profile, profile_names

Found = TypeVar("Found")


def run(corpus: Corpus) -> Outputs:
    """Check what all corpora share, and one of them."""
    load_params()
    _, profiles, own = collected([_codebook, _profiles, lambda: _corpus(corpus.name)])
    shared = f"{PARAMS_FILE}, codebook and {profiles.removeprefix('ok  ')} are sound"
    summary = f"{shared}; {own.removeprefix('ok  ')}"
    used = sorted({source.profile for source in corpus.config.sources})
    hashes = (f"{hashlib.sha256((PROFILES / f'{name}.yaml').read_bytes()).hexdigest()}  {name}\n" for name in used)
    files = {"check.txt": f"{summary}\n", "profielen.txt": "".join(hashes)}
    return Outputs({corpus.reports / name: text.encode() for name, text in files.items()}, summary)


def everything() -> list[str]:
    """One line per thing that is sound; else an :class:`InputError` with all that is wrong.
    What is wrong in params.yaml comes alone, as it names the corpora.
    """
    corpora = load_params().corpora
    checks: list[Callable[[], str]] = [_codebook, _profiles, *(partial(_corpus, name) for name in corpora)]
    return [f"ok  {PARAMS_FILE}: corpora {', '.join(corpora)}", *collected(checks)]


def collected(checks: Iterable[Callable[[], Found]]) -> list[Found]:
    """What each check gives, or one error with all of their mistakes, each once."""
    lines: list[Found] = []
    errors: dict[str, InputError] = {}
    for check in checks:
        try:
            lines.append(check())
        except InputError as error:
            errors[str(error)] = error
    if errors:
        raise InputErrors.of(list(errors.values()))
    return lines


def _codebook() -> str:
    codebook = load_codebook(CODEBOOK)
    return f"ok  {CODEBOOK}: {len(codebook.themes)} themes, version {codebook.version}"


def _profiles() -> str:
    names = profile_names()
    collected([partial(load_profile, name) for name in names])
    return f"ok  profiles: {', '.join(names)}"


def _corpus(name: str) -> str:
    corpus = Corpus(name)
    counts = collected([lambda: f"sources {len(corpus.config.sources)}", lambda: f"actions {len(corpus.actions)}"])
    config = corpus.folder / "corpus.yaml"
    wheres = {source.profile: f"{config}: source {source.file}" for source in corpus.config.sources}
    profiles = (partial(load_profile, profile, where=where) for profile, where in wheres.items())
    checks: list[Callable[[], object]] = [*profiles, partial(_reviews, corpus)]
    collected(checks)
    named = {source.file for source in corpus.config.sources}
    unused = sorted(path.name for path in corpus.raw.iterdir() if path.name not in named)
    note = f"; in raw/ but in no source: {', '.join(unused)}" if unused else ""
    return f"ok  {corpus.folder}: {', '.join(counts)}{note}"


def _reviews(corpus: Corpus) -> None:
    if not corpus.reviews.is_dir():
        raise InputError(
            "the folder for returned review files is not there",
            where=str(corpus.reviews),
            todo=f"make it: mkdir {corpus.reviews}",
        )


main = corpus_stage(run)
