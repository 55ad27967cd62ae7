"""What ``thermometer language-model`` does: reckon and show what would be asked; print the model card."""

import json
import math
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from pipeline.core.corpus import Corpus
from pipeline.core.errors import InputError
from pipeline.core.files import own_text
from pipeline.core.params import LanguageModel, load_params
from pipeline.core.tables import PREDICTIONS, read_table
from pipeline.new_corpus.files import rendered

_CHARACTERS = 3.3  # of Dutch text in a token, for the vocabularies of common models
_ANSWER = {"over": 45}  # tokens of an answer about one statement
_OTHER_ANSWER = 25
_READING = 10  # times as fast as writing, which a server mostly reads


def settings_of(settings: LanguageModel, url: str, model: str) -> LanguageModel:
    """The settings with an address and a model that were typed, checked as those of params.yaml are."""
    try:
        return LanguageModel.model_validate({**settings.model_dump(), "url": url or None, "model": model or None})
    except ValidationError as invalid:
        problem = "; ".join(error["msg"].removeprefix("Value error, ") for error in invalid.errors())
        todo = "give both --language-model URL and --model NAME"
        raise InputError(problem, where="--language-model", todo=todo) from None


def plan(corpus: Corpus, url: str, model: str, speed: float) -> str:
    """How many requests, tokens and minutes asking takes, and what would be sent; nothing is sent."""
    from pipeline.core.codes import OFF_TOPIC
    from pipeline.language_model.asking import batches, messages, unanswered
    from pipeline.language_model.prompt import parts
    from pipeline.language_model.second_coder import not_asked
    from pipeline.language_model.server import KEY, Server
    from pipeline.language_model.store import Store
    from pipeline.stages.ask import examples, masked_statements

    settings = load_params().language_model
    settings = settings_of(settings, url or settings.url or "", model or settings.model or "")
    if not settings.url:
        todo = (
            "set language_model.url and model in params.yaml, or name them here: --language-model URL --model NAME"
        )
        raise InputError("no language model is set", where="language_model.url", todo=todo)
    texts, predictions = masked_statements(corpus), read_table(corpus.reports / "predictions.csv", PREDICTIONS)
    questions, store = parts(corpus.codebook, examples()), Store(corpus.language_model / "answers.jsonl")
    wanted = [not reason for reason in not_asked(predictions, settings.ask)]
    on_topic = wanted & (predictions["themes_status"] != OFF_TOPIC).to_numpy()
    left = unanswered(texts[wanted], questions[:1], str(settings.model), store)
    left += unanswered(texts[on_topic], questions[1:], str(settings.model), store)
    requests = list(batches(left, settings.batch))
    asked = sum(_tokens(messages(*request)) for request in requests)
    said = sum(_ANSWER.get(part.name, _OTHER_ANSWER) * len(own) for part, own in requests)
    shown = messages(requests[0][0], requests[0][1][:1]) if requests else []
    with Server(settings) as server:
        endpoint = server.endpoint
    return rendered(
        "templates/language_model_plan.txt.j2",
        package="pipeline.cli",
        corpus=corpus.name,
        settings=settings,
        endpoint=endpoint,
        statements=len({text for _, text in left}),
        requests=len(requests),
        tokens=asked + said,
        minutes=math.ceil((asked / _READING + said) / speed / 60),
        speed=speed,
        shown=shown,
        key=KEY,
    ).rstrip("\n")


def _tokens(messages: Sequence[Any]) -> int:
    return math.ceil(sum(len(message["content"]) for message in messages) / _CHARACTERS)


def card(corpus: Corpus) -> str:
    """The model card of the language model on one corpus: what was asked, and the figures of the audit."""
    metrics = json.loads(own_text(corpus.reports / "metrics.json"))
    if "coders" not in metrics:
        todo = "set language_model.url in params.yaml and run dvc repro"
        raise InputError("no language model was asked", where=str(corpus.reports / "metrics.json"), todo=todo)
    ledger = json.loads(own_text(corpus.language_model / "ledger.json"))
    return rendered(
        "templates/language_model_card.md.j2",
        package="pipeline.cli",
        corpus=corpus.name,
        coders=metrics["coders"],
        interval=metrics["method"]["interval"],
        ledger=ledger,
    ).rstrip("\n")
