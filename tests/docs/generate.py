"""The generated parts of the pages, between markers: `make readme` renews them.

``<!-- stages -->``: the stages, from dvc.yaml. ``<!-- tables -->``: the data dictionary, from
pipeline/core/tables. ``<!-- figures -->``: how well the coder does, from
models/coder/metrics.json and the demo's metrics.json.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from jinja2 import Template

from pipeline.coder.evaluation.report import model_card, read_study
from pipeline.core.tables import SUBJECTS, tables_of
from tests.docs import drawing
from tests.dvc_cache import STAGES, body, outputs
from tests.paths import ROOT


def stages() -> str:
    """One row a stage, in the order of dvc.yaml."""
    rows = ["| stage | what it does | writes |", "|---|---|---|"]
    for name in STAGES:
        written = "<br>".join(f"`{path}`" for path in outputs(name, "<corpus>"))
        rows.append(f"| {name} | {body(name)['desc']} | {written or '–'} |")
    return "\n".join(rows)


def dictionary() -> str:
    """One section a table: what a row is, its key, its columns."""
    template = Template((ROOT / "tests" / "docs" / "tables.md.j2").read_text(encoding="utf-8"))
    return str(template.render(tables=[table for name in SUBJECTS for table in tables_of(name).values()])).rstrip()


def figures(coder: dict[str, Any], audit: dict[str, Any], real: dict[str, Any] | None = None) -> str:
    """How well the coder does: real text first, then a row a set that it had not seen; two annotators beside."""
    rows = ["| measured on | themes, micro F1 | category, macro F1 | stance, macro F1 |", "|---|---|---|---|"]
    if real and real["made_for"] == coder["made_for"]:
        n, off = real["coder"]["statements"], real["coder"]["off_topic"]
        told = (
            f"real text, word for word ({n} statements, {off} of them off topic, [model card](docs/model-card.md))"
        )
        for name, own in ((told, real["coder"]), ("– two people with each other, on that text", real["people"])):
            themes, stance = ("{:.2f} ({:.2f}–{:.2f})".format(*own[key]) for key in ("themes", "stance_on_topic"))
            rows.append(f"| {name} | {themes} | – | {stance} |")
    for name, own in coder.get("held_out", {}).items():
        told = f"held-out set `{name}` ({own['statements']} statements, [data card](corpora/held_out/README.md))"
        rows.append(_row(told, own))
        if both := own.get("annotators"):
            pairs = {kind: pair["first_and_second"] for kind, pair in both.items()}
            rows.append(_row(f"– two annotators with each other, on `{name}`", pairs))
    audited: dict[str, Any] = {}
    for kind, name in _SHOWN.items():
        found = audit[kind][name]
        audited[kind] = {name: found["value"], f"{name}_interval": [found["low"], found["high"]]}
    n = audit["themes"]["n"]
    rows.append(
        _row(f"blind audit of the demo corpus ({n} statements, {_METRICS.format('reports/nedermaas')})", audited)
    )
    n = coder["statements"]
    rows.append(
        _row(f"cross-validation on the training statements ({n:,}, {_METRICS.format('models/coder')})", coder)
    )
    return "\n".join(rows)


_METRICS = "[metrics]({}/metrics.json)"
_SHOWN = {"themes": "micro_f1", "category": "macro_f1", "stance": "macro_f1"}


def _row(told: str, own: dict[str, Any]) -> str:
    cells = []
    for kind, name in _SHOWN.items():
        low_high = own[kind].get(f"{name}_interval")
        span = f" ({low_high[0]:.2f}–{low_high[1]:.2f})" if low_high else ""
        cells.append(f"{own[kind][name]:.2f}{span}")
    return f"| {told} | {' | '.join(cells)} |"


def _json(path: str) -> Any:
    return json.loads((ROOT / path).read_text(encoding="utf-8"))


def card() -> str:
    """The model card of the bundled coder, as the stage train makes it, with links from docs/."""
    beside = (read_study(ROOT / "models" / f"{name}.json") for name in ("study", "real_text"))
    text = model_card(_json("models/coder/metrics.json"), *beside)
    return (
        text.replace("](metrics.json)", "](../models/coder/metrics.json)")
        .replace("](../study.json)", "](../models/study.json)")
        .replace("](../../", "](../")
    )


def renewed(page: str) -> str:
    """A page with the generated parts that it has made anew."""
    text, up = (ROOT / page).read_text(encoding="utf-8"), "../" * page.count("/")
    coder, audit = _json("models/coder/metrics.json"), _json("reports/nedermaas/metrics.json")["audit"]
    made = {
        "stages": stages(),
        "folders": drawing.table(),
        "tables": dictionary(),
        "figures": figures(coder, audit, read_study(ROOT / "models" / "real_text.json")).replace("](", f"]({up}"),
    }
    for marker, content in made.items():
        opening, closing = f"<!-- {marker} -->\n", f"<!-- /{marker} -->"
        before, found, rest = text.partition(opening)
        if found:
            _, closed, after = rest.partition(closing)
            assert closed, f"the part {marker} has no end"
            text = f"{before}{opening}{content}\n{closing}{after}"
    return text


CARD = ROOT / "docs" / "model-card.md"
PAGES = {
    "README.md": ("figures",),
    "docs/accuracy.md": ("figures",),
    "reports/README.md": ("tables",),
    "docs/architecture.md": ("stages", "folders"),
}

if __name__ == "__main__":
    drawing.PICTURE.write_text(drawing.picture(), encoding="utf-8")
    CARD.write_text(card(), encoding="utf-8")
    for page in PAGES:
        path = ROOT / page
        path.write_text(renewed(page), encoding="utf-8")
        sys.stdout.write(f"{page} is renewed.\n")
