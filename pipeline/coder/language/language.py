"""The Dutch language pipeline: words for every statement, full analysis for those that need it.

:func:`load` gives tokens, dictionary lemmas and sentence ends: fast, and the same on every machine.
:func:`analyse` adds what takes a trained pipeline: part of speech, morphology, lemma, dependency
and head, by the official ``nl_core_news_sm`` when it is installed, else by the bundled one in
``models/language``. Which one is there is written to ``models/language/installed.json`` by
``python -m pipeline.coder.language.language`` (set-up calls it), so that DVC sees a change.

A lemma of the bundled pipeline is what the treebank has for a form and part of speech, else the dictionary's.
Universal Dependencies Dutch puts an underscore between the parts of a compound (``water_voorziening``).
"""

import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Token
from spacy.training import Example
from spacy.util import registry

from pipeline.core.errors import InputError, missing_file
from pipeline.core.files import CELL_LIMIT, write_json
from pipeline.core.text import lemma_of

OFFICIAL = "nl_core_news_sm"
BUNDLED = "bundled"
INSTALLED_FILE = Path("models") / "language" / "installed.json"
# Beside the package, wherever the command runs: the code and the pipeline that it needs are one.
BUNDLED_FOLDER = Path(__file__).parents[3] / "models" / "language" / "nl_dep_ud_sm"
Choice = Literal["auto", "nl_core_news_sm", "bundled"]

_FILE = "lexicon.json"
_NAMES = "PROPN"
_PARTICLE = "compound:prt"  # the dependency of "uit" on "stak" in "stak de hand uit"
_WRITE_DOWN = "run: python -m pipeline.coder.language.language (set-up runs it), then dvc repro"
_UNUSED = ("ner", "senter", "tagger", "attribute_ruler")  # of the official pipeline: slow, nothing reads it
_BATCH = 32  # texts per batch of nlp.pipe: bounds memory; never changes results


def chosen(choice: Choice = "auto") -> str:
    """Name of the pipeline that a choice gives on this machine.
    :class:`InputError` when the official one is forced and is not installed.
    """
    there = find_spec(OFFICIAL) is not None
    if choice == OFFICIAL and not there:
        raise InputError(
            f"the Dutch language pipeline {OFFICIAL} is not installed",
            where="params.yaml: language.model",
            allowed=("auto", BUNDLED),
            todo=f"choose auto or {BUNDLED}, or install it with: python -m spacy download {OFFICIAL}",
        )
    return OFFICIAL if there and choice != BUNDLED else BUNDLED


def installed(choice: Choice = "auto") -> dict[str, str]:
    """``name`` as of :func:`chosen`, and ``version``: of the bundled one that of its files, which must exist."""
    name = chosen(choice)
    if name == OFFICIAL:
        return {"name": name, "version": f"{version(name)}, simplemma {version('simplemma')}"}
    files = content_hash(BUNDLED_FOLDER)
    return {"name": name, "version": f"{files}, spacy {version('spacy')}, simplemma {version('simplemma')}"}


@lru_cache(maxsize=2)
def content_hash(folder: Path) -> str:
    """Short hash of a folder's files: their names and what is in them; :class:`InputError` when there are none."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    if not files:
        raise missing_file(folder, todo="get it back: git checkout -- models/language")
    whole = hashlib.sha256()
    for file in files:
        whole.update(file.relative_to(folder).as_posix().encode() + b"\0")
        whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()[:8]


def check_installed(choice: Choice) -> dict[str, str]:
    """As :func:`installed`, after checking that set-up wrote down what is there now.
    :class:`InputError` when it did not, or wrote something else: DVC would not notice that results can differ.
    """
    if not INSTALLED_FILE.is_file():
        raise missing_file(INSTALLED_FILE, todo=_WRITE_DOWN)
    try:
        written = json.loads(INSTALLED_FILE.read_text(encoding="utf-8"))
    except ValueError:
        raise InputError("this file is damaged", where=str(INSTALLED_FILE), todo=_WRITE_DOWN) from None
    if written != installed():
        raise InputError(
            "another Dutch language pipeline is installed than set-up wrote down",
            where=str(INSTALLED_FILE),
            todo=_WRITE_DOWN,
        )
    return installed(choice)


@lru_cache(maxsize=2)
def load(choice: Choice = "auto") -> Language:
    """Tokens, dictionary lemmas and sentence ends: all that most rules need, whatever the choice."""
    chosen(choice)
    nlp = spacy.blank("nl")
    nlp.add_pipe("dutch_lemmas")
    nlp.add_pipe("sentencizer")
    nlp.max_length = CELL_LIMIT
    return nlp


@lru_cache(maxsize=2)
def load_trained(choice: Choice = "auto") -> Language:
    """The trained pipeline that a choice gives on this machine, see :func:`chosen`."""
    bare = {"nlp": {"tokenizer": {"@tokenizers": "no_rules"}}}
    if chosen(choice) == OFFICIAL:
        return spacy.load(OFFICIAL, exclude=["tokenizer", *_UNUSED], config=bare)
    content_hash(BUNDLED_FOLDER)  # says when it is gone
    return spacy.load(BUNDLED_FOLDER, exclude=["tokenizer"], config=bare)


def no_rules() -> Callable[[Language], Tokenizer]:
    """A tokenizer in name: texts come cut from :func:`load`, and to read its exceptions takes half a second."""
    return lambda nlp: Tokenizer(nlp.vocab)


registry.tokenizers.register("no_rules", func=no_rules)


def analyse(docs: Iterable[Doc], choice: Choice = "auto") -> Iterator[Doc]:
    """Documents of :func:`load` again, in order, with full analysis: the same tokens at the same places.

    Each token has ``pos_``, ``morph``, ``dep_``, ``head`` and ``lemma_`` by Universal Dependencies.
    Such a lemma may have an underscore between its parts ("water_voorziening"). Sentence ends are
    the parser's. About 40 times slower than reading.
    """
    nlp = load_trained(choice)
    copies = (
        Doc(nlp.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc]) for doc in docs
    )
    return nlp.pipe(copies, batch_size=_BATCH)


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

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> "UdLemmas":  # noqa: ARG002 - spaCy passes it
        """Read the lexicon."""
        self.lemmas = json.loads((Path(path) / _FILE).read_text(encoding="utf-8"))["lemmas"]
        return self


def _form(token: Token) -> str:
    return token.text if token.pos_ == _NAMES else token.lower_


@Language.factory("ud_lemmas", assigns=["token.lemma"], requires=["token.pos"])
def make_ud_lemmas(nlp: Language, name: str) -> UdLemmas:  # noqa: ARG001 - spaCy passes it
    """The component, as a pipeline's config names it."""
    return UdLemmas(name)


def main() -> int:
    """Write down which pipeline is installed."""
    write_json(INSTALLED_FILE, installed())
    return 0


if __name__ == "__main__":
    sys.exit(main())
