"""params.yaml: the one place where a run is tuned, checked key by key.

Unknown and missing keys are errors, in every section, whichever stage runs. What each
value means, and why it was chosen, stands beside it in ``params.yaml``.
"""

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from pipeline.core.codes import Kind
from pipeline.core.errors import InputError, quoted
from pipeline.core.yaml_model import StrictModel, read_yaml_model

PARAMS_FILE = Path("params.yaml")
MOST_SAMPLES = 100_000  # bootstrap draws; more change no printed digit, and take hours and gigabytes
CORPUS_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
# Taken: folders of ours under corpora/, and under reports/ ("kaarten").
RESERVED_NAMES = frozenset({"held_out", "kaarten", "profiles", "removed", "rules", "training"})
# Names of devices: Windows makes no folder of them.
_DEVICES = frozenset({"aux", "con", "nul", "prn", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})

Share = Annotated[float, Field(ge=0, le=1)]


def _unique(names: list[str]) -> list[str]:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"corpus {twice[0]!r} is listed twice; give each corpus its own name")
    for name in names:
        check_corpus_name(name, where="corpora")
    return names


def check_corpus_name(name: str, *, where: str) -> None:
    """Raise :class:`InputError` unless ``name`` is safe as folder, stage and file name."""
    taken = RESERVED_NAMES | _DEVICES
    if not CORPUS_NAME.fullmatch(name) or name in taken:
        why = (
            f"{name} is a device of Windows"
            if name in _DEVICES
            else f"{', '.join(sorted(RESERVED_NAMES))} are taken"
        )
        proposal = re.sub(r"[^a-z0-9_-]+", "-", name.lower()).strip("-_")[:40]
        raise InputError(
            f"{quoted(name)} cannot be the name of a corpus",
            where=where,
            allowed=("lower-case letters, digits, '-' and '_', at most 40, starting with a letter or digit",),
            nearest=f"{proposal}-corpus" if proposal in taken else proposal,
            todo=f"choose another name; {why}",
        )


class Language(StrictModel):
    model: Literal["auto", "nl_core_news_sm", "bundled"]


class Ingest(StrictModel):
    pseudonym_key: str = Field(min_length=8)
    heading_similarity: float = Field(ge=0, le=100)
    duplicate_similarity: float = Field(ge=0, le=100)
    personal_data: Literal["maskeren", "tonen"]


class CoderKind(StrictModel):
    encoder: Literal["sentence", "quick", "static", "own"]


class Train(StrictModel):
    seed: int = Field(ge=0)
    folds: int = Field(ge=2, le=10)
    near_duplicate: float = Field(ge=0, le=100)
    min_df_word: int = Field(ge=1)
    min_df_char: int = Field(ge=1)
    rule_weight: float = Field(ge=0)
    regularisation_c: float = Field(gt=0)
    beta: float = Field(gt=0)
    bootstrap_samples: int = Field(ge=20, le=MOST_SAMPLES)


class Strength(StrictModel):
    shift: float = Field(ge=0, le=10)
    likeness: float = Field(ge=0, le=10)
    sharpness: float = Field(ge=0, le=100)


class LessonSettings(StrictModel):
    topic: Strength | None
    category: Strength | None
    stance: Strength | None
    themes: Strength | None


class Engine(StrictModel):
    kind: Literal["serial", "processes", "dask"]
    workers: int | None = Field(ge=1, le=61)
    scheduler: str | None = Field(pattern=r"(tcp|tls|ucx|ws|wss)://[^\s/:]+:\d+")

    @model_validator(mode="after")
    def _scheduler_with_dask(self) -> "Engine":
        if (self.kind == "dask") != (self.scheduler is not None):
            raise ValueError("kind dask goes with a scheduler, such as tcp://10.0.0.5:8786; other kinds with null")
        return self


class Classify(StrictModel):
    min_vocabulary_coverage: Share
    abstention_margin: Share
    lessons: LessonSettings


def _own_server(url: str | None) -> str | None:
    if url is None:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("allowed are null and an address such as https://models.example.org/v1")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("keep names, passwords and keys out of the address; a key goes in LANGUAGE_MODEL_KEY")
    if parts.scheme == "http" and parts.hostname not in _THIS_MACHINE:
        raise ValueError("http can be read on the way; use https, or a server on this machine (localhost)")
    return url.rstrip("/")


class LanguageModel(StrictModel):
    url: Annotated[str | None, AfterValidator(_own_server)]
    model: str | None = Field(min_length=1)
    ask: Literal["all", "doubtful"]
    batch: int = Field(ge=1, le=50)
    timeout: float = Field(gt=0)
    tokens_at_most: int = Field(ge=100, le=32_000)
    concurrency: int = Field(ge=1, le=64)
    topics: bool

    @model_validator(mode="after")
    def _named_when_on(self) -> "LanguageModel":
        if self.url and not self.model:
            raise ValueError("model is null; name the model that this server is to use")
        return self


class Discover(StrictModel):
    sample_size: int = Field(ge=100)
    min_topic_size: int = Field(ge=2)
    most_topics: int = Field(ge=2)
    min_samples: int = Field(ge=1)
    dimensions: int = Field(ge=2)
    run_weight: float = Field(ge=0)
    meaning_weight: float = Field(ge=0)
    outlier_similarity: Share
    words: int = Field(ge=3)
    min_coverage: Share
    min_same_theme: Share
    same_topic: Share
    seed: int = Field(ge=0, lt=2**32)

    @model_validator(mode="after")
    def _neighbours_fit_in_topic(self) -> "Discover":
        if self.min_samples > self.min_topic_size:
            raise ValueError("min_samples is more than min_topic_size; lower it")
        return self


class ReviewParams(StrictModel):
    kinds_excluded: tuple[Kind, ...]
    audit_size: int = Field(ge=0)
    doubtful_size: int = Field(ge=0)
    all_size: int = Field(ge=0, le=1_000_000)
    strict: bool
    interval_width: float = Field(gt=0, le=1)
    seconds_per_statement: float = Field(gt=0)


class MentionedWeights(StrictModel):
    vaak: float = Field(gt=0)
    meerdere: float = Field(gt=0)
    overig: float = Field(gt=0)


class Trend(StrictModel):
    count_duplicates: bool
    count_copies: bool
    min_campaign: int = Field(ge=2)
    max_campaign_share: Share
    mentioned_weights: MentionedWeights
    min_audit: int = Field(ge=1)
    min_denominator: int = Field(ge=1)
    max_undecided_share: Share
    max_audience_shift: Share
    min_group: int = Field(ge=1)
    min_comparable: Share
    min_same_coders: Share
    false_discovery_rate: float = Field(gt=0, lt=1)
    power: float = Field(gt=0.5, lt=1)


class Evidence(StrictModel):
    min_statements: int = Field(ge=1)
    min_critical: int = Field(ge=0)
    examples_per_stance: int = Field(ge=1)
    quote_shortest: int = Field(ge=1)
    quote_longest: int = Field(ge=1)
    most_listed: int = Field(ge=100, le=100_000)


class Evaluate(StrictModel):
    bootstrap_samples: int = Field(ge=100, le=MOST_SAMPLES)
    interval: float = Field(gt=0, lt=1)
    seed: int


class Report(StrictModel):
    quotes_per_action: int = Field(ge=1)
    sure_stance: float = Field(ge=0, le=1)
    min_denominator: int = Field(ge=1)
    min_precision: float = Field(ge=0, le=1)
    min_checked: int = Field(ge=1)
    statements_mb: float = Field(gt=0)


class Params(StrictModel):
    """The whole of params.yaml."""

    corpora: Annotated[list[str], AfterValidator(_unique)] = Field(min_length=1)
    language: Language
    ingest: Ingest
    engine: Engine
    coder: CoderKind
    train: Train
    classify: Classify
    language_model: LanguageModel
    discover: Discover
    review: ReviewParams
    trend: Trend
    evidence: Evidence
    evaluate: Evaluate
    report: Report


def load_params(path: Path = PARAMS_FILE) -> Params:
    """Read and check params.yaml; :class:`InputError` names every key that is unknown, missing or out of range."""
    return read_yaml_model(path, Params)
