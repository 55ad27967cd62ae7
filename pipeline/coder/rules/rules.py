"""Rules matched with words as spaCy cuts them.

A rule finds phrases, or words that depend on each other (dependencies.py); an ``unless`` phrase in
the same sentence takes the find back.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from spacy.tokens import Doc

from pipeline.coder.language.language import Choice, analyse, load
from pipeline.coder.rules import dependencies
from pipeline.coder.rules.dependencies import NEGATIONS, Pattern, phrase_is_negated
from pipeline.coder.rules.phrases import GAP, Cutter, Span, TokenizedText, Words, places
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


@dataclass(frozen=True)
class _Phrase:
    rule: tuple[str, str]  # label, name
    unless: bool
    opens: bool
    slots: tuple[Words | None, ...]

    @cached_property
    def needed(self) -> list[frozenset[str]]:
        """Of each of these words one must be in a text for the phrase to be there."""
        return [slot.plain for slot in self.slots if slot and not slot.glob]

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
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._globs: list[tuple[re.Pattern[str], int]] = []
        for name, rule in rules:
            for phrase, unless in (*((own, False) for own in rule.words), *((own, True) for own in rule.unless)):
                self._add(name, phrase.lower().split(), unless=unless)
        self._any_glob = re.compile("|".join(f"(?:{glob.pattern})" for glob, _ in self._globs) or r"(?!)")
        self._cutter = Cutter(self.nlp, self._anchored)

    def __reduce__(self) -> tuple[partial["RuleSet"], tuple[object, ...]]:
        """For another process: compiled anew there, as a language pipeline is not handed on."""
        return partial(RuleSet, grammar=self._grammar), (self._files, self._choice)

    def _add(self, name: tuple[str, str], words: Sequence[str], *, unless: bool) -> None:
        # Trying each of 1,000 phrases at every word takes longer than all else together, so a
        # phrase is tried only where its most telling word occurs and its other words are in the text.
        number, opens = len(self._phrases), words[0] == START
        words = words[opens:]
        slots = tuple(None if word == GAP else Words.of(word) for word in words)
        self._phrases.append(_Phrase(name, unless, opens, slots))
        anchor = Words.of(max((w for w in words if w != GAP), key=lambda w: min(map(len, w.split("/")))))
        for word in anchor.plain:
            self._by_word[word].append(number)
        if anchor.glob:
            self._globs.append((anchor.glob, number))

    def _anchored(self, form: str, lemma: str) -> tuple[int, ...]:
        """Phrases whose most telling word this may be."""
        numbers = {*self._by_word.get(form, ()), *self._by_word.get(lemma, ())}
        if self._any_glob.fullmatch(form):
            numbers |= {number for glob, number in self._globs if glob.fullmatch(form)}
        return tuple(numbers)

    def find_in(self, text: str) -> list[Hit]:
        """All hits in one text, in the order of the rule files; each rule and words once.

        Of hits for one label that lie within each other, the longest counts.
        """
        return self.find_in_each([text])[0]

    def find_in_each(self, texts: Sequence[str]) -> list[list[Hit]]:
        """As :meth:`find_in`, of each text; what has to be analysed is analysed together, in half the time."""
        found, unsure = [], {}
        for number, text in enumerate(texts):
            hits, there = self._by_words(text)
            patterns = [e for e in self._patterns if e[1].possible(there)] if self._grammar else []
            names = [(hit, (hit.label, hit.rule)) for hit in hits]
            guarded = {hit: self._denied[name] for hit, name in names if name in self._denied}
            needed = patterns or (guarded and not NEGATIONS.isdisjoint(there))
            # What holds no spaces for that long is no sentence, and slow to cut.
            if self._grammar and needed and max(map(len, text.split())) <= LONGEST_WORD:
                unsure[number] = patterns, guarded
            else:
                hits = [hit for hit in hits if not guarded.get(hit)]
            found.append(hits)
        docs = analyse((self.nlp.make_doc(texts[number]) for number in unsure), self._choice) if unsure else ()
        for (number, (patterns, guarded)), doc in zip(unsure.items(), docs, strict=True):
            found[number] = self._analysed(found[number], patterns, guarded, doc)
        return found

    def _by_words(self, text: str) -> tuple[list[Hit], frozenset[str]]:
        """What phrases find in a text, and the forms and lemmas of its words."""
        line = self._cutter.line(text)
        numbers = sorted(frozenset().union(*[stretch.anchored for _, stretch in line.stretches]))
        there = frozenset().union(*[stretch.forms for _, stretch in line.stretches])
        possible = [
            phrase
            for phrase in map(self._phrases.__getitem__, numbers)
            if not any(map(there.isdisjoint, phrase.needed))
        ]
        return (self._by_phrases(line, possible) if possible else []), there

    def _by_phrases(self, line: TokenizedText, phrases: Iterable[_Phrase]) -> list[Hit]:
        matches = [(phrase, span) for phrase in phrases for span in phrase.spans(line)]
        cancelled = {(phrase.rule, line.sentences[start]) for phrase, (start, _) in matches if phrase.unless}
        standing = [
            (phrase.rule, span)
            for phrase, span in matches
            if not phrase.unless and (phrase.rule, line.sentences[span[0]]) not in cancelled
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
