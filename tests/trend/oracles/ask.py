"""What others answer to the questions of cases.json: ``python ask.py svy glide balance > answers.json``.

In an environment of its own with svy, glide-py and balance (Python 3.12 or later; each can also be asked alone).
svy needs pyarrow, with which pandas is another program than the one that is tested; balance wants matplotlib and
plotly, and before Python 3.12 an older numpy. So their answers are on record, and ``test_oracles.py`` holds ours
to them. They are those of svy 0.35.0, glide-py 0.11.0 and balance 0.23.0.

A case is made up: statements, a sign each, whether people and the coder give the theme, whether it was audited,
and by which group; who said it; and a mix to which the groups are brought.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

Case = dict[str, Any]


def arrays(case: Case) -> dict[str, np.ndarray]:
    """The columns of a case, a statement each: a sign per statement; who is a number."""
    signs = {name: np.array([*case[name]]) for name in ("people", "coder", "audited", "group")}
    found = {name: column == "1" for name, column in signs.items() if name != "group"}
    return {**found, "group": signs["group"], "who": np.array(case["who"])}


def svy(case: Case) -> dict[str, float]:
    """The post-stratified mean, variances of clusters and of statements alone, and a mean at another mix."""
    pl, theirs = import_module("polars"), import_module("svy")
    design, sample = theirs.Design, theirs.Sample

    of, mix = arrays(case), case["mix"]
    n, read = len(of["coder"]), of["audited"]

    def mean(here: Any) -> Any:
        return here.estimation.mean("y").estimates[0]

    audit = sample(
        pl.DataFrame(
            {
                "y": of["people"][read].astype(float),
                "w": np.ones(read.sum()),
                "said": of["coder"][read].astype(int),
            }
        ),
        design(wgt="w"),
    )
    totals = {answer: float((of["coder"] == answer).sum()) for answer in (0, 1)}
    everyone = pl.DataFrame(
        {"y": of["people"].astype(float), "w": np.ones(n), "who": of["who"], "group": of["group"].tolist()}
    )
    clustered, alone = (sample(everyone, each) for each in (design(wgt="w", psu="who"), design(wgt="w")))
    even = alone.weighting.poststratify({name: part * n for name, part in mix.items()}, cells="group")
    return {
        "post_stratified": mean(audit.weighting.poststratify(totals, cells="said")).est,
        "se_of_clusters": mean(clustered).se,
        "se_of_statements": mean(alone).se,
        "at_mix": mean(even).est,
    }


def glide(case: Case) -> dict[str, float]:
    """The mean of strata, which are the coder's answers."""
    estimator = import_module("glide.estimators.stratified_classical").StratifiedClassicalMeanEstimator()

    of = arrays(case)
    people = np.where(of["audited"], of["people"].astype(float), np.nan)
    parts = np.array([np.mean(of["coder"] == answer) for answer in (False, True)])
    found = estimator.estimate(people, of["coder"].astype(int), stratum_weights=parts)
    return {"post_stratified": float(found.confidence_interval.mean)}


def balance(case: Case) -> dict[str, float]:
    """The mean at another mix."""
    pd, theirs = import_module("pandas"), import_module("balance.weighting_methods.poststratify")

    of, mix = arrays(case), case["mix"]
    here = pd.DataFrame({"group": of["group"]})
    target = pd.DataFrame({"group": [*mix]})
    weights = theirs.poststratify(
        here, pd.Series(np.ones(len(here))), target, pd.Series([*mix.values()], dtype=float), variables=["group"]
    )["weight"]
    return {"at_mix": float(np.average(of["people"], weights=weights))}


ORACLES: dict[str, Callable[[Case], dict[str, float]]] = {"svy": svy, "glide": glide, "balance": balance}


def main() -> None:
    """Ask those that are named."""
    cases = json.loads((Path(__file__).parent / "cases.json").read_text(encoding="utf-8"))
    told = {
        oracle: {name: {of: float(x) for of, x in ORACLES[oracle](case).items()} for name, case in cases.items()}
        for oracle in sys.argv[1:]
    }
    sys.stdout.write(json.dumps(told, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
