"""Stage check: settings, codebook and profiles, before anything runs.

Reads   params.yaml, corpora/codebook.yaml, corpora/profiles/. Writes nothing: it ends with
        exit code 2 and all that is wrong, or says that all is sound.

:func:`everything` also checks each corpus that params.yaml lists (``thermometer check``); in the
pipeline each stage checks what it reads of its own corpus.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from pipeline.core.codebook import load_codebook
from pipeline.core.corpus import CODEBOOK, Corpus
from pipeline.core.errors import InputError, InputErrors, guarded
from pipeline.core.params import PARAMS_FILE, load_params
from pipeline.ingest.profiles.profiles import load_profile, profile_names


def run() -> str:
    """Check what all corpora share; gives the summary line."""
    corpora = load_params().corpora
    collected([_codebook, _profiles])
    shared = f"{PARAMS_FILE}, codebook and {len(profile_names())} profiles are sound"
    return f"check: {shared}; corpora {', '.join(corpora)}"


def everything() -> list[str]:
    """One line per thing that is sound, corpora included.

    Raises
    ------
    InputError
        All that is wrong, in one message; what is wrong in params.yaml comes alone, as it
        names the corpora.
    """
    corpora = load_params().corpora
    parts: list[Callable[[], str]] = [_codebook, _profiles, *(partial(_corpus, name) for name in corpora)]
    return [f"ok  {PARAMS_FILE}: corpora {', '.join(corpora)}", *collected(parts)]


def collected(parts: Iterable[Callable[[], str]]) -> list[str]:
    """What each part says, or one error with all of their mistakes, each once."""
    lines: list[str] = []
    errors: dict[str, InputError] = {}
    for part in parts:
        try:
            lines.append(part())
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
    for name in names:
        load_profile(name)
    return f"ok  profiles: {', '.join(names)}"


def _corpus(name: str) -> str:
    corpus = Corpus(name)
    config = corpus.folder / "corpus.yaml"
    counts = collected(
        [
            lambda: f"sources {len(corpus.config.sources)}",
            lambda: f"actions {len(corpus.actions)}",
        ]
    )
    wheres = {source.profile: f"{config}: source {source.file}" for source in corpus.config.sources}
    collected(
        [*(partial(_profile, profile, where) for profile, where in wheres.items()), partial(_reviews, corpus)]
    )
    unused = sorted(path.name for path in corpus.raw.iterdir() if path.name not in _named(corpus))
    note = f"; in raw/ but in no source: {', '.join(unused)}" if unused else ""
    return f"ok  {corpus.folder}: {', '.join(counts)}{note}"


def _named(corpus: Corpus) -> set[str]:
    return {source.file for source in corpus.config.sources}


def _reviews(corpus: Corpus) -> str:
    if not corpus.reviews.is_dir():
        raise InputError(
            "the folder for returned review files is not there",
            where=str(corpus.reviews),
            todo=f"make it: mkdir {corpus.reviews}",
        )
    return "reviews"


def _profile(name: str, where: str) -> str:
    return load_profile(name, where=where).description


def main(argv: Sequence[str] | None = None) -> int:
    """Run the stage from the command line."""
    argparse.ArgumentParser(prog="python -m pipeline.stages.check", description=__doc__.split("\n")[0]).parse_args(
        argv
    )
    return guarded(lambda: _print(run()))


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
