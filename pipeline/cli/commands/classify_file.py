"""What ``thermometer classify`` does: code any CSV of Dutch text, of any length."""

import csv
import sys
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pipeline.coder.classify.classifying import CODING, code_statements
from pipeline.coder.classify.csv_stream import chunks, written
from pipeline.coder.model.resources import CoderResources, load_resources
from pipeline.core.codebook import load_codebook
from pipeline.core.corpus import CODEBOOK
from pipeline.core.errors import several
from pipeline.core.files import check_targets, write_bytes
from pipeline.core.masking import masked
from pipeline.core.params import Engine, Params, load_params
from pipeline.core.parts.engine import SERIAL, in_order

_LARGE = 1_000_000  # bytes, about 8,000 statements


def classify_file(path: Path, out: Path, url: str = "", model: str = "") -> str:
    """Code any CSV with columns ``id`` (or ``statement_id``) and ``text``; return a summary line.

    Other columns pass through; the coder's are added, or renewed when there. Rows keep their order.
    Columns ``kind``, ``question`` and ``effect`` help when there. Of the rows that were coded only
    the ids are kept in memory. :class:`InputError` when the file, the coder or a setting is not in order;
    ``out`` is then left as it was. A language model at ``url`` is asked too.
    """
    check_targets(path, {"--out": out})
    second = second_opinion(out, url, model) if url or model else None
    _at_hand.cache_clear()
    params, _ = _at_hand()
    coded, undecided = 0, 0
    with _progress() as bar, written(out) as stream:
        task, start = bar.add_task("coding", total=None, pace=""), time.monotonic()
        if not bar.disable:
            bar.update(task, total=_lines(path))
        writer = csv.writer(stream, lineterminator="\n")
        for part, coding in in_order(chunks(path), _coding_of, _engine(path, params)):
            result = part.drop(columns=CODING, errors="ignore").join(coding)
            if second:
                result = second(result)
            if not coded:
                writer.writerow(result.columns)
            writer.writerows(result.itertuples(index=False, name=None))
            coded += len(result)
            bar.update(task, completed=coded, pace=f"{coded / (time.monotonic() - start):.0f}/s")
            undecided += int((coding["themes_status"] == "onbeslist").sum())
    return f"classify {path.name}: {several(coded)}, {undecided} undecided → {out}"


def _progress() -> Progress:
    """A bar on a terminal: how many were coded, of about how many, how many a second, and the time left."""
    columns = (
        TextColumn("coding"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pace]}"),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty())


def _lines(path: Path) -> int:
    """Lines under the header: about as many as there are rows, or more where cells have several."""
    with path.open("rb") as stream:
        blocks = iter(lambda: stream.read(1 << 20), b"")
        return max(1, sum(block.count(b"\n") for block in blocks) - 1)


def second_opinion(out: Path, url: str, model: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """What adds to coded rows what a language model says of them, in columns ``taalmodel_…``.

    Personal data that are found are masked in what is sent. Answers are on record beside ``out``.
    :class:`InputError` for an address to which texts may not go, or no model's name.
    """
    from pipeline.cli.commands.language_model import settings_of
    from pipeline.language_model.asking import ask_all
    from pipeline.language_model.progress import shown
    from pipeline.language_model.prompt import MOST_CHARACTERS, parts
    from pipeline.language_model.second_coder import not_asked, second_coder
    from pipeline.language_model.store import Store
    from pipeline.privacy.finding import find_personal_data
    from pipeline.stages.ask import examples

    settings, codebook = settings_of(load_params().language_model, url, model), load_codebook(CODEBOOK)
    questions, path = parts(codebook, examples()), out.with_name(f"{out.name}.answers.jsonl")

    def said(coded: pd.DataFrame) -> pd.DataFrame:
        texts = coded["text"].map(lambda text: masked(text, find_personal_data(text))[:MOST_CHARACTERS])
        why_not, store = not_asked(coded, settings.ask), Store(path)
        wanted = [text for text, reason in zip(texts, why_not, strict=True) if not reason]
        with shown() as told:
            missing = ask_all(wanted, questions, settings, store, told).missing
        write_bytes(path, store.as_bytes())
        rows = second_coder(texts, why_not, questions, model, store, missing, codebook).set_index(coded.index)
        kept = coded.drop(columns=[f"taalmodel_{name}" for name in rows], errors="ignore")
        return kept.join(rows.drop(columns="statement_id").add_prefix("taalmodel_"))

    return said


@lru_cache(maxsize=1)
def _at_hand() -> tuple[Params, CoderResources]:
    """Settings and coder, read once; a process that is started anew reads them again."""
    params = load_params()
    return params, load_resources(params.language, params.coder, load_codebook(CODEBOOK))


def _coding_of(part: pd.DataFrame) -> pd.DataFrame:
    params, resources = _at_hand()
    return code_statements(part, resources, params.classify)


def _engine(path: Path, params: Params) -> Engine:
    """The sentence encoder uses all cores by itself; of a small file the start would take longest."""
    large = params.coder.encoder == "static" and path.stat().st_size > _LARGE
    return params.engine if large else SERIAL
