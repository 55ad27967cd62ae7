"""From statements to labels with confidences and reasons; one row's outcome rests on that row alone (and lessons).

A reason is the rule and its words, or the words that weighed most; in Dutch, for reviewers. A reason by
rule starts with "regel"; the review stage tells provenance by it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp

from pipeline.coder.classify.chances import NOTHING_SAID, chance_cells
from pipeline.coder.classify.lessons import Lessons, learned
from pipeline.coder.classify.reasons import by_rule, by_words, decimal, weightiest_words
from pipeline.coder.model.predictions import TOPIC, decide, exclusive, independent
from pipeline.coder.model.resources import CoderResources
from pipeline.coder.rules.rules import Hit
from pipeline.core.codes import NO_CONTENT, OFF_TOPIC, UNCODED
from pipeline.core.corrections import Correction
from pipeline.core.parallel import batches
from pipeline.core.params import Classify
from pipeline.core.tables import PREDICTIONS, STATEMENTS
from pipeline.core.text import plain_words
from pipeline.measures.bootstrap import Floats

CODING = [name for name in PREDICTIONS.names if name not in STATEMENTS.names]  # the coder's columns
NEUTRAL = "neutraal"  # stance of a statement without content
_IMPOSSIBLE = -1e9  # log-odds of a label that cannot be given here
READ = 50_000  # characters of a statement that are analysed: fifteen pages, which take some five seconds
# Characters of an unbroken run that are analysed: more than any word or address has. Time and memory of the
# encoder's tokenizer grow with the square of a run's length (100,000 characters: over a minute).
READ_OF_RUN = 200
_LONG_RUN = re.compile(rf"(\S{{{READ_OF_RUN}}})\S+")

NO_LESSONS = Lessons()

Row = dict[str, str]


def code_statements(
    statements: pd.DataFrame, resources: CoderResources, params: Classify, lessons: Lessons = NO_LESSONS
) -> pd.DataFrame:
    """As :func:`coded`, with the index of ``statements``."""
    rows = coded(statements, resources, params, lessons)
    return pd.DataFrame(rows, columns=CODING, index=statements.index, dtype=str)


def coded(
    statements: pd.DataFrame, resources: CoderResources, params: Classify, lessons: Lessons = NO_LESSONS
) -> Iterator[Row]:
    """The coder's columns for each row of ``statements``, in order.

    Column ``text`` is needed; ``kind``, ``question``, ``effect`` and ``category_given`` help when there, and with
    ``lessons`` (of the statements' corpus) ``statement_id``.
    """
    lengths = statements["text"].str.len().tolist()
    for places in batches(range(len(lengths)), lengths.__getitem__):
        yield from code(read_statements(statements.iloc[places], resources, lessons), resources, params)


def analysed(text: str) -> str:
    """The part of a text that is analysed: of each unbroken run the beginning, and of that 50,000 characters."""
    return _LONG_RUN.sub(r"\1", text)[:READ]


@dataclass(frozen=True)
class ReadStatements:
    """Statements, and all that the coder's judgement of them rests on.

    Attributes
    ----------
    texts : what of each is analysed, see :func:`analysed`.
    lengths : characters of each as it was given.
    rows : (n_statements, n_columns) of the coder's features.
    logits : per kind (n_statements, n_labels), labels as the coder has them; context and lessons are in them.
    vectors : (n_statements, n_short) of length 1, for likeness.
    """

    texts: Sequence[str]
    lengths: Sequence[int]
    words: Sequence[Sequence[str]]
    hits: Sequence[Sequence[Hit]]
    rows: sp.csr_matrix
    logits: Mapping[str, Floats]
    vectors: Floats


def lessons_of(
    corrections: Sequence[Correction], statements: pd.DataFrame, resources: CoderResources, params: Classify
) -> Lessons:
    """The lessons of a corpus; ``statements`` are its own, as for :func:`code_statements`.

    A corrected statement is read verbatim and with its context, but for the heading above it: what the coder
    thinks of it by itself is what a person corrects. One that is gone is read as the reviewer saw it.
    """
    if not corrections:
        return NO_LESSONS
    known = statements.set_index("statement_id").drop(columns="category_given")
    rows = known.reindex([correction.id for correction in corrections]).fillna("")
    texts = [text or one.text for text, one in zip(rows["text"], corrections, strict=True)]
    reading = read_statements(rows.assign(text=texts), resources)
    return learned(corrections, reading.vectors, reading.logits, resources.coder.labels, params.lessons)


def read_statements(
    part: pd.DataFrame, resources: CoderResources, lessons: Lessons = NO_LESSONS
) -> ReadStatements:
    """Read statements, each text once; columns as for :func:`code_statements`. In memory as a whole."""
    coder, (place, different) = resources.coder, pd.factorize(part["text"])
    lengths = [len(text) for text in different]
    texts = [analysed(text) for text in different]
    words = [plain_words(text) for text in texts]
    with ThreadPoolExecutor(1) as beside:  # rules take one core, and the encoder leaves Python to others
        reading = beside.submit(resources.encoder.read, texts)
        hits, read = resources.rules.find_in_each(texts), reading.result()
    vectors = np.asarray(resources.encoder.short(read.vectors), dtype=np.float64)
    rows = coder.features.transform(texts, hits, read.logits, words)
    logits = dict(coder.logits(rows))
    if len(different) < len(place):
        lengths, texts = [lengths[n] for n in place], [texts[n] for n in place]
        words, hits = [words[n] for n in place], [hits[n] for n in place]
        rows, vectors = rows[place], vectors[place]
        logits = {kind: values[place] for kind, values in logits.items()}
    logits["stance"] = logits["stance"] + resources.context.log_priors(part, coder.labels["stance"])
    for kind, known in resources.codebook.labels.items():
        logits[kind] = np.where([label in known for label in coder.labels[kind]], logits[kind], _IMPOSSIBLE)
    if lessons.corrections:
        logits = lessons.taught(logits, vectors, part["statement_id"].tolist())
    # What stands under a heading that names a category is on topic: the report says so.
    if "category_given" in part:
        logits[TOPIC] = np.where((part["category_given"] != "").to_numpy()[:, None], _IMPOSSIBLE, logits[TOPIC])
    return ReadStatements(texts, lengths, words, hits, rows, logits, vectors)


def code(reading: ReadStatements, resources: CoderResources, params: Classify) -> Iterator[Row]:
    """The cells of CODING for each statement that was read, in order."""
    coder, logits = resources.coder, reading.logits
    stances = coder.labels["stance"]
    stance_shares = exclusive(logits["stance"])
    says_nothing = [*map(resources.no_content.matches, reading.texts, reading.words)]
    judge = _ThemeJudge(reading, says_nothing, resources, params)
    neutral = stances.index(NEUTRAL) if NEUTRAL in resources.codebook.stances and NEUTRAL in stances else None
    categories = _best(coder.labels["category"], exclusive(logits["category"]))
    for i, (category, stance) in enumerate(zip(categories, _best(stances, stance_shares), strict=True)):
        text, length, empty = reading.texts[i], reading.lengths[i], says_nothing[i]
        if empty and neutral is not None:
            stance = (NEUTRAL, f"{stance_shares[i, neutral]:.3f}")
        row = judge.themes(i)
        if row["themes_status"] in UNCODED:
            category = ("", "")
        row |= {"category": category[0], "category_confidence": category[1]}
        row |= {"stance": stance[0], "stance_confidence": stance[1]}
        row["theme_chances"] = NOTHING_SAID if empty else judge.chances[i]
        if len(text) < length:
            row["why"] += f"; gelezen: {len(text)} van de {length} tekens"
        yield row


def _best(labels: Sequence[str], probabilities: Floats) -> list[tuple[str, str]]:
    """Per row the most probable label, and its probability."""
    best, highest = probabilities.argmax(axis=1), probabilities.max(axis=1).tolist()
    return [(labels[column], f"{value:.3f}") for column, value in zip(best, highest, strict=True)]


class _ThemeJudge:
    """Says which themes each statement of a chunk has, and why."""

    def __init__(
        self, reading: ReadStatements, says_nothing: Sequence[bool], resources: CoderResources, params: Classify
    ) -> None:
        coder, self.reading, self.resources, self.params = resources.coder, reading, resources, params
        self.probabilities = independent(reading.logits["themes"])
        off = independent(reading.logits[TOPIC])
        off_topic = np.any(off >= coder.thresholds[TOPIC], axis=1).tolist()
        self.names, self.weights = coder.labels["themes"], coder.weights[:, coder.columns["themes"]]
        # Themes in the order of the corpus's codebook, which need not be that of the coder.
        known = [self.names.index(theme) for theme in resources.codebook.themes if theme in self.names]
        decided = decide(
            self.probabilities, coder.thresholds["themes"], abstention_margin=params.abstention_margin
        )
        self.given, self.near = (
            [[column for column in known if row[column]] for row in cells.tolist()] for cells in decided
        )
        codes = [self.names[column] for column in known]
        self.chances = chance_cells(self.probabilities[:, known], off.max(axis=1, initial=0.0), codes)
        known_shares = map(coder.features.known_share, reading.words)
        strange = [share < params.min_vocabulary_coverage for share in known_shares]
        self.unjudged = [*map(_unjudged, says_nothing, strange, off_topic)]
        self.by_words = self._by_words()

    def _by_words(self) -> dict[int, dict[int, list[str]]]:
        """Per row the words that weighed most for each of its themes that no rule found; all rows at once."""
        rest: dict[int, list[int]] = {}
        for i, given in enumerate(self.given):
            if given and not self.unjudged[i]:
                matched = {hit.label for hit in self.reading.hits[i]}
                rest[i] = [column for column in given if self.names[column] not in matched]
        rest = {i: columns for i, columns in rest.items() if columns}
        spoken, features = [self.reading.words[i] for i in rest], self.resources.coder.features
        found = weightiest_words(spoken, self.reading.rows[[*rest]], self.weights, [*rest.values()], features)
        return {i: dict(zip(rest[i], words, strict=True)) for i, words in zip(rest, found, strict=True)}

    def themes(self, i: int) -> Row:
        """The cells about themes of row ``i``."""
        if outcome := self.unjudged[i]:
            return _outcome(*outcome)
        given, near = self.given[i], self.near[i]
        confidences = {self.names[column]: float(self.probabilities[i, column]) for column in given or near}
        if given:
            reasons = self._reasons(i, given)
            return _outcome("thema", reasons, self.resources.codebook.join(set(confidences)), confidences)
        if near:
            limits = self.resources.coder.thresholds["themes"][near].tolist()
            misses = ", ".join(
                f"{theme} ({decimal(confidence)}, grens {decimal(limit)})"
                for (theme, confidence), limit in zip(confidences.items(), limits, strict=True)
            )
            return _outcome("onbeslist", f"onbeslist: net niet zeker genoeg: {misses}", "", confidences)
        return _outcome("geen_thema", "geen thema: geen enkel thema is waarschijnlijk genoeg")

    def _reasons(self, i: int, given: Sequence[int]) -> str:
        """Of each theme the rules that matched, else the words that weighed most."""
        reasons = {self.names[column]: by_words(heavy) for column, heavy in self.by_words.get(i, {}).items()}
        hits = self.reading.hits[i]
        for theme in {hit.label for hit in hits}:
            reasons[theme] = by_rule(hit for hit in hits if hit.label == theme)
        return " | ".join(f"{self.names[column]}: {reasons[self.names[column]]}" for column in given)


def _unjudged(says_nothing: bool, strange: bool, off_topic: bool) -> tuple[str, str] | None:
    """Status and reason of a statement whose themes are not looked at."""
    if says_nothing:
        return NO_CONTENT, "geen inhoud: het antwoord zegt niets"
    if strange:
        return "onbeslist", "onbeslist: te weinig bekende woorden, misschien een andere taal"
    if off_topic:
        return OFF_TOPIC, "buiten onderwerp: het gaat niet over de samenwerking"
    return None


def _outcome(status: str, why: str, themes: str = "", confidences: Mapping[str, float] | None = None) -> Row:
    shown = "|".join(f"{theme}={value:.2f}" for theme, value in (confidences or {}).items())
    return {"themes": themes, "themes_status": status, "theme_confidences": shown, "why": why}
