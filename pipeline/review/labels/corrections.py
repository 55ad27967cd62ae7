"""What the coder may learn from reviewers: labels that people agreed on, without those that measure it."""

from collections.abc import Collection, Mapping

import pandas as pd

from pipeline.core.codebook import Codebook, split_themes
from pipeline.core.codes import NO_CONTENT, OFF_TOPIC, UNCODED
from pipeline.core.corrections import Correction
from pipeline.core.delimited import parse_csv
from pipeline.core.files import decode
from pipeline.review.common.resolutions import Resolution, aggregate
from pipeline.review.common.texts import Texts
from pipeline.review.returned.reading import SAMPLE, read_returned

# How much a label counts beside one that was coded for training. Who agrees with a label that is
# shown may have been led by it, and who is in doubt says so: both count half.
_ON_TOPIC = {"thema": True, "geen_thema": True, OFF_TOPIC: False}  # not judged: what has no content
WEIGHTS = {"besluit": 1.0, "gecorrigeerd": 1.0, "akkoord": 0.5, "twijfel": 0.5}


def accepted_labels(
    statements: pd.DataFrame, files: Mapping[str, bytes | None], codebook: Codebook, texts: Texts | None = None
) -> list[Correction]:
    """The labels of one corpus that reviewers gave and that may be learned from, by id.

    A statement of the blind audit is never among them, nor one with the same text: the figures about
    the coder rest on those. It is of the audit when it is on record as drawn, or came back from a file
    in which labels were hidden. Statements without content have no labels to learn.

    Parameters
    ----------
    statements : columns statement_id and duplicate_of; without ``texts`` also round and text.
    files : the corpus's folder reviews/: name -> content, None for a folder.
    texts : those of the statements, masked as in predictions (reviewers' check codes are of that text).
    """
    texts = texts or Texts.of(statements)
    shown, returned = texts.texts, read_returned(files, texts, codebook)
    audit = drawn(files.get(SAMPLE)) | {review.statement_id for review in returned.reviews if review.blind}
    audit |= _twins(statements, audit)
    texts.look_up(audit)
    measured = {_plain(shown[one]) for one in audit if one in shown}
    found = (
        _accepted(resolution, shown[one])
        for one, resolution in sorted(aggregate(returned.reviews).items())
        if one not in audit and _plain(shown[one]) not in measured
    )
    return [correction for correction in found if correction]


def _twins(statements: pd.DataFrame, audit: Collection[str]) -> set[str]:
    """Ids of statements that are the same as one of the audit in other words (a quote and its fuller twin)."""
    ids, twins = statements["statement_id"], statements["duplicate_of"]
    fuller = twins.where(twins != "", ids)
    return {*ids[fuller.isin(fuller[ids.isin(list(audit))])]}


def drawn(record: bytes | None) -> set[str]:
    """Ids that are on record as drawn for the audit; ``record`` is the content of `SAMPLE`, None without."""
    if record is None:
        return set()
    text, _ = decode(record, where=SAMPLE)
    return set(parse_csv(text, where=SAMPLE, delimiter=",")["statement_id"])


def _accepted(resolution: Resolution, text: str) -> Correction | None:
    """The correction, or None where there is nothing to learn."""
    # What was said most surely counts; a remark alone weighs nothing.
    weight = max(WEIGHTS.get(review.status, 0.0) for review in resolution.reviews)
    on_topic = _ON_TOPIC.get(resolution.themes_status)
    themes = tuple(split_themes(resolution.themes)) if on_topic is not None else None
    category = "" if resolution.themes_status in UNCODED else resolution.category
    stance = "" if resolution.themes_status == NO_CONTENT else resolution.stance
    if not weight or not (category or stance or themes is not None):
        return None
    return Correction(
        id=resolution.statement_id,
        text=text,
        category=category,
        stance=stance,
        themes=themes,
        on_topic=on_topic,
        weight=weight,
    )


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
