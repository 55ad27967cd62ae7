"""What ``thermometer corpus`` does: list corpora, remove one, rename one; what people made by hand stays.

Reads and writes  params.yaml (corpora), dvc.lock, the folder of the corpus and what the pipeline made of it.
        A removed corpus leaves its reviews and YAML files in corpora/removed/<name>/.
"""

import re
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import chain, count
from pathlib import Path

from pipeline.cli.commands.theme_renaming import write_all
from pipeline.core.corpus import CORPORA, REPORTS, Corpus
from pipeline.core.earlier_outputs import LOCK, without_stage
from pipeline.core.errors import InputError, nearest, quoted, several
from pipeline.core.params import PARAMS_FILE, check_corpus_name, load_params
from pipeline.new_corpus.files import changing_the_list, relisted
from pipeline.review.returned.reading import may_be_review
from pipeline.stages import index, tidy

REMOVED = CORPORA / "removed"
# Stages of which an output names the corpus: they run again under its new name.
_NAMING = ("check", "review", "evaluate", "report")


def overview() -> str:
    """One line per corpus, those on the list first; then what was kept of those that were removed."""
    listed = load_params().corpora
    lines = [f"{name}: {_told(name)}" for name in listed]
    lines += [f"{name}: not on the list, add it to {PARAMS_FILE}" for name in _names() if name not in listed]
    kept = (f"{path}: {_returned(path)}, kept of a corpus that was removed" for path in sorted(REMOVED.glob("*/")))
    return "\n".join([*lines, *kept])


def _told(name: str) -> str:
    page = REPORTS / name / "samenvatting.html"
    try:
        sources = several(len(Corpus(name).config.sources), "source")
    except InputError:
        return "cannot be read; thermometer check says why"
    return f"{sources}, {_returned(CORPORA / name)}; {page if page.is_file() else 'not run yet: dvc repro'}"


def remove(name: str, sure: Callable[[str], bool]) -> str:
    """Remove a corpus, but for what people made by hand; ``sure`` is told beforehand what goes and what stays."""
    folder = CORPORA / _known(name)
    if load_params().corpora == [name]:
        todo = "make another one first: thermometer new-corpus NAME FILE"
        raise InputError(f"{name} is the only corpus, and there must be one", where=str(PARAMS_FILE), todo=todo)
    places = chain([REMOVED / name], (REMOVED / f"{name}-{number}" for number in count(2)))
    kept = next(place for place in places if not place.exists())
    raw = several(len(list((folder / "raw").glob("*"))), "file")
    if not sure(
        f"This removes {folder / 'raw'} ({raw}, copies of your own), {REPORTS / name} and the place on the list.\n"
        f"It keeps what people made by hand, in {kept}: {_returned(folder)}, YAML files.\nRemove it?"
    ):
        return "Nothing was removed."
    moved = _change({folder: kept}, name)
    shutil.rmtree(kept / "raw", ignore_errors=True)
    tidied = tidy.run()
    tidied.write()
    (REPORTS / f"te-verbeteren-{name}.csv").unlink(missing_ok=True)
    if (REPORTS / name).exists():  # what somebody filled in since it was made, or what was made before a new name
        kept.mkdir(parents=True, exist_ok=True)
        (REPORTS / name).rename(kept / "reports")
    with suppress(InputError):  # of a corpus that never ran there is no row yet: the next run makes the page
        index.run().write()
    by_hand = f"; what people made by hand is in {kept}: {_returned(kept)}, YAML files" if moved else ""
    return (
        f"Corpus {name} is off the list{by_hand}.\ntidy: {tidied.summary}\n"
        "DVC's cache still holds what was made of it; to empty that: dvc gc --workspace"
    )


def rename(old: str, new: str) -> str:
    """Rename a corpus, in all places or in none; says what to do next."""
    check_corpus_name(new, where="NEW")
    moves = dict(zip(_places(_known(old)), _places(new), strict=True))
    if taken := [str(path) for path in moves.values() if path.exists()] + [new] * (new in load_params().corpora):
        todo = "choose another name, or move this away"
        raise InputError(f"the name {quoted(new)} is taken", where=taken[0], todo=todo)
    lock = Path(LOCK).read_text(encoding="utf-8") if Path(LOCK).is_file() else ""
    for stage in _NAMING:
        lock = without_stage(lock, f"{stage}@{old}")
    moved = _change(moves, old, new, {Path(LOCK): renamed_in_lock(lock, old, new)} if lock else {})
    where = "".join(f"\n  {source} → {target}" for source, target in moved)
    return f"Corpus {old} is now {new}:{where}\nReviews stay valid. Run: dvc repro"


def renamed_in_lock(lock: str, old: str, new: str) -> str:
    """The text of dvc.lock with a corpus renamed in the names, commands and paths of its stages."""
    folders = "corpora|reports(?:/kaarten)?"
    place = rf"(^  \w+@|^    cmd: .* |^    - path: (?:{folders})/){re.escape(old)}(?=:?$|/|\.json$)"
    return re.sub(place, lambda found: found[1] + new, lock, flags=re.MULTILINE)


def _names() -> list[str]:
    return sorted(path.parent.name for path in CORPORA.glob("*/corpus.yaml"))


def _known(name: str) -> str:
    """The name, of a corpus that is on the list or has a folder."""
    if name in (names := sorted({*load_params().corpora, *_names()})):
        return name
    like, todo = nearest(name, names), "name one of these"
    raise InputError(f"no corpus is named {quoted(name)}", "NAME", allowed=tuple(names), nearest=like, todo=todo)


def _places(name: str) -> list[Path]:
    """Where a corpus, and what was made of it, may be."""
    made = [REPORTS / name, REPORTS / "kaarten" / f"{name}.json"]
    return [CORPORA / name, *made, REPORTS / f"te-verbeteren-{name}.csv"]


def _returned(folder: Path) -> str:
    names = (path.name for path in (folder / "reviews").glob("*") if path.is_file())
    return several(sum(map(may_be_review, names)), "returned file")


def _change(
    moves: Mapping[Path, Path], old: str, new: str = "", files: Mapping[Path, str] | None = None
) -> list[tuple[Path, Path]]:
    """Move what there is, change the list and write these files: all, or nothing; gives what was moved."""
    moved: list[tuple[Path, Path]] = []
    with changing_the_list():
        listed = relisted(PARAMS_FILE.read_text(encoding="utf-8"), where=PARAMS_FILE, old=old, new=new)
        try:
            for source, target in moves.items():
                if source.exists():
                    target.parent.mkdir(parents=True, exist_ok=True)
                    source.rename(target)
                    moved.append((source, target))
            write_all({path: text.encode() for path, text in {**(files or {}), PARAMS_FILE: listed}.items()})
        except BaseException:
            for source, target in moved:
                target.rename(source)
            raise
    return moved
