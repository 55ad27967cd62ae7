"""Topics among many statements: how fast, and what are they worth? ``python -m tests.benchmarks.bench_topics``.

On the statements of ``many.py``, with the labels that they come with. Printed, per number of them (``--rows``):

- seconds of the whole, of which reading the sample by the encoder, grouping it, and placing the rest (in as many
  processes as there are cores); processor seconds of all; what a million would take, by the processor seconds of
  two cores that do nothing else: placing grows with the number, and the rest does not;
- topics, their parts, the share of statements in one, and two measures against what is known: of pairs of
  statements in one topic of which either has a theme, the share that have one in common; and of the things that no
  theme names, the share of statements in the topic that has most of them, averaged, with the share of that topic;
- beside it, in the same run, the alternative that was not taken: all statements compared with each other, on the
  ``--beside`` first ones.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from unittest import mock

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.coder.encoder.sentence import read_encoder
from pipeline.core.codebook import load_codebook
from pipeline.core.corpus import CODEBOOK, ENCODER
from pipeline.core.params import Discover, load_params
from pipeline.discover import assigning, model
from pipeline.discover.table import Discovered, discover_topics
from pipeline.stages.discover import quick
from tests.benchmarks.many import many_statements

_PAIRS = 20_000
_MILLION = 1_000_000


def _processor() -> tuple[float, float]:
    """Processor seconds of this process, and of those that it started and that ended."""
    spent = os.times()
    return spent.user, spent.children_user


class Clock:
    """Seconds of the functions that it was put around, by name; and of this process's processor, as "own NAME"."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)

    def around(self, name: str, work: Callable[..., object]) -> Callable[..., object]:
        """The function, timed."""

        def timed(*given: object, **named: object) -> object:
            start, own = time.perf_counter(), time.process_time()
            try:
                return work(*given, **named)
            finally:
                self.spent[name] += time.perf_counter() - start
                self.spent[f"own {name}"] += time.process_time() - own

        return timed


def found_in(frame: pd.DataFrame, params: Discover) -> tuple[Discovered, Mapping[str, float]]:
    """Topics of a frame, and seconds by part."""
    clock, encoder = Clock(), read_encoder(ENCODER)

    def meaning(texts: Sequence[str]) -> NDArray[np.floating]:
        return encoder.vectors(texts)

    start = time.perf_counter()
    with (
        mock.patch.object(model, "find_topics", clock.around("grouping", model.find_topics)),
        mock.patch.object(assigning, "assign", clock.around("placing", assigning.assign)),
    ):
        found = discover_topics(
            frame,
            list(load_codebook(CODEBOOK).themes),
            "",
            params,
            meaning=clock.around("reading", meaning),  # type: ignore[arg-type]
            quick=quick,
        )
    clock.spent["whole"] = time.perf_counter() - start
    return found, clock.spent


def same_theme(frame: pd.DataFrame, found: Discovered) -> float:
    """Of pairs in one topic of which either has a theme, the share with one in common."""
    chance = np.random.default_rng(1)
    themes = {
        one: {*cell.split("|")} - {""} for one, cell in zip(frame["statement_id"], frame["themes"], strict=True)
    }
    counts: list[bool] = []
    for _, members in found.statements.groupby("topic_id")["statement_id"]:
        ids = members.to_numpy()
        drawn = chance.choice(ids, (round(_PAIRS * len(ids) / len(found.statements)), 2))
        counts += [bool(themes[a] & themes[b]) for a, b in drawn if a != b and (themes[a] or themes[b])]
    return sum(counts) / max(len(counts), 1)


def unknown_subjects(frame: pd.DataFrame, found: Discovered) -> tuple[float, float]:
    """Of the things that no theme names: share in the topic that has most of them, and its share of that topic."""
    topic = found.statements.set_index("statement_id")["topic_id"]
    sizes, gathered = Counter(topic), []
    for _, own in frame[frame["subject"] != ""].groupby("subject"):
        counts = Counter(topic.reindex(own["statement_id"]).dropna())
        name, most = counts.most_common(1)[0] if counts else ("", 0)
        gathered.append((most / len(own), most / max(sizes[name], 1)))
    recall, precision = np.array(gathered).mean(axis=0) if gathered else (0.0, 0.0)
    return float(recall), float(precision)


def told(name: str, frame: pd.DataFrame, params: Discover) -> str:
    """One line of the table."""
    own, children = _processor()
    found, spent = found_in(frame, params)
    own, children = (after - before for after, before in zip(_processor(), (own, children), strict=True))
    # Of the parts the encoder and the placing use both cores, grouping one.
    million = (own - spent["own grouping"]) / 2 + spent["own grouping"] + children * _MILLION / len(frame) / 2
    recall, precision = unknown_subjects(frame, found)
    cells = (
        f"{name} {len(frame)}" if name else f"{len(frame)}, a sample of {params.sample_size}",
        *(f"{spent[part]:.0f}" for part in ("whole", "reading", "grouping", "placing")),
        f"{own + children:.0f}",
        f"{million:.0f}" if children else "–",
        f"{len(found.topics)} ({len(found.parts)})",
        f"{len(found.statements) / len(frame):.0%}",
        f"{same_theme(frame, found):.2f}",
        f"{recall:.2f} / {precision:.2f}",
    )
    return f"| {' | '.join(cells)} |\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.bench_topics")
    parser.add_argument("--rows", type=int, nargs="*", default=[20_000, 100_000])
    parser.add_argument("--beside", type=int, default=10_000, help="statements that are all compared; 0 for none")
    parser.add_argument(
        "--sample", type=int, nargs="*", help="sizes of the sample; that of params.yaml unless given"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the statements")
    given = parser.parse_args(argv)
    params = load_params().discover
    sys.stdout.write(
        "| statements | whole, s | reading | grouping | placing | processor, s | a million, s | topics (parts) "
        "| in one | same theme | unknown things: gathered / pure |\n"
        f"{'|---' * 11}|\n"
    )
    for number in given.rows:
        frame = many_statements(number, given.seed)
        for size in given.sample or [params.sample_size]:
            sys.stdout.write(told("", frame, params.model_copy(update={"sample_size": size})))
            sys.stdout.flush()
    if given.beside:
        alone = params.model_copy(update={"sample_size": given.beside, "most_topics": given.beside})
        sys.stdout.write(told("all of", many_statements(given.beside), alone))
    return 0


if __name__ == "__main__":
    sys.exit(main())
