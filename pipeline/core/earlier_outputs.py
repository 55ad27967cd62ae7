"""Earlier outputs of a stage: put back from DVC's cache when it starts, removed when it does not make them again.

DVC removes the outputs of a stage before it runs it, or takes them from its run cache. Marking outputs with
``persist`` would keep them, and switch the run cache off. So they are put back instead: whoever reads them while
the stage runs finds them, and a stage that fails or is killed leaves them whole. After a run that succeeded,
what it did not write anew is taken away, so that DVC never takes an old file for a new one.

Only light modules are imported here: until the files are back, a killed run would leave none.
"""

import configparser
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from pipeline.core.files import replacing

LOCK = "dvc.lock"
Stamp = tuple[int, int, int]  # by which a file is known as the one that was put back


def put_back(root: Path, stage: str) -> dict[Path, Stamp]:
    """Put back the outputs that dvc.lock names for a stage (``review@nedermaas``) and that are gone;
    gives what was put back.
    """
    cache = cache_folder(root)
    gone = [out for out in locked_outputs(root, stage) if not (root / out["path"]).exists()]
    restored = {}
    for path, md5 in (file for out in gone for file in files_of(root, out, cache)):
        if _copy(cached(cache, md5), path):
            restored[path] = _stamp(path)
    return restored


def remove_unwritten(restored: Mapping[Path, Stamp]) -> None:
    """Remove the files that were put back and that the stage did not write again."""
    for path, stamp in restored.items():
        if path.is_file() and _stamp(path) == stamp:
            path.unlink()


def locked_outputs(root: Path, stage: str) -> list[dict[str, Any]]:
    """The outputs of a stage in dvc.lock; none when it never ran."""
    lock = root / LOCK
    # Of a long file only the lines of this stage are parsed: that takes a tenth of the time.
    entry = _entry(stage).search(lock.read_text(encoding="utf-8")) if lock.is_file() else None
    parsed = YAML(typ="safe").load(entry[0])[stage] if entry else {}
    outputs: list[dict[str, Any]] = parsed.get("outs", [])
    return outputs


def without_stage(lock: str, stage: str) -> str:
    """The text of dvc.lock without a stage."""
    return _entry(stage).sub("", lock)


def files_of(root: Path, output: Mapping[str, Any], cache: Path) -> Iterator[tuple[Path, str]]:
    """The files of an output, which may be a folder, with their hashes; none when the cache has no such folder."""
    path, md5 = root / output["path"], str(output.get("md5", ""))
    if not md5.endswith(".dir"):
        yield path, md5
        return
    listing = cached(cache, md5)
    entries = json.loads(listing.read_text(encoding="utf-8")) if listing.is_file() else []
    for entry in entries:
        yield path / entry["relpath"], entry["md5"]


def cached(cache: Path, md5: str) -> Path:
    """Where the cache keeps a content."""
    return cache / "files" / "md5" / md5[:2] / md5[2:]


def cache_folder(root: Path) -> Path:
    """The folder of DVC's cache: .dvc/cache, unless the project is set to another one."""
    folder = root / ".dvc" / "cache"
    for name in ("config", "config.local"):
        config = configparser.ConfigParser(interpolation=None, strict=False)
        config.read(root / ".dvc" / name, encoding="utf-8")
        if place := config.get("cache", "dir", fallback=""):
            folder = root / ".dvc" / place
    return folder


def _entry(stage: str) -> re.Pattern[str]:
    return re.compile(rf"^  {re.escape(stage)}:\n(?:    .*\n)+", re.MULTILINE)


def _copy(source: Path, target: Path) -> bool:
    """Copy all or nothing; whether the cache had it."""
    if not source.is_file():
        return False
    with source.open("rb") as content, replacing(target) as stream:
        shutil.copyfileobj(content, stream)
    return True


def _stamp(path: Path) -> Stamp:
    status = path.stat()
    return status.st_ino, status.st_mtime_ns, status.st_size
