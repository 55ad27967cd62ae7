"""Lemmas: of the dictionary, fast and by the word form alone; and those of the bundled pipeline.

The bundled pipeline has what the treebank has for a form and part of speech, else the dictionary's. Universal
Dependencies Dutch puts an underscore between the parts of a compound (``water_voorziening``).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import simplemma
from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.training import Example

_KNOWN_WORDS = 200_000  # word forms that are remembered; about 20 MB
_FILE = "lexicon.json"
_NAMES = "PROPN"
_PARTICLE = "compound:prt"  # the dependency of "uit" on "stak" in "stak de hand uit"


@lru_cache(maxsize=_KNOWN_WORDS)
def lemma_of(word: str) -> str:
    """Dictionary lemma of a lower-case word form; the form itself when it is not in the dictionary."""
    return str(simplemma.lemmatize(word, lang="nl")).lower() if word else ""


@Language.component("dutch_lemmas", assigns=["token.lemma"])
def dutch_lemmas(doc: Doc) -> Doc:
    """Set the dictionary lemma of every token."""
    for token in doc:
        token.lemma_ = lemma_of(token.lower_)
    return doc


class UdLemmas:
    """A part of a spaCy pipeline that needs parts of speech.

    Attributes
    ----------
    lemmas : part of speech -> form -> lemma. Forms in lower case, except of names.
    """

    def __init__(self, name: str = "ud_lemmas") -> None:
        self.name = name
        self.lemmas: Mapping[str, Mapping[str, str]] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Set the lemma of every token."""
        for token in doc:
            token.lemma_ = self.lemmas.get(token.pos_, {}).get(_form(token)) or lemma_of(token.lower_)
        return doc

    def initialize(self, get_examples: Callable[[], Iterable[Example]], nlp: Language | None = None) -> None:  # noqa: ARG002 - spaCy passes it
        """Learn the commonest lemma of each form, the first seen of equals; a verb's without its particle."""
        seen: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        for token in (token for example in get_examples() for token in example.reference):
            particles = [child.lower_ for child in token.children if child.dep_ == _PARTICLE]
            lemma = token.lemma_.removeprefix(f"{particles[0]}_") if particles else token.lemma_
            if lemma not in ("", "_"):  # not annotated
                seen[token.pos_][_form(token)][lemma] += 1
        self.lemmas = {
            pos: {form: counts.most_common(1)[0][0] for form, counts in sorted(forms.items())}
            for pos, forms in sorted(seen.items())
        }

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:  # noqa: ARG002 - spaCy passes it
        """Write the lexicon, one word a line."""
        path.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"lemmas": self.lemmas}, ensure_ascii=False, indent=0)
        (path / _FILE).write_text(text, encoding="utf-8", newline="\n")

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> UdLemmas:  # noqa: ARG002 - spaCy passes it
        """Read the lexicon."""
        self.lemmas = json.loads((Path(path) / _FILE).read_text(encoding="utf-8"))["lemmas"]
        return self


def _form(token: Token) -> str:
    return token.text if token.pos_ == _NAMES else token.lower_


@Language.factory("ud_lemmas", assigns=["token.lemma"], requires=["token.pos"])
def make_ud_lemmas(nlp: Language, name: str) -> UdLemmas:  # noqa: ARG001 - spaCy passes it
    """The component, as a pipeline's config names it."""
    return UdLemmas(name)
