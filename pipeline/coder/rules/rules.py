"""Rules matched with words as spaCy cuts them.

A rule finds phrases, or words that depend on each other (dependencies.py); an ``unless`` phrase in
the same sentence takes the find back.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from spacy.tokens import Doc

from pipeline.coder.language.language import Choice, analyse, load
from pipeline.coder.rules import dependencies
from pipeline.coder.rules.dependencies import NEGATIONS, Pattern, phrase_is_negated
from pipeline.coder.rules.phrases import GAP, Cutter, Slots, Span, Stretch, TokenizedText, Words, places
from pipeline.coder.rules.rule_files import START, RuleFile, fingerprint
from pipeline.core.parallel import cores, each
from pipeline.core.text import LONGEST_WORD

_PART = 1000  # texts that a process takes at once; to start one for fewer takes longer than it saves


@dataclass(frozen=True)
class Hit:
    """The theme or stance that a rule found, the rule's name, and the words that carried it, lower case."""

    label: str
    rule: str
    words: str


@dataclass(frozen=True)
class RuleHits:
    """What a set of rules, of a version and with columns, found: text -> its hits."""

    version: str
    columns: Sequence[str]
    by_text: Mapping[str, Sequence[Hit]]

    def of(self, texts: Sequence[str]) -> list[Sequence[Hit]]:
        """The hits of each text."""
        return [self.by_text[text] for text in texts]


class _Phrase(NamedTuple):
    """A phrase of a rule.

    Attributes
    ----------
    rule : label and name.
    slots : the places of its words, numbered; None is a gap.
    needed : these places, each of which some word of a text must fit.
    """

    rule: tuple[str, str]
    unless: bool
    opens: bool
    slots: tuple[int | None, ...]
    needed: frozenset[int]

    def spans(self, line: TokenizedText) -> list[Span]:
        """Where it stands, in the order of the text."""
        spans = sorted(places(self.slots, line))
        return [span for span in spans if line.opens(span[0])] if self.opens else spans


class RuleSet:
    """Compiled rules.

    Parameters
    ----------
    choice : pipeline that analyses the statements whose words could satisfy a dependency or hold a denial.
    grammar : False leaves that analysis out, which takes longer than all else: no statement then
        denies anything, and no words depend on each other.
    """

    def __init__(self, files: Sequence[RuleFile], choice: Choice = "auto", *, grammar: bool = True) -> None:
        self.nlp = load(choice)
        self.columns = [file.label for file in files] + [f"{f.label}: {name}" for f in files for name in f.rules]
        self.version = fingerprint(files)
        self._files, self._choice, self._grammar = files, choice, grammar
        rules = [((file.label, name), rule) for file in files for name, rule in file.rules.items()]
        self._patterns = [(name, pattern) for name, rule in rules for pattern in rule.dependencies]
        self._denied = {name: rule.negated for name, rule in rules if rule.negated is not None}
        self._phrases: list[_Phrase] = []
        self._slots, self._by_anchor = Slots(), defaultdict[int, list[int]](list)
        for name, rule in rules:
            for phrase, unless in (*((own, False) for own in rule.words), *((own, True) for own in rule.unless)):
                self._add(name, phrase.lower().split(), unless=unless)
        self._cutter = Cutter(self.nlp, self._slots)

    def __reduce__(self) -> tuple[partial["RuleSet"], tuple[object, ...]]:
        """For another process: compiled anew there, as a language pipeline is not handed on."""
        return partial(RuleSet, grammar=self._grammar), (self._files, self._choice)

    def _add(self, name: tuple[str, str], words: Sequence[str], *, unless: bool) -> None:
        # Trying each of 1,000 phrases at every word takes longer than all else together, so a
        # phrase is tried only where its most telling word occurs and its other words are in the text.
        number, opens = len(self._phrases), words[0] == START
        words = words[opens:]
        slots = [None if word == GAP else self._slots.number(Words.of(word)) for word in words]
        telling = max((word for word in words if word != GAP), key=lambda word: min(map(len, word.split("/"))))
        needed = frozenset(slot for slot in slots if slot is not None)
        self._phrases.append(_Phrase(name, unless, opens, tuple(slots), needed))
        self._by_anchor[self._slots.number(Words.of(telling))].append(number)

    def find_in(self, text: str) -> list[Hit]:
        """All hits in one text, in the order of the rule files; each rule and words once.

        Of hits for one label that lie within each other, the longest counts.
        """
        return self.find_in_each([text])[0]

    def find_in_each(self, texts: Sequence[str]) -> list[list[Hit]]:
        """As :meth:`find_in`, of each text; what has to be analysed is analysed together, in half the time."""
        found, unsure = [], {}
        for number, text in enumerate(texts):
            stretches = self._cutter.stretches(text)
            possible = self._possible(stretches)
            hits = self._by_phrases(TokenizedText(text, stretches), possible) if possible else []
            guarded = {hit: self._denied[rule] for hit in hits if (rule := (hit.label, hit.rule)) in self._denied}
            if self._grammar:
                there = frozenset(
                    one for own in stretches for word in own.words for one in (word.form, word.lemma)
                )
                patterns = [each for each in self._patterns if each[1].possible(there)]
                needed = patterns or (guarded and not NEGATIONS.isdisjoint(there))
                # What holds no spaces for that long is no sentence, and slow to cut.
                if needed and max(map(len, text.split())) <= LONGEST_WORD:
                    unsure[number] = patterns, guarded
            found.append(hits if number in unsure else [hit for hit in hits if not guarded.get(hit)])
        docs = analyse((self.nlp.make_doc(texts[number]) for number in unsure), self._choice) if unsure else ()
        for (number, (patterns, guarded)), doc in zip(unsure.items(), docs, strict=True):
            found[number] = self._analysed(found[number], patterns, guarded, doc)
        return found

    def _possible(self, stretches: Sequence[Stretch]) -> list[_Phrase]:
        """The phrases of which all words are in a text, in the order of the rule files."""
        there = frozenset().union(*[stretch.fits for stretch in stretches])
        numbers = [number for slot in there & self._by_anchor.keys() for number in self._by_anchor[slot]]
        return [phrase for number in sorted(numbers) if (phrase := self._phrases[number]).needed <= there]

    def _by_phrases(self, line: TokenizedText, phrases: Iterable[_Phrase]) -> list[Hit]:
        matches = [(phrase, span) for phrase in phrases for span in phrase.spans(line)]
        cancelled = {(phrase.rule, line.sentences[start]) for phrase, (start, _) in matches if phrase.unless}
        standing = [
            (phrase.rule, span)
            for phrase, span in matches
            if not phrase.unless and not (cancelled and (phrase.rule, line.sentences[span[0]]) in cancelled)
        ]
        longest = [
            (rule, (start, end))
            for rule, (start, end) in standing
            if not any(
                other[0] == rule[0] and first <= start and end <= last and last - first > end - start
                for other, (first, last) in standing
            )
        ]
        written = line.written([span for _, span in longest]) if longest else []
        return list(dict.fromkeys(Hit(*rule, words) for (rule, _), words in zip(longest, written, strict=True)))

    def _analysed(
        self,
        hits: Sequence[Hit],
        patterns: Iterable[tuple[tuple[str, str], Pattern]],
        guarded: Mapping[Hit, bool],
        doc: Doc,
    ) -> list[Hit]:
        """Drop what is (not) denied, add what depends."""
        held = [hit for hit in hits if hit not in guarded or phrase_is_negated(hit.words, doc) is guarded[hit]]
        held += [
            Hit(*name, span.text.lower()) for name, pattern in patterns for span in dependencies.find(pattern, doc)
        ]
        return sorted(dict.fromkeys(held), key=lambda hit: self.columns.index(hit.label))


def find_in_all(rules: RuleSet, texts: Sequence[str]) -> RuleHits:
    """As :meth:`RuleSet.find_in`, of each different text; processes share the work when there is much."""
    different = list(dict.fromkeys(texts))
    parts = [different[start : start + _PART] for start in range(0, len(different), _PART)]
    matches = [hits for part in each(parts, _find, rules, processes=cores()) for hits in part]
    return RuleHits(rules.version, rules.columns, dict(zip(different, matches, strict=True)))


def _find(rules: RuleSet, texts: Sequence[str]) -> list[list[Hit]]:
    return rules.find_in_each(texts)
