"""The files to review as a page: one HTML file that works offline, from a folder on the network.

The same rows as the CSV beside it, and what it exports is that CSV. Of a statement that is coded blind the page
holds what the CSV holds: nothing that the machine thinks, in no byte. Rows keep the order of the draw, and in a
blind file the page offers no other: whoever stops half-way has coded a smaller random sample. The bytes depend
on nothing but the content.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from jinja2 import Template
from markupsafe import Markup

from pipeline.core.codebook import NO_THEME, Codebook, Label
from pipeline.core.files import html_templates, policy_hash
from pipeline.core.tables import REVIEW
from pipeline.core.yaml_model import own_yaml
from pipeline.review.common.review_rows import BLIND, SAID_NO_CONTENT, SAID_OFF_TOPIC, SECONDS, UNDECIDED
from pipeline.review.page.keys import single_keys, theme_keys

MOST_ROWS = 50_000  # that a browser opens without trouble; of larger files there is no page
_HERE = Path(__file__).parent
# In this order they are one script: the first know nothing of the screen.
_SCRIPTS = tuple(
    f"{name}.js"
    for name in (
        *("spreadsheet", "keeping", "answers"),
        *("page", "choosing", "keys", "saving", "searching", "starting"),
    )
)
# What each key does before somebody gives it another; several keys for one command all do it. None is a letter.
KEYS: Mapping[str, tuple[str, ...]] = {
    "next": ("Enter",),
    "back": ("Backspace", "ArrowLeft"),
    "none": ("0",),
    "off": ("-",),
    "empty": (".",),
    "doubt": ("/", "?"),
    "note": (";",),
    "undecided": (",",),
    "forward": ("ArrowRight",),
    "clear": ("Delete",),
    "undo": ("Ctrl+z",),
    "find": ("F2",),
    "help": ("F1",),
    "save": ("Ctrl+s",),
}


class AboutFile(NamedTuple):
    """What a page says of its file.

    Attributes
    ----------
    name : of the file, without suffix. corpus : to which it belongs; with the name it is how a browser knows it.
    title : of the corpus.
    seconds : that one statement takes, before the page has measured it.
    decides : whether reviewers settle here what they disagree about.
    """

    name: str
    corpus: str
    title: str
    seconds: float
    decides: bool = False


@cache
def _words() -> dict[str, Any]:
    return own_yaml(_HERE / "words.yaml")


@cache
def _template() -> Template:
    # Once in a process: to compile it takes longer than to fill it in, and each run makes several pages.
    return html_templates({"page": (_HERE / "page.html.j2").read_text(encoding="utf-8")}).get_template("page")


def review_page(rows: pd.DataFrame, codebook: Codebook, about: AboutFile) -> bytes:
    """The page with these rows of REVIEW."""
    words = _words()
    cells = [list(map(str, row)) for row in rows[REVIEW.names].itertuples(index=False, name=None)]
    blind = bool(len(rows)) and bool(rows["controle"].str.startswith(BLIND).all())
    kind = "decide" if about.decides else "blind" if blind else "check"
    data = {
        "file": f"{about.corpus}/{about.name}",
        "name": about.name,
        "hash": _content_hash(rows),
        "kind": kind,
        "seconds": about.seconds,
        "columns": [*REVIEW.names],
        "numbers": [column.name for column in REVIEW.columns if column.number],
        "extra": SECONDS,
        "said": {"none": NO_THEME, "empty": SAID_NO_CONTENT, "off": SAID_OFF_TOPIC, "undecided": UNDECIDED},
        "labels": {kind: {one: label.label for one, label in getattr(codebook, kind).items()} for kind in _KINDS},
        "keys": {
            **{name: list(keys) for name, keys in KEYS.items()},
            **{f"themes:{theme}": [key] for theme, key in theme_keys(codebook).items() if key},
            **{
                f"{kind}:{label_id}": [key]
                for kind, keys in single_keys(codebook).items()
                for label_id, key in keys.items()
                if key
            },
        },
        "words": words["page"],
        "commands": words["commands"],
        "names": words["names"],
        "rows": cells,
    }
    style = (_HERE / "style.css").read_text(encoding="utf-8")
    script = "".join((_HERE / name).read_text(encoding="utf-8") for name in _SCRIPTS)
    script = f'"use strict";\n(() => {{\n{script}}})();\n'
    shown: dict[str, Any] = {
        "about": about,
        "kind": kind,
        "lead": words["kinds"][kind],
        "commands": words["commands"],
        "groups": [(kind, title, getattr(codebook, kind)) for kind, title in _KINDS.items()],
        "entries": _entries(codebook),
        # Safe: our own style and script, and data in which no sign can end the element that it stands in.
        "data": Markup(_as_data(data)),  # noqa: S704
        "style": Markup(style),  # noqa: S704
        "script": Markup(script),  # noqa: S704
        "style_hash": policy_hash(style),
        "script_hash": policy_hash(script),
    }
    return _template().render(shown).encode("utf-8")


_KINDS = {"categories": "Categorie", "stances": "Oordeel", "themes": "Thema’s"}


def _entries(codebook: Codebook) -> list[tuple[str, list[tuple[str, Label]]]]:
    """What the codebook says, as the page shows it beside the statement: group, then id and label."""
    off = [("buiten-onderwerp", codebook.off_topic)] if codebook.off_topic else []
    groups = [
        (title, [(f"{kind}-{one}", label) for one, label in getattr(codebook, kind).items()])
        for kind, title in _KINDS.items()
    ]
    return [*([("Eerst: gaat het over samenwerken?", off)] if off else []), *groups]


def _content_hash(rows: pd.DataFrame) -> str:
    """Short hash of which statements these are, with the text and the labels that are shown; not of answers."""
    known = "\n".join(f"{one} {code}" for one, code in zip(rows["uitspraak_id"], rows["controle"], strict=True))
    return hashlib.sha256(known.encode()).hexdigest()[:16]


def _as_data(data: Mapping[str, Any]) -> str:
    """JSON that can stand in a script element, whatever people wrote."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
