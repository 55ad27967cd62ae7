"""Made-up consultations of any size: ``python -m tests.benchmarks.consultation FOLDER --rows 100000``.

A corpus of two surveys in each of three rounds, of staff and of partners. An answer is one or more sentences of
the training statements put together, 22 words on average. Of the answers a part are form letters, a few of which
are sent very often (Zipf's law): most are letter for letter alike, some have a greeting, or miss a word.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.coder.data.training_set import statement_files
from tests.paths import ROOT

NAME = "groot"
ROUNDS, NEXT_ROUND = ("2023", "2024", "2025"), "2026"
SIDES = {"medewerkers": ("provincie (intern)", "intern"), "partners": ("gemeente", "extern")}
QUESTIONS = ("Wat gaat goed in de samenwerking?", "Wat kan beter in de samenwerking?")
GREETINGS = ("Beste provincie, ", "Geachte heer, mevrouw, ", "Ook ik vind: ", "L.S. ")
HEADER = ["respondent", "organisatietype", "vraag", "antwoord", "datum"]
_LETTERS, _WORDS, _EACH = 40, 10, 3  # form letters; words above the shortest answer, on average; answers a person
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class Shares:
    """Which part of the answers, 0-1, is a form letter letter for letter, and which nearly one."""

    copies: float = 0.3
    near_copies: float = 0.05


def sentences() -> list[str]:
    """Every sentence of the training statements, once, by the alphabet."""
    lines = (
        line
        for content in statement_files(ROOT / "corpora" / "training").values()
        for line in content.split("\n")
        if line.strip()
    )
    return sorted({each for line in lines for each in _SENTENCE_END.split(json.loads(line)["text"]) if each})


def answers(rows: int, shares: Shares, chance: random.Random) -> Iterator[str]:
    """So many answers."""
    pool = sentences()

    def written() -> str:
        wanted, said, words = 4 + chance.expovariate(1 / _WORDS), list[str](), 0
        while words < wanted:
            said.append(chance.choice(pool))
            words += len(said[-1].split())
        return " ".join(said)

    letters = [written() for _ in range(_LETTERS)]
    often = [1 / rank for rank in range(1, _LETTERS + 1)]
    for _ in range(rows):
        drawn = chance.random()
        if drawn >= shares.copies + shares.near_copies:
            yield written()
            continue
        letter = chance.choices(letters, often)[0]
        if drawn >= shares.copies:
            words = letter.split()
            del words[chance.randrange(len(words))]
            letter = chance.choice(GREETINGS) + letter if chance.random() < 0.5 else " ".join(words)
        yield letter


def write_sources(
    raw: Path, rows: int, shares: Shares | None = None, *, seed: int = 1, rounds: Sequence[str] = ROUNDS
) -> list[str]:
    """Write the surveys, which have so many rows together; gives their entries in corpus.yaml."""
    chance = random.Random(seed)  # noqa: S311 - made-up answers, no secret
    raw.mkdir(parents=True, exist_ok=True)
    said, entries = answers(rows, shares or Shares(), chance), []
    files = [(moment, side) for moment in rounds for side in SIDES]
    for place, (moment, side) in enumerate(files):
        organisation, audience = SIDES[side]
        file = f"{side}_{moment}.csv"
        entries.append(
            f'{{file: {file}, profile: tabel, round: "{moment}", date: {moment}-05-01, audience: {audience}, '
            "columns: {text: antwoord, question: vraag, respondent: respondent, organisation: organisatietype, "
            f"date: datum}}, internal_values: [{SIDES['medewerkers'][0]}]}}"
        )
        with (raw / file).open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
            writer.writerow(HEADER)
            for row in range(rows * place // len(files), rows * (place + 1) // len(files)):
                day = f"{chance.randint(1, 28):02}-05-{moment}"
                person = f"R{moment}-{side[0]}{row // _EACH}"
                writer.writerow([person, organisation, chance.choice(QUESTIONS), next(said), day])
    return entries


def write_corpus(
    folder: Path, rows: int, shares: Shares | None = None, *, seed: int = 1, in_next_round: int = 0
) -> None:
    """Write a corpus's folder: its sources, corpus.yaml and actions.yaml (those of the demo)."""
    entries = write_sources(folder / "raw", rows, shares, seed=seed)
    if in_next_round:
        entries += write_sources(folder / "raw", in_next_round, shares, seed=seed + 1, rounds=[NEXT_ROUND])
    config = ["title: Grote raadpleging", "organisation: provincie Nedermaas", "sources:"]
    config += [f"- {entry}" for entry in entries]
    (folder / "corpus.yaml").write_text("\n".join(config) + "\n", encoding="utf-8")
    demo = ROOT / "corpora" / "nedermaas" / "actions.yaml"
    (folder / "actions.yaml").write_bytes(demo.read_bytes())
    (folder / "reviews").mkdir(exist_ok=True)


def main() -> None:
    """Write one corpus."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path, help="of the corpus: FOLDER/raw and FOLDER/corpus.yaml")
    parser.add_argument("--rows", type=int, default=100_000)
    given = parser.parse_args()
    write_corpus(given.folder, given.rows)


if __name__ == "__main__":
    main()
