"""What the coder works with, opened from its files: what reads a text, and the trained coder with it."""

from dataclasses import dataclass, replace

from pipeline.coder.encoder.encoder import Encoder
from pipeline.coder.encoder.sentence import MODEL, QUICK, SentenceEncoder, read_encoder
from pipeline.coder.encoder.static import read_static
from pipeline.coder.language.language import check_installed
from pipeline.coder.model.coder import Coder, Provenance, check_fresh, read_coder
from pipeline.coder.rules.rule_files import Context, NoContent, read_rule_folder
from pipeline.coder.rules.rules import RuleSet
from pipeline.core.codebook import Codebook, load_codebook
from pipeline.core.corpus import CODEBOOK, CODER, ENCODER, OWN_ENCODER, RULES
from pipeline.core.errors import InputError
from pipeline.core.files import read_bytes
from pipeline.core.params import CoderKind, Language


@dataclass(frozen=True)
class TextReaders:
    """What reads a text before the coder judges it, in training and after."""

    encoder: Encoder
    rules: RuleSet
    no_content: NoContent
    context: Context
    provenance: Provenance  # which codebook, rules, language pipeline and encoder these are


@dataclass(frozen=True)
class CoderResources(TextReaders):
    """All that coding needs beside the statements."""

    coder: Coder
    codebook: Codebook  # the corpus's own, when it brings one; labels that it lacks are not given

    def __post_init__(self) -> None:
        for kind in ("category", "stance"):
            if not set(self.codebook.labels[kind]) & set(self.coder.labels[kind]):
                raise InputError(
                    f"the codebook has no {kind} that the coder knows",
                    where="codebook",
                    allowed=self.coder.labels[kind],
                    todo=f"keep at least one {kind} of corpora/codebook.yaml",
                )

    def on_one_core(self) -> "CoderResources":
        """The same, for one of several processes."""
        encoder = self.encoder
        return replace(self, encoder=replace(encoder, threads=1)) if isinstance(encoder, SentenceEncoder) else self


def load_readers(language: Language, coder: CoderKind, codebook: Codebook, *, threads: int = 0) -> TextReaders:
    """Open the rules, the language pipeline and the encoder that the settings choose; 0 threads: all cores.
    :class:`InputError` when one of them is missing or not in order.
    """
    installed = check_installed(language.model)
    folder = read_rule_folder(RULES, codebook)
    static, where = coder.encoder == "static", OWN_ENCODER if coder.encoder == "own" else ENCODER
    network = QUICK if coder.encoder == "quick" else MODEL
    encoder: Encoder = read_static(where) if static else read_encoder(where, threads=threads, model=network)
    rules = RuleSet(folder.files, language.model, grammar=not static)
    title = f"{installed['name']} ({installed['version']})"
    provenance = Provenance(codebook.version, rules.version, title, encoder.version)
    return TextReaders(encoder, rules, folder.no_content, folder.context, provenance)


def load_resources(language: Language, kind: CoderKind, codebook: Codebook, *, threads: int = 0) -> CoderResources:
    """Open the trained coder and all that it needs, for a corpus's codebook; 0 threads: all cores.
    :class:`InputError` when one is missing or not in order, or the coder was trained with another.
    """
    path = CODER / "coder.npz"
    coder = read_coder(read_bytes(path, todo="train it first: dvc repro"), where=str(path))
    readers = load_readers(language, kind, load_codebook(CODEBOOK), threads=threads)
    check_fresh(coder, readers.provenance, where=str(path))
    return CoderResources(**vars(readers), coder=coder, codebook=codebook)
