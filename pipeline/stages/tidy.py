"""Stage tidy: removes what the pipeline made of corpora that are no longer on the list.

Reads   params.yaml (corpora), dvc.lock.
Writes  dvc.lock without the stages of those corpora. Removes their outputs, but no file that was changed since:
        somebody may have filled it in. What it removes is in DVC's cache, and comes back with the name.
"""

import hashlib
import re
import shutil
from collections.abc import Collection
from pathlib import Path

from pipeline.core.corpus import parts_of
from pipeline.core.earlier_outputs import LOCK, cache_folder, files_of, locked_outputs, without_stage
from pipeline.core.errors import several
from pipeline.core.params import load_params
from pipeline.core.stage import Outputs, project_stage


def run() -> Outputs:
    """Remove the outputs of corpora that went, and their entries in dvc.lock."""
    root, path = Path(), Path(LOCK)
    lock = path.read_text(encoding="utf-8") if path.is_file() else ""
    stages = unlisted_stages(lock, load_params().corpora)
    names = sorted({stage.partition("@")[2] for stage in stages})
    for name in names:  # no output of DVC's, and can be made again
        shutil.rmtree(parts_of(name), ignore_errors=True)
    changed = [file for stage in stages for file in remove_outputs(root, stage)]
    for stage in stages:
        lock = without_stage(lock, stage)
    summary = (
        f"removed what was made of {', '.join(names)}" if names else "every corpus of dvc.lock is on the list"
    )
    if changed:
        where = ", ".join(sorted(map(str, changed)))
        summary += f", but for {several(len(changed), 'file')} changed since: {where}"
    return Outputs({path: lock.encode()} if stages else {}, summary)


def unlisted_stages(lock: str, corpora: Collection[str]) -> list[str]:
    """The stages in the text of dvc.lock that ran for a corpus which is not on the list."""
    stages = re.findall(r"^  (\S+@(\S+)):$", lock, re.MULTILINE)
    return [stage for stage, corpus in stages if corpus not in corpora]


def remove_outputs(root: Path, stage: str) -> list[Path]:
    """Remove the files that a stage made; gives those that stay, as they are not as they were made."""
    cache = cache_folder(root)
    changed = []
    for path, md5 in (file for output in locked_outputs(root, stage) for file in files_of(root, output, cache)):
        if not path.is_file():
            continue
        if hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest() != md5:
            changed.append(path)
            continue
        path.unlink()
        for folder in path.parents[:-2]:  # not the folders right under the root
            if any(each.name != ".gitignore" for each in folder.iterdir()):  # DVC's own, of what went
                break
            shutil.rmtree(folder)
    return changed


main = project_stage(run)
