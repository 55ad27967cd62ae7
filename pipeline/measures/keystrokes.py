"""How many keys and seconds it takes to code a statement: in the page to review in, and in Excel.

The keystroke-level model; its operators and their sources are in keystrokes.yaml. On both roads one reads the same
words and decides the same: one M each for whether it is on topic, for category, for stance, for every theme (or
that there is none), and for looking it over before going on. Only the keys differ:

- `page`: one key a label, one for "geen", and Enter; a statement off topic or without content takes one and Enter.
- `excel`, in the CSV, which asks less than the lists of the workbook: the shortest beginning of each name that the
  reader understands, a sign between themes, and Tab or Enter behind each cell. Names and dates are filled down
  once for the whole file, and the definitions on the other sheet never looked up: neither is counted.

Where the machine's labels are shown and right, both look each of the three over and agree: Enter in the page; in
Excel the first letter of "akkoord", which it completes, and Enter.
"""

from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pipeline.core.codebook import Codebook
from pipeline.core.codes import NO_CONTENT, UNCODED
from pipeline.core.yaml_model import own_yaml

Road = Literal["page", "excel"]
_NONE, _EMPTY, _ELSEWHERE = "geen", "geen inhoud", "buiten onderwerp"  # as they are typed in Excel
_LABELS = 3  # category, stance, themes


class Coding(NamedTuple):
    """A statement as somebody coded it; `status` is a themes_status, `themes` are ids."""

    text: str
    category: str
    stance: str
    themes: tuple[str, ...] = ()
    status: str = "thema"


class Effort(NamedTuple):
    """What a statement takes: words to read, decisions (M), keys.

    Attributes
    ----------
    codes : whether each key stands for a label (`code`) rather than for a letter of a word (`key`).
    """

    words: int
    decisions: int
    keys: int
    codes: bool

    @property
    def seconds(self) -> float:
        """Modelled seconds: reading, deciding and typing one after the other."""
        cost = _model()["operators"]
        typing = self.keys * cost["code" if self.codes else "key"]
        return float(self.words / _model()["words_per_minute"] * 60 + self.decisions * cost["mental"] + typing)


def effort(coding: Coding, codebook: Codebook, road: Road = "page") -> Effort:
    """What it takes to code a statement without seeing any label."""
    words = len(coding.text.split())
    if coding.status in UNCODED:
        said = _EMPTY if coding.status == NO_CONTENT else _ELSEWHERE
        return Effort(words, 2, 2 if road == "page" else 2 + len(said) + 1, road == "page")
    named = max(1, len(coding.themes))  # "geen" is said too
    keys = 2 + named + 1
    if road == "excel":
        themes = [_beginning("themes", theme, codebook) for theme in coding.themes] or [len(_NONE)]
        keys = _beginning("categories", coding.category, codebook) + _beginning("stances", coding.stance, codebook)
        keys += 2 + sum(themes) + named
    return Effort(words, 1 + 2 + named + 1, keys, road == "page")


def effort_to_agree(text: str, road: Road = "page") -> Effort:
    """What it takes to agree with the labels shown."""
    return Effort(len(text.split()), _LABELS, 1 if road == "page" else 2, road == "page")


@cache
def _model() -> dict[str, Any]:
    return own_yaml(Path(__file__).with_suffix(".yaml"))


def _beginning(kind: str, label_id: str, codebook: Codebook) -> int:
    """Letters of the shortest beginning of a label's name or id by which a returned file is understood."""
    names = (label_id, getattr(codebook, kind)[label_id].label)
    return min(
        n for name in names for n in range(1, len(name) + 1) if codebook.find_loosely(kind, name[:n]) == label_id
    )
