"""``thermometer check``: every setting and every corpus, before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pipeline.codebook import load_codebook
from pipeline.corpus import CODEBOOK, Corpus
from pipeline.errors import InputError, InputErrors
from pipeline.ingestion.profiles import load_profile, profile_names
from pipeline.params import PARAMS_FILE, load_params


def check() -> list[str]:
    """One line per thing that is sound.

    Raises
    ------
    InputError
        All that is wrong, in one message; what is wrong in params.yaml comes alone, as it
        names the corpora.
    """
    corpora = load_params().corpora
    checks: list[Callable[[], Iterable[str]]] = [_common, *(lambda name=name: _corpus(name) for name in corpora)]
    lines, errors = [f"ok  {PARAMS_FILE}: corpora {', '.join(corpora)}"], []
    for each in checks:
        try:
            lines.extend(each())
        except InputError as error:
            errors.append(error)
    if errors:
        raise InputErrors.of(errors)
    return lines


def _common() -> Iterable[str]:
    codebook = load_codebook(CODEBOOK)
    yield f"ok  {CODEBOOK}: {len(codebook.themes)} themes, version {codebook.version}"
    names = profile_names()
    for name in names:
        load_profile(name)
    yield f"ok  profiles: {', '.join(names)}"


def _corpus(name: str) -> Iterable[str]:
    corpus = Corpus(name)
    errors: list[InputError] = []
    for part in (lambda: corpus.config.sources, lambda: corpus.codebook, lambda: corpus.actions):
        try:
            part()
        except InputError as error:
            errors.append(error)
    if not errors:
        for source in corpus.config.sources:
            try:
                load_profile(source.profile, where=f"{corpus.folder / 'corpus.yaml'}: source {source.file}")
            except InputError as error:
                errors.append(error)
    if errors:
        raise InputErrors.of(list({str(error): error for error in errors}.values()))
    sources, actions = len(corpus.config.sources), len(corpus.actions)
    yield f"ok  {corpus.folder}: {sources} sources, {actions} actions"
