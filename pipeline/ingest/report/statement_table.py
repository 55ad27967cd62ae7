"""From items found in a text to the table of statements: words, ids, twins, who spoke and when."""

from collections.abc import Sequence

import pandas as pd

from pipeline.core.corpus import Source
from pipeline.core.params import Ingest
from pipeline.core.tables import STATEMENTS
from pipeline.ingest.common.duplicates import twins
from pipeline.ingest.common.identity import statement_ids
from pipeline.ingest.common.lines import Line
from pipeline.ingest.profiles.sentences import split_sentences
from pipeline.ingest.profiles.text_profile import TextProfile
from pipeline.ingest.report.marks import audiences_named
from pipeline.ingest.report.quotes import unquoted
from pipeline.ingest.report.statements import Item
from pipeline.ingest.report.wrapping import Join
from pipeline.ingest.survey.table import pseudonyms

_AS_FOUND = ["kind", "category_given", "mentioned", "effect", "question", "organisation"]


def worded(item: Item, join: Join, profile: TextProfile) -> list[str]:
    """The texts of an item: one, or its sentences where the profile splits them; none when it is empty."""
    text = join(item.parts)
    if item.quoted:
        text = unquoted(text)
    if profile.sentences and not item.quoted:
        return split_sentences(text, profile.sentences)
    return [text] if text else []


def round_label(moment: str, audience: str) -> str:
    """The round of a statement: "2024-intern", or "intern" where the source has no moment."""
    return f"{moment}-{audience}" if moment else audience


def statement_table(
    found: Sequence[tuple[Item, str]],
    lines: Sequence[Line],
    source: Source,
    date: str,
    profile: TextProfile,
    params: Ingest,
) -> pd.DataFrame:
    """Columns of STATEMENTS, in the order of ``found``: items with their text, in source order."""
    items, texts = [item for item, _ in found], [text for _, text in found]
    code = profile.speakers.respondent_code if profile.speakers else ""  # without speakers nobody is named
    frame = pd.DataFrame(
        {
            **{name: [getattr(item, name) for item in items] for name in _AS_FOUND},
            "source": source.file,
            "line_start": [str(lines[item.lines[0]].number) for item in items],
            "line_end": [str(lines[item.lines[-1]].number) for item in items],
            "respondent": pseudonyms([item.respondent for item in items], code, params.pseudonym_key),
            "text": texts,
            "audience": [_audience(item, source, profile) for item in items],
            "date": date,
            "speaker": [", ".join(part.rstrip(",") for part in item.speaker) for item in items],
            "personal_data": "",
        },
        dtype=str,
    )
    frame["statement_id"] = pd.Series(statement_ids(frame, [source.round] * len(frame)), dtype=str)
    twin = _twins(items, texts, profile, params)
    ids, audiences = frame["statement_id"].tolist(), frame["audience"].tolist()
    frame["duplicate_of"] = pd.Series([ids[twin[p]] if p in twin else "" for p in frame.index], dtype=str)
    frame["audience"] = pd.Series([audiences[twin.get(p, p)] for p in frame.index], dtype=str)
    frame["round"] = pd.Series([round_label(source.round, audience) for audience in frame["audience"]], dtype=str)
    return frame[STATEMENTS.names]


def _audience(item: Item, source: Source, profile: TextProfile) -> str:
    """Who speaks: by the organisation, else by the heading, else as the source as a whole."""
    own = {value.strip().casefold() for value in source.internal_values}
    if item.organisation and item.organisation.casefold() in own:
        return "intern"
    known = audiences_named(item.organisation, profile.speakers.organisations) if profile.speakers else set()
    return known.pop() if len(known) == 1 else item.audience or source.audience


def _twins(items: Sequence[Item], texts: Sequence[str], profile: TextProfile, params: Ingest) -> dict[int, int]:
    found: dict[int, int] = {}
    for kind, others in profile.duplicates.items():
        searching = [place for place, item in enumerate(items) if item.kind == kind]
        among = [place for place, item in enumerate(items) if item.kind in others]
        found |= twins(texts, searching, among, params.duplicate_similarity)
    return found
