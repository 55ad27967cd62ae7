"""Made-up labels of any size: ``python -m tests.benchmarks.counted.labelled FOLDER --rows 1000000``.

A corpus as of :mod:`tests.benchmarks.consultation`, with its ``labels.csv`` written at once instead of by ingest,
classify and review: the texts are those of a consultation, their labels are drawn by chance, by text. So copies of
a text have the same. Of each round and side some hundred statements were audited.
"""

from __future__ import annotations

import argparse
import csv
import random
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.core.codebook import load_codebook
from pipeline.core.files import neutralise
from pipeline.core.tables import CODINGS, LABELS, write_table
from tests.benchmarks.bench_scale import project
from tests.benchmarks.consultation import NAME, QUESTIONS, ROUNDS, SIDES, Shares, answers, write_corpus
from tests.paths import ROOT

_EACH, _AUDITED = 3, 0.002
_STANCES = ("behouden", "knelpunt", "knelpunt", "wens", "neutraal")


def labelled(themes: Sequence[str], categories: Sequence[str], text: str, salt: int) -> dict[str, str]:
    """The labels of a text."""
    chance = random.Random(zlib.crc32(text.encode()) + salt)  # noqa: S311 - made-up labels, no secret
    often = [1 / rank for rank in range(1, len(themes) + 1)]
    drawn = {chance.choices(themes, often)[0] for _ in range(chance.choice((0, 1, 1, 1, 2, 3)))}
    own = [theme for theme in themes if theme in drawn]
    empty = chance.random() < 0.03
    return {
        "category": "" if empty else chance.choice(categories),
        "category_confidence": f"{chance.uniform(0.3, 1):.3f}",
        "stance": chance.choice(_STANCES),
        "stance_confidence": f"{chance.uniform(0.3, 1):.3f}",
        "themes": "" if empty else "|".join(own),
        "themes_status": "geen_inhoud" if empty else "thema" if own else "geen_thema",
        "theme_confidences": "|".join(f"{theme}={chance.uniform(0.4, 1):.2f}" for theme in own),
        "theme_chances": "|".join(
            f"{theme}={chance.uniform(0.4, 1) if theme in drawn else chance.uniform(0.01, 0.3):.2f}"
            for theme in themes
            if theme in drawn or chance.random() < 0.15
        ),
        "why": "|".join(f"{theme}: woorden" for theme in own),
    }


def rows(number: int, seed: int = 1) -> Iterator[dict[str, str]]:
    """Rows of LABELS by id, texts neutralised as in the file."""
    book = load_codebook(ROOT / "corpora" / "codebook.yaml")
    themes, categories = [*book.themes], [*book.categories]
    chance = random.Random(seed)  # noqa: S311 - made-up answers, no secret
    places = [(moment, side) for moment in ROUNDS for side in SIDES]
    none = dict.fromkeys(LABELS.names, "")
    for row, text in enumerate(answers(number, Shares(), chance)):
        place = row * len(places) // number
        moment, side = places[place]
        own = labelled(themes, categories, text, 0)
        coder = own if chance.random() < 0.8 else labelled(themes, categories, text, 1)
        drawn = chance.random() < max(_AUDITED, 900 / number)
        by = "beoordelaar" if drawn else "model"
        said = own if drawn else coder
        yield {
            **none,
            **said,
            "statement_id": f"s{row:09d}",
            "source": f"{side}_{moment}.csv",
            "line_start": str(row + 2),
            "line_end": str(row + 2),
            "kind": "antwoord",
            "round": moment,
            "respondent": f"R{moment}-{side[0]}{row // _EACH}",
            "organisation": SIDES[side][0],
            "audience": SIDES[side][1],
            "question": chance.choice(QUESTIONS),
            "date": f"{moment}-05-{chance.randint(1, 28):02}",
            "category_provenance": by,
            "stance_provenance": by,
            "themes_provenance": by,
            "predicted_category": coder["category"],
            "predicted_stance": coder["stance"],
            "predicted_themes": coder["themes"],
            "predicted_themes_status": coder["themes_status"],
            "review_status": "gecorrigeerd" if drawn else "",
            "reviewer": "Anna" if drawn else "",
            "audit": "ja" if drawn else "",
            "audit_probability": f"{max(_AUDITED, 900 / number):.6f}" if drawn else "",
            "text": neutralise(text),
        }


def write_labels(path: Path, number: int, seed: int = 1) -> None:
    """Write labels.csv."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, LABELS.names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows(number, seed))


def main() -> None:
    """Write one corpus with its labels, in the scratch project FOLDER of bench_scale."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    given = parser.parse_args()
    project(given.folder, "static")
    write_corpus(given.folder / "corpora" / NAME, len(ROUNDS) * len(SIDES))
    reports = given.folder / "reports" / NAME
    write_labels(reports / "labels.csv", given.rows)
    write_table(reports / "codings.csv", CODINGS.empty(), CODINGS)


if __name__ == "__main__":
    main()
