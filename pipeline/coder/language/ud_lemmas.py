"""Lemmas as Universal Dependencies Dutch writes them, from a word's form, part of speech and particle.

A lemma seen in training wins; else the dictionary (simplemma) and the parts of the word say it.
UD Dutch puts an underscore between the parts: ``water_voorziening`` for a compound and
``uit_steken`` for a verb with a particle, also where the particle stands apart ("stak ... uit").
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc, Token
from spacy.training import Example

from pipeline.coder.language.lemmas import is_known, lemma_of

_FILE = "lexicon.json"
PARTICLE = "compound:prt"  # the dependency of "uit" on "stak" in "stak de hand uit"
_NAMES, _AS_WRITTEN = "PROPN", frozenset({"X", "SYM", "PUNCT"})
_MIN_PART = 3  # letters; shorter "words" within a word are seldom its parts
_SHORT_PART = 4  # letters; a part shorter than this needs better evidence
_ENOUGH = 0.6  # evidence at which a word is split; chosen on the development part (.6-1.2 differ by < .001)
_MIN_SEEN = 2  # verbs that a particle is seen with before it is trusted
# Endings that are words in the dictionary but no heads of a compound.
_ENDING_WORDS = """
aal aar age agent ant atie baar den dom eer ent eur heden heid ie ing ingen isme ist iteit je jes ken len lijk
ling loos ment nis pen ren rijk schap sel sen sten ster teit ten ter tie tje tjes uur
"""
_ENDINGS = frozenset(_ENDING_WORDS.split())
_COMPASS = ("noord", "oost", "zuid", "west", "sint")  # names that keep their hyphen


class Lexicon:
    """What is known of Dutch words.

    Parameters
    ----------
    lemmas : part of speech -> form -> lemma. Forms in lower case, except of names.
    particles : what verbs are seen apart from: "op", "uit".
    """

    def __init__(self, lemmas: Mapping[str, Mapping[str, str]], particles: Iterable[str]) -> None:
        self.lemmas = {pos: dict(forms) for pos, forms in lemmas.items()}
        self.particles = tuple(sorted(particles, key=lambda particle: (-len(particle), particle)))
        self._heads: Counter[str] = Counter()
        self._firsts: Counter[str] = Counter()
        self._joints: dict[str, str] = {}
        self._split: dict[str, str] = {}
        for form, lemma in self.lemmas.get("NOUN", {}).items():
            *firsts, head = lemma.split("_")
            if firsts:
                self._heads[head.lower()] += 1
                self._firsts.update(part.lower() for part in firsts)
            if len(firsts) == 1 and (end := form.rfind(head[:3].lower())) > 1:
                self._joints.setdefault(form[:end], firsts[0])
        self._verbs = {lemma.rsplit("_", 1)[-1] for lemma in self.lemmas.get("VERB", {}).values()}

    def lemma(self, form: str, pos: str, *, given: str = "", particle: str = "") -> str:
        """The lemma of one word.

        Parameters
        ----------
        given : another component's lemma, taken where the dictionary does not know the form.
        particle : the word in the sentence that is this verb's particle, if any.
        """
        lower = form.lower()
        seen = self.lemmas.get(pos, {}).get(form if pos == _NAMES else lower)
        lemma = seen or self._unseen(form, lower, pos, given)
        if pos == "VERB" and particle in self.particles and not lemma.startswith(f"{particle}_"):
            lemma = f"{particle}_{lemma}"
        return lemma

    def _unseen(self, form: str, lower: str, pos: str, given: str) -> str:
        if pos in _AS_WRITTEN:
            return form
        if pos == _NAMES:
            return form if lower.startswith(_COMPASS) else form.replace("-", "_")
        if pos == "NOUN":
            return self._hyphened(form) or self._compound(lower) or self._noun(lower) or given or lower
        if pos in ("VERB", "AUX"):
            return self._verb(lower) or given or lemma_of(lower)
        if pos == "ADJ":
            return _adjective(form) or given or lower
        return lemma_of(lower)

    def _noun(self, form: str) -> str | None:
        """Lemma of a noun form; None when it is not known."""
        if form in self.lemmas.get("NOUN", {}):
            return self.lemmas["NOUN"][form]
        if len(form) < _MIN_PART or not is_known(form):
            return None
        lemma = lemma_of(form)
        is_verb = lemma != form and lemma.endswith("en") and not form.endswith("en")
        return form if is_verb else lemma

    def _hyphened(self, form: str) -> str | None:
        first, hyphen, last = form.strip("-").rpartition("-")
        if not hyphen:
            return None
        plain = len(first) == 1 or (first.isalpha() and first[1:].islower())
        head = self._noun(last.lower()) or self._compound(last.lower()) or last
        return f"{first.lower() if plain else first}_{head}"

    def _compound(self, form: str) -> str | None:
        """The parts' lemmas, joined; None when the form is not clearly a compound."""
        if form not in self._split:
            self._split[form] = self._best_split(form)
        return self._split[form] or None

    def _best_split(self, form: str) -> str:
        best, evidence = "", _ENOUGH
        for place in range(_MIN_PART, len(form) - _MIN_PART + 1):
            first, last = form[:place], form[place:]
            head = None if last in _ENDINGS else self._noun(last)
            before = self._first_part(first) if head else None
            if head is None or before is None:
                continue
            found = (
                (self._heads[_last_part(head)] > 0)
                + (self._firsts[_last_part(before)] > 0)
                + 0.5 * (first in self._joints)
                + 0.05 * min(len(first), len(last), 8)
                - 0.5 * ((len(first) < _SHORT_PART) + (len(last) < _SHORT_PART))
            )
            if found >= evidence and (found > evidence or not best):
                best, evidence = f"{before}_{head}", found
        return best

    def _first_part(self, part: str) -> str | None:
        """Lemma of a compound's first part, without the letters that join it to the next."""
        if part in self._joints:
            return self._joints[part]
        choices = []
        if is_known(part):
            lemma = self._noun(part)
            choices = [lemma] if lemma and lemma != part and part.endswith(("en", "s")) else []
            choices.append(part)
        for joint in ("s", "en", "n", "e"):
            stem = part.removesuffix(joint)
            if stem != part and len(stem) >= _MIN_PART and is_known(stem):
                choices.append(stem)
        if choices:
            return max(choices, key=lambda choice: self._firsts[choice])
        return self._compound(part) or self._compound(part.removesuffix("s"))

    def _verb(self, form: str) -> str | None:
        if is_known(form):
            lemma = lemma_of(form)
            if lemma.endswith("n"):
                return self._separated(lemma)
            if form.endswith("en"):
                return self._separated(form)
        for particle in self.particles:
            rest = form.removeprefix(particle)
            if rest == form or len(rest) < _MIN_PART:
                continue
            if rest in self.lemmas.get("VERB", {}):
                return f"{particle}_{self.lemmas['VERB'][rest]}"
            if is_known(rest) and lemma_of(rest).endswith("n"):
                return f"{particle}_{lemma_of(rest)}"
        return None

    def _separated(self, lemma: str) -> str:
        for particle in self.particles:
            rest = lemma.removeprefix(particle)
            is_verb = rest in self._verbs or (is_known(rest) and lemma_of(rest) == rest and rest.endswith("n"))
            if rest != lemma and len(rest) > _MIN_PART and is_verb:
                return f"{particle}_{rest}"
        return lemma


def _last_part(lemma: str) -> str:
    return lemma.rsplit("_", 1)[-1].lower()


def _adjective(form: str) -> str | None:
    """Lemma of an adjective form; None when it is not known."""
    lower = form.lower()
    if not is_known(lower):
        return lemma_of(form) if is_known(form) else None
    lemma = lemma_of(lower)
    if lemma.endswith("en") and not lower.endswith("en"):  # the dictionary takes it for a verb
        lemma = lower.removesuffix("e")
    of_a_place = form[0].isupper() and not form.isupper() and lemma.endswith("s") and is_known(lemma.capitalize())
    return lemma.capitalize() if of_a_place else lemma


def learn_lexicon(docs: Iterable[Doc]) -> Lexicon:
    """The lexicon of annotated sentences: the commonest lemma of each form, the first seen of equals."""
    lemmas: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    apart: dict[str, set[str]] = defaultdict(set)
    joined: Counter[str] = Counter()
    for doc in docs:
        for token in doc:
            lemma, particle = token.lemma_, _particle(token)
            if lemma in ("", "_"):  # not annotated
                continue
            if particle and lemma.lower().startswith(f"{particle}_"):
                lemma = lemma[len(particle) + 1 :]
                apart[particle].add(lemma)
            form = token.text if token.pos_ == _NAMES else token.lower_
            lemmas[token.pos_, form][lemma] += 1
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for (pos, form), counts in sorted(lemmas.items()):
        found[pos][form] = counts.most_common(1)[0][0]
    for lemma in set(found.get("VERB", {}).values()):
        # "over" and "onder" more often stay with their verb: splitting these would be wrong more often than right
        for particle in apart:
            joined[particle] += lemma.startswith(f"{particle}_") * 2 - lemma.startswith(particle)
    particles = [p for p, verbs in apart.items() if len(verbs) >= _MIN_SEEN and joined[p] >= 0]
    return Lexicon(found, particles)


def _particle(token: Token) -> str:
    if token.pos_ != "VERB":
        return ""
    return next((child.lower_ for child in token.children if child.dep_ == PARTICLE), "")


class UdLemmas:
    """The lexicon as a part of a spaCy pipeline; needs parts of speech and the parser's particles."""

    def __init__(self, name: str = "ud_lemmas") -> None:
        self.name = name
        self.lexicon = Lexicon({}, ())

    def __call__(self, doc: Doc) -> Doc:
        """Set the lemma of every token."""
        for token in doc:
            token.lemma_ = self.lexicon.lemma(
                token.text, token.pos_, given=token.lemma_, particle=_particle(token)
            )
        return doc

    def initialize(self, get_examples: Callable[[], Iterable[Example]], nlp: Language | None = None) -> None:  # noqa: ARG002 - spaCy passes it
        """Learn from the training examples."""
        self.lexicon = learn_lexicon(example.reference for example in get_examples())

    def score(self, examples: Iterable[Example]) -> dict[str, Any]:
        """Share of lemmas that are right."""
        return dict(Scorer.score_token_attr(examples, "lemma"))

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:  # noqa: ARG002 - spaCy passes it
        """Write the lexicon, one word a line."""
        path.mkdir(parents=True, exist_ok=True)
        data = {"particles": self.lexicon.particles, "lemmas": self.lexicon.lemmas}
        text = json.dumps(data, ensure_ascii=False, indent=0)
        (path / _FILE).write_text(text, encoding="utf-8", newline="\n")

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> UdLemmas:  # noqa: ARG002 - spaCy passes it
        """Read the lexicon."""
        data = json.loads((Path(path) / _FILE).read_text(encoding="utf-8"))
        self.lexicon = Lexicon(data["lemmas"], data["particles"])
        return self


@Language.factory("ud_lemmas", assigns=["token.lemma"], requires=["token.pos", "token.dep"])
def make_ud_lemmas(nlp: Language, name: str) -> UdLemmas:  # noqa: ARG001 - spaCy passes it
    """The component, as a pipeline's config names it."""
    return UdLemmas(name)
