"""From answers on record to what the language model says of each statement: the rows that later stages read."""

from collections.abc import Mapping, Sequence

import pandas as pd

from pipeline.core.codebook import Codebook, numbers_of
from pipeline.core.codes import NO_CONTENT, OFF_TOPIC
from pipeline.core.tables import SECOND_CODER, records
from pipeline.language_model.asking import REASONS
from pipeline.language_model.prompt import Part
from pipeline.language_model.server import GONE
from pipeline.language_model.store import Recorded, Store, key_of

SURE = 0.7  # confidence from which the bundled coder is sure of a label: of the demo, half is sure throughout
NOT_ASKED = {
    "no_content": "it says nothing that can be coded, such as 'n.v.t.'",
    "sure": "the bundled coder is sure of all its labels (params: language_model.ask)",
}
MISSING = {**NOT_ASKED, **REASONS}


def not_asked(predictions: pd.DataFrame, ask: str) -> list[str]:
    """Per row of the bundled coder's labels why the language model is not asked; "" when it is."""
    return [
        "no_content"
        if row["themes_status"] == NO_CONTENT
        else "sure"
        if ask == "doubtful" and not _is_doubtful(row)
        else ""
        for row in records(predictions)
    ]


def _is_doubtful(row: Mapping[str, str]) -> bool:
    sure = [float(row[f"{kind}_confidence"]) for kind in ("category", "stance") if row[f"{kind}_confidence"]]
    sure += numbers_of(row["theme_confidences"]).values()
    return row["themes_status"] == "onbeslist" or min(sure, default=0.0) < SURE


def second_coder(
    texts: pd.Series,
    why_not: Sequence[str],
    parts: Sequence[Part],
    model: str,
    store: Store,
    missing: Mapping[tuple[str, str], str],
    codebook: Codebook,
) -> pd.DataFrame:
    """Rows of SECOND_CODER, one a statement, from the store alone.

    Parameters
    ----------
    texts : as they were sent, by statement_id.
    why_not : per statement why it was not asked, "" when it was.
    missing : question -> why this run found no answer.
    """
    rows = []
    for (statement, text), reason in zip(texts.items(), why_not, strict=True):
        found = {} if reason else _answers(text, parts, model, store)
        lacking = [part for part, one in found.items() if one is None]
        if reason or lacking:
            cells = {"themes_status": "onbeslist", "missing": reason or missing.get((lacking[0], text), GONE)}
        else:
            cells = _cells([one for one in found.values() if one], codebook)
        rows.append({"statement_id": statement, **cells})
    return pd.DataFrame(rows, columns=SECOND_CODER.names, dtype=str).fillna("")


def _answers(text: str, parts: Sequence[Part], model: str, store: Store) -> dict[str, Recorded | None]:
    """The answers about a text, by part; of one that is off topic the first part only."""
    about = store.answers.get(key_of(text, parts[0], model))
    rest = parts[1:] if about and about.answer["on_topic"] else ()
    return {
        parts[0].name: about,
        **{part.name: store.answers.get(key_of(text, part, model)) for part in rest},
    }


def _cells(answers: Sequence[Recorded], codebook: Codebook) -> dict[str, str]:
    about, *others = answers
    said = about.answer
    words: dict[str, str] = {}
    for other in others:
        words |= other.answer["themes"]
    themes = [theme for theme in codebook.themes if theme in words]
    status = "thema" if themes else "geen_thema" if said["on_topic"] else OFF_TOPIC
    reasons = {theme: words[theme] for theme in themes} or {status.replace("_", " "): said["words"]}
    return {
        "category": said["category"],
        "stance": said["stance"],
        "themes": codebook.join(set(themes)),
        "themes_status": status,
        "why": " | ".join(f'{name}: "{piece}"' if piece else f"{name}:" for name, piece in reasons.items()),
        "model": about.model,
        "missing": "",
    }
