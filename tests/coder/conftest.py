from __future__ import annotations

import pytest
from spacy.language import Language

from pipeline.coder.classify.classifying import Knowledge
from pipeline.coder.data.rule_folder import RuleFolder, read_rule_folder
from pipeline.coder.data.training_set import Example, read_training
from pipeline.coder.encoder.encoder import Encoder
from pipeline.coder.language.language import load, read
from pipeline.coder.model.coder import Coder
from pipeline.coder.model.features import Features
from pipeline.coder.model.training import Learned, learn
from pipeline.coder.rules.rules import RuleSet, fingerprint
from pipeline.core.codebook import Codebook, load_codebook
from pipeline.core.params import Params, load_params
from tests.paths import ROOT

EVERY = 6  # one training line in so many: enough to learn from, quick enough for a test


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    return load_codebook(ROOT / "corpora" / "codebook.yaml")


@pytest.fixture(scope="session")
def params() -> Params:
    return load_params(ROOT / "params.yaml")


@pytest.fixture(scope="session")
def nlp() -> Language:
    return load("bundled")


@pytest.fixture(scope="session")
def folder(codebook: Codebook) -> RuleFolder:
    return read_rule_folder(ROOT / "corpora" / "rules", codebook)


@pytest.fixture(scope="session")
def rules(folder: RuleFolder, nlp: Language) -> RuleSet:
    return RuleSet(folder.files, nlp)


@pytest.fixture(scope="session")
def examples(codebook: Codebook) -> tuple[Example, ...]:
    paths = sorted((ROOT / "corpora" / "training").glob("*.jsonl"))
    files = {path.name: path.read_text(encoding="utf-8") for path in paths}
    return read_training(files, codebook, where="training").examples[::EVERY]


@pytest.fixture(scope="session")
def features(examples: tuple[Example, ...], rules: RuleSet, toy_encoder: Encoder) -> Features:
    texts = [example.text for example in examples]
    return Features.fit(texts, rules.columns, toy_encoder.names, min_words=2, min_runs=3, rule_weight=0.2)


@pytest.fixture(scope="session")
def learned(
    examples: tuple[Example, ...],
    rules: RuleSet,
    toy_encoder: Encoder,
    features: Features,
    codebook: Codebook,
    params: Params,
) -> Learned:
    texts = [example.text for example in examples]
    hits = [rules.find(doc) for doc in read(texts, rules.nlp)]
    return learn(examples, hits, toy_encoder.unseen(texts), features, codebook, params.train)


@pytest.fixture(scope="session")
def knowledge(
    learned: Learned,
    features: Features,
    folder: RuleFolder,
    rules: RuleSet,
    toy_encoder: Encoder,
    codebook: Codebook,
) -> Knowledge:
    coder = Coder.of(
        learned,
        features,
        codebook,
        rules=fingerprint(folder.files),
        language="bundled",
        encoder=toy_encoder.version,
    )
    return Knowledge(coder, toy_encoder, rules, folder.no_content, folder.context, codebook)
