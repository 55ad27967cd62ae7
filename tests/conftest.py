"""A small project in a folder of its own, for tests of what people type; a toy sentence encoder."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from pipeline.coder.encoder.encoder import TOKENIZER
from pipeline.coder.encoder.sentence import MODEL, SEEN, SETTINGS, SentenceEncoder, read_encoder
from pipeline.core.codebook import load_codebook
from pipeline.core.files import write_bytes
from tests.builders import project
from tests.office.office import PROGRAM, Office, uno_python
from tests.paths import ROOT

# The same examples on every machine, so that a test turns red by what was changed; "search" looks for other ones.
# A machine that is busy is no fault.
settings.register_profile(
    "project", max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("quick", settings.get_profile("project"), max_examples=10)
settings.register_profile("search", settings.get_profile("project"), max_examples=500, derandomize=False)
settings.load_profile("project")


# Files in the order in which they start, so that both workers end together: what takes longest first. The first
# run of the demo takes a minute and a half; what needs it too comes when it is there, or a worker stands still.
LONGEST_FIRST = (
    "tests/end_to_end/test_main_job.py",
    "tests/coder/",
    "tests/browser/",
    "tests/whole/",
    "tests/report/",
    "tests/building/",
    "tests/end_to_end/",
)
# What files share that only one worker should make: an open browser, a trained coder, a corpus beside the demo.
TOGETHER = ("tests/browser/", "tests/coder/", "tests/end_to_end/test_rea")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give the tests of a file to one worker, files in the order in which they were collected.

    Not by the mark ``xdist_group``: with pytest 9.2 pytest-xdist 3.8 cannot add a group to a test's id,
    and scatters the group without a word.
    """
    from xdist.scheduler import LoadScopeScheduling

    config.option.loadscopereorder = False
    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = lambda test: next(
        (group for group in TOGETHER if test.startswith(group)), test.partition("::")[0]
    )
    return scheduler


# What is marked slow beside the tests that say so: whole files, and what asks for a trained coder or for charts.
SLOW_FILES = (
    "tests/building/",
    "tests/cli/test_explain.py",
    "tests/cli/test_reviewing.py",
    "tests/cli/test_theme_renaming.py",
    "tests/coder/language/",
    "tests/coder/model/test_in_parallel.py",
    "tests/coder/rules/test_rules.py",
    "tests/core/tabular/",
    "tests/evidence/test_listing.py",
    "tests/evidence/test_sheets.py",
    "tests/ingest/formats/test_bounds.py",
    "tests/ingest/formats/test_same_statements.py",
    "tests/ingest/report/test_layouts.py",
    "tests/ingest/report/test_same_report.py",
    "tests/ingest/test_table.py",
    "tests/language_model/test_asking.py",
    "tests/new_corpus/",
    "tests/privacy/",
    "tests/refi/test_programs.py",
    "tests/report/test_explorer.py",
    "tests/report/test_page.py",
    "tests/report/test_wording.py",
    "tests/review/common/test_review_rows.py",
    "tests/stages/test_ask.py",
    "tests/stages/test_check.py",
    "tests/stages/test_evaluate.py",
    "tests/stages/test_evidence.py",
    "tests/stages/test_ingest.py",
    "tests/stages/test_trend.py",
    "tests/trend/test_borrowing.py",
    "tests/trend/test_composition.py",
    "tests/trend/test_shares.py",
    "tests/evidence/test_conservation.py",
    "tests/ingest/report/test_any_text.py",
    "tests/report/test_charts.py",
    "tests/report/word/",
    "tests/review/outgoing/test_sampling.py",
    "tests/review/outgoing/test_workbook.py",
    "tests/review/returned/test_id_changes.py",
    "tests/review/returned/test_libreoffice.py",
    "tests/review/returned/test_round_trip.py",
    "tests/stages/test_discover.py",
    "tests/stages/test_killed.py",
    "tests/stages/test_masking.py",
    "tests/stages/test_report.py",
    "tests/stages/test_review.py",
    "tests/stages/test_train.py",
    "tests/whole/",
)
SLOW_FIXTURES = {"toy_project", "trained", "charts", "copy", "office"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow, and start the files that take longest."""
    for item in items:
        if item.nodeid.startswith(SLOW_FILES) or SLOW_FIXTURES & {*getattr(item, "fixturenames", ())}:
            item.add_marker("slow")

    def place(item: pytest.Item) -> int:
        starts = (n for n, start in enumerate(LONGEST_FIRST) if item.nodeid.startswith(start))
        return next(starts, len(LONGEST_FIRST))

    items.sort(key=place)


LEFT_OUT: Counter[str] = Counter()  # tests that are not run, by folder


def pytest_deselected(items: list[pytest.Item]) -> None:
    """Count what ``-m`` leaves out."""
    LEFT_OUT.update("/".join(item.nodeid.split("/")[:2]) for item in items)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let a worker tell what it left out: all workers leave out the same."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = dict(LEFT_OUT)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Hear what a worker left out."""
    LEFT_OUT.update(node.workeroutput.get("left_out", {}) if not LEFT_OUT else {})


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out."""
    if LEFT_OUT:
        folders = ", ".join(f"{count} in {folder}" for folder, count in sorted(LEFT_OUT.items()))
        terminalreporter.write_line(f"left out {LEFT_OUT.total()} tests: {folders}; make test runs all")


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that the first worker to ask for it makes; the others wait for it. Nobody may change it."""
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # the folder that all workers share
    folder, whole = base / name, base / f"{name}.whole"
    with FileLock(base / f"{name}.lock"):
        if not whole.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            whole.touch()
    return folder


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """LibreOffice with Calc and Writer: one for all tests of a worker."""
    python = uno_python() if PROGRAM else ""
    if not python:
        pytest.skip("LibreOffice, or a Python that has its `uno`, is not on this machine")
    with Office(python, tmp_path_factory.mktemp("office")) as running:
        if missing := {"calc", "writer"} - {*running.can}:
            pytest.skip(f"LibreOffice is here without its {' and '.join(sorted(missing))}")
        yield running


SURVEY = (
    "respondent;organisatietype;vraag;antwoord;datum\r\n"
    "R1;gemeente;Wat gaat goed?;Korte lijnen.;03-03-2025\r\n"
    "R1;gemeente;Wat kan beter?;;03-03-2025\r\n"
    "R2;provincie (intern);Wat kan beter?;n.v.t.;04-03-2025\r\n"
)
CORPUS = """\
title: Samenwerking Proefland
organisation: provincie Proefland
sources:
- file: enquete_2025.csv
  profile: tabel
  round: "2025"
  audience: extern
  columns: {text: antwoord, question: vraag, respondent: respondent, organisation: organisatietype, date: datum}
  internal_values: [provincie (intern)]
"""


@pytest.fixture
def small_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project's own settings, codebook, rules and profiles, and one corpus `proef`; the working folder."""
    root = project(tmp_path / "project", corpus=CORPUS, folders=("corpora/profiles", "corpora/rules"))
    (root / "corpora" / "proef" / "raw" / "enquete_2025.csv").write_bytes(SURVEY.encode("utf-8-sig"))
    monkeypatch.chdir(root)
    return root


TOY_HEADS = 4
TOY_LONGEST = 24  # pieces at once, so that long texts are soon long


@pytest.fixture(scope="session")
def toy_weights() -> dict[str, np.ndarray]:
    """Weights of a network like the encoder's, but tiny: one layer, 64 wide, 28 labels, 40 pieces."""
    chance = np.random.default_rng(4)
    width, inner, pieces, labels = 64, 128, 40, 28

    def drawn(*shape: int, around: float = 0.0) -> np.ndarray:
        return (around + chance.normal(0, 0.3, shape)).astype(np.float32)

    sizes = {"qkv": (3 * width, width), "mix": (width, width), "up": (inner, width), "down": (width, inner)}
    matrices = {name: drawn(*size) for name, size in sizes.items()}
    return {
        "word": drawn(pieces, width),
        "place": drawn(32, width),
        "norm.w": drawn(width, around=1),
        "norm.b": drawn(width),
        **{f"0.{name}.w": matrix for name, matrix in matrices.items()},
        **{f"0.{name}.b": drawn(len(matrix)) for name, matrix in matrices.items()},
        **{f"0.norm{n}.{end}": drawn(width, around=1.0 * (end == "w")) for n in (1, 2) for end in "wb"},
        "mean": drawn(width),
        "deviation": 1 + abs(drawn(width)),
        "head.w": drawn(labels, width),
        "head.b": drawn(labels),
        "look.w": drawn(labels, width),
    }


@pytest.fixture(scope="session")
def toy_tokenizer() -> str:
    """A tokeniser of the encoder's kind that knows 40 pieces: letters, and a few words."""
    letters = [[letter, -6.0] for letter in "abcdefghijklmnopqrstuvwxyz"]
    words = [[f"▁{word}", -3.0] for word in ("de", "het", "een", "en", "we", "gemeente", "hokje", "samen", "niet")]
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    frame = [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
             {"SpecialToken": {"id": "</s>", "type_id": 0}}]  # fmt: skip
    return json.dumps(
        {
            "version": "1.0",
            "truncation": None,
            "padding": None,
            "added_tokens": [
                {"id": n, "content": piece, "single_word": False, "lstrip": False, "rstrip": False,
                 "normalized": False, "special": True}
                for n, piece in enumerate(special)
            ],
            "normalizer": {"type": "Lowercase"},
            "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
            "post_processor": {
                "type": "TemplateProcessing",
                "single": frame,
                "pair": [*frame, {"Sequence": {"id": "B", "type_id": 1}}],
                "special_tokens": {
                    name: {"id": name, "ids": [n], "tokens": [name]} for name, n in (("<s>", 0), ("</s>", 2))
                },
            },
            "decoder": None,
            "model": {
                "type": "Unigram",
                "unk_id": 3,
                "vocab": [*([piece, 0.0] for piece in special), ["▁", -4.0], *words, *letters],
                "byte_fallback": False,
            },
        },
        ensure_ascii=False,
    )  # fmt: skip


@pytest.fixture(scope="session")
def toy_encoder_folder(
    toy_weights: dict[str, np.ndarray], toy_tokenizer: str, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder as models/encoder; the encoder knows the project's labels, has seen nothing, and knows nothing."""
    from models.building import encoder_graph  # Not at the top: heavy.

    folder = tmp_path_factory.mktemp("encoder")
    codebook = load_codebook(ROOT / "corpora" / "codebook.yaml")
    labels = {"category": codebook.categories, "stance": codebook.stances, "themes": codebook.themes}
    settings_ = {name: list(found) for name, found in labels.items()}
    (folder / MODEL).write_bytes(encoder_graph.build(toy_weights, heads=TOY_HEADS).SerializeToString())
    (folder / TOKENIZER).write_text(toy_tokenizer, encoding="utf-8")
    (folder / SETTINGS).write_text(
        json.dumps({"labels": settings_, "longest": TOY_LONGEST, "codebook": codebook.version}), encoding="utf-8"
    )
    content = io.BytesIO()
    np.savez(
        content,
        keys=np.array([], dtype="U16"),
        logits=np.zeros((0, 28), dtype=np.float16),
        vectors=np.zeros((0, 8), dtype=np.int8),
        shorten=np.eye(64, 8, dtype=np.float32),
    )
    (folder / SEEN).write_bytes(content.getvalue())
    return folder


@pytest.fixture(scope="session")
def toy_encoder(toy_encoder_folder: Path) -> SentenceEncoder:
    """The toy, opened as the bundled encoder is."""
    return read_encoder(toy_encoder_folder, threads=1)


@pytest.fixture(scope="session")
def toy_project(tmp_path_factory: pytest.TempPathFactory, toy_encoder_folder: Path) -> Path:
    """A project with the corpus `proef` and a coder trained on 250 statements, to copy; with the toy encoder."""
    # Not at the top: heavy, and most files of tests need no coder.
    from pipeline.coder.language import language
    from pipeline.stages import train

    def make(root: Path) -> None:
        project(root, folders=("corpora/rules",))
        shutil.copytree(toy_encoder_folder, root / "models" / "encoder")
        (root / "corpora" / "training").mkdir()
        shutil.copy(ROOT / "corpora" / "training" / "field_17.jsonl", root / "corpora" / "training")
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(root)
            assert language.main() == 0
            assert train.main([]) == 0
        write_bytes(root / "reports" / "proef" / "corrections.jsonl", b"\n")  # nobody taught anything yet

    return made_once(tmp_path_factory, "toy_project", make)
