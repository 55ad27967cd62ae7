from __future__ import annotations

import pytest
from spacy.language import Language

from pipeline.coder.data.training_set import Example, read_training, statement_files
from pipeline.coder.encoder.encoder import Encoder
from pipeline.coder.language.language import load
from pipeline.coder.model.coder import Coder
from pipeline.coder.model.resources import CoderResources
from pipeline.coder.model.training import Learned, train
from pipeline.coder.rules.rule_files import RuleFolder, read_rule_folder
from pipeline.coder.rules.rules import RuleHits, RuleSet, find_in_all
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
def rules(folder: RuleFolder) -> RuleSet:
    return RuleSet(folder.files, "bundled")


@pytest.fixture(scope="session")
def examples(codebook: Codebook) -> tuple[Example, ...]:
    return read_training(statement_files(ROOT / "corpora" / "training"), codebook).examples[::EVERY]


@pytest.fixture(scope="session")
def hits(examples: tuple[Example, ...], rules: RuleSet) -> RuleHits:
    return find_in_all(rules, [example.text for example in examples])


@pytest.fixture(scope="session")
def trained(
    examples: tuple[Example, ...], codebook: Codebook, hits: RuleHits, toy_encoder: Encoder, params: Params
) -> tuple[Coder, Learned]:
    return train(examples, codebook, hits, toy_encoder, params.train, language="bundled")


@pytest.fixture(scope="session")
def learned(trained: tuple[Coder, Learned]) -> Learned:
    return trained[1]


@pytest.fixture(scope="session")
def resources(
    trained: tuple[Coder, Learned], folder: RuleFolder, rules: RuleSet, toy_encoder: Encoder, codebook: Codebook
) -> CoderResources:
    coder, made = trained[0], trained[0].provenance
    return CoderResources(toy_encoder, rules, folder.no_content, folder.context, made, coder, codebook)
