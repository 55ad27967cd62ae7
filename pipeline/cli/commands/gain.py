"""What ``thermometer review gain`` does: measure what learning from one corpus's reviewers brought.

Reads   reports/<corpus>/statements.csv and labels.csv, models/coder/corrections/<corpus>.jsonl, and what stages
        train and classify read.
Writes  reports/<corpus>/leerwinst.json: ``corrections`` (how many, and ``made_from``, a hash of their file),
        ``coder`` and, with figures of both coders and 95% intervals of the difference, ``reviewed`` and ``audit``.

The coder is trained as by stage train, once without corrections, once with all, and once for each part of the
reviewed statements with the corrections of the others. On the reviewed statements the parts are judged by coders
that had not seen them; on the blind audit, from which nobody learns, by the one with all corrections.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import Progress

from pipeline.cli.commands.reviewing import GAIN
from pipeline.coder.classify.classifying import Knowledge, code_statements
from pipeline.coder.data.held_out import held_back, read_held_out
from pipeline.coder.data.rule_folder import statement_files
from pipeline.coder.data.training_set import Example, read_training
from pipeline.coder.evaluation.correction_gain import as_corrections, families_of, gain_of, parts_of, told
from pipeline.coder.model.corrections import Correction, read_corrections
from pipeline.coder.model.train import train
from pipeline.coder.rules.find_all import find_in_all
from pipeline.core.codebook import load_codebook
from pipeline.core.corpus import CODEBOOK, CORRECTIONS, HELD_OUT, TRAINING, Corpus
from pipeline.core.counting import chances_coded, why_not_counted
from pipeline.core.errors import InputError, missing_file
from pipeline.core.files import write_json
from pipeline.core.params import Params, load_params
from pipeline.core.table import read_table
from pipeline.core.tables.labels import LABELS
from pipeline.core.tables.statements import STATEMENTS
from pipeline.measures.classification import Ints
from pipeline.review.returned.unsaved import digest
from pipeline.stages.classify import trained_knowledge
from pipeline.stages.train import training_files

_CODER = "the coder of dvc repro itself, trained anew each time"
_AGAIN = "run: dvc repro"
_NO_AUDIT = "  on the blind audit: nothing came back coded"

Teach = Callable[[Sequence[Correction]], Knowledge]


def gain(corpus: Corpus) -> str:
    """Train, judge, write; gives the report."""
    params, path = load_params(), CORRECTIONS / f"{corpus.name}.jsonl"
    if not path.is_file():
        raise missing_file(path, todo=_AGAIN)
    content = path.read_bytes()
    corrections = read_corrections({path.name: content.decode()}, where=str(CORRECTIONS))
    if len(corrections) < params.review.gain_fewest:
        return (
            f"review gain {corpus.name}: {len(corrections)} reviewed statements, beside the audit, are too few "
            f"to say what they brought; it asks {params.review.gain_fewest} (review.gain_fewest in params.yaml)"
        )
    statements = read_table(corpus.reports / "statements.csv", STATEMENTS).set_index("statement_id", drop=False)
    labels = read_table(corpus.reports / "labels.csv", LABELS).set_index("statement_id", drop=False)
    audited = labels[(labels["audit"] == "ja") & (why_not_counted(labels) == "")]
    ids, drawn = [one.id for one in corrections], audited.index.tolist()
    gone = [one for one in (*ids, *drawn) if one not in statements.index]
    if gone:
        raise InputError(f"statement {gone[0]} is no longer in statements.csv", where=str(path), todo=_AGAIN)
    families = families_of(corrections, statements, params)
    parts = parts_of(corrections, families, params)
    if not parts.any():
        return (
            f"review gain {corpus.name}: all {len(corrections)} reviewed statements are of one respondent or "
            "alike; none can be judged by a coder that has not seen its like"
        )
    known, examples = trained_knowledge(params, corpus.codebook), _examples()
    teach = _teaching(known, examples, corrections, params)

    def judged(knowledge: Knowledge, some: list[str]) -> list[Correction]:
        own = statements.loc[some]
        return as_corrections(own[["text"]].join(code_statements(own, knowledge, params.classify)))

    numbers = np.unique(parts).tolist()
    unseen: dict[str, Correction] = {}
    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        trainings = bar.track([None, *numbers, "all"], description="training")
        for number in trainings:
            coder = teach(_taught_to(number, corrections, parts))
            if number is None:
                plain = judged(coder, ids), judged(coder, drawn)
            elif number == "all":
                full = judged(coder, drawn)
            else:
                own = [one for one, part in zip(ids, parts, strict=True) if part == number]
                unseen |= dict(zip(own, judged(coder, own), strict=True))
    truth, heavy = as_corrections(audited), (1 / chances_coded(labels))[drawn]
    found = {
        "corrections": len(corrections),
        "held_out_of_training": _not_learned(corrections, examples, params),
        "made_from": digest(content),
        "coder": _CODER,
        "parts": len(numbers),
        "reviewed": gain_of(
            corrections,
            plain[0],
            [unseen[one] for one in ids],
            families,
            np.ones(len(ids)),
            corpus.codebook,
            params,
        ),
        "audit": gain_of(
            truth,
            plain[1],
            full,
            families_of(truth, statements, params),
            (heavy / heavy.mean()).fillna(1.0).to_numpy(dtype=np.float64),
            corpus.codebook,
            params,
        ),
    }
    write_json(corpus.reports / GAIN, found)
    return _report(found, corpus)


def _taught_to(number: int | str | None, corrections: Sequence[Correction], parts: Ints) -> list[Correction]:
    """The corrections for a coder: none, all, or those of the other parts than one."""
    if number is None:
        return []
    return [one for one, part in zip(corrections, parts, strict=True) if part != number]


def _report(found: dict[str, Any], corpus: Corpus) -> str:
    n_corrections, n_parts = found["corrections"], found["parts"]
    head = f"what {n_corrections} reviewed statements brought, 95% intervals; by {_CODER}"
    how = f"{n_parts} parts, each judged by a coder that learned from the others"
    lines = [
        f"review gain {corpus.name}: {head} → {corpus.reports / GAIN}",
        f"  on those statements ({how}; what reviewers correct is the hard part: look at the difference):",
        *(f"    {line}" for line in told(found["reviewed"])),
    ]
    audited = told(found["audit"])
    n = found["audit"]["themes"]["statements"]
    lines.append(f"  on the blind audit ({n} statements, a fair sample of all):" if audited else _NO_AUDIT)
    lines += [f"    {line}" for line in audited]
    if found["held_out_of_training"]:
        lines.append(
            f"  {found['held_out_of_training']} of them are in {HELD_OUT}: "
            "from those the coder of dvc repro does not learn; here it did"
        )
    return "\n".join(lines)


def _examples() -> tuple[Example, ...]:
    return read_training(training_files(), load_codebook(CODEBOOK), where=str(TRAINING)).examples


def _teaching(
    known: Knowledge, examples: Sequence[Example], corrections: Sequence[Correction], params: Params
) -> Teach:
    """What trains, as stage train does, a coder on the examples and some of the corrections."""
    codebook = load_codebook(CODEBOOK)
    texts = [example.text for example in examples] + [correction.text for correction in corrections]
    hits = find_in_all(known.rules, texts)
    language = known.coder.made.language

    def teach(some: Sequence[Correction]) -> Knowledge:
        trained = train(examples, codebook, hits, known.encoder, params.train, some, language=language)
        return replace(known, coder=trained.coder)

    return teach


def _not_learned(corrections: Sequence[Correction], examples: Sequence[Example], params: Params) -> int:
    """How many of the corrections stage train leaves aside, as they are held out for its figures."""
    near = params.train.near_duplicate
    sets = read_held_out(
        statement_files(HELD_OUT), load_codebook(CODEBOOK), examples, where=str(HELD_OUT), near_duplicate=near
    )
    return sum(held_back([one.text for one in corrections], sets, near_duplicate=near))
