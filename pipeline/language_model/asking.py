"""Asking the language model all that is not on record yet: in batches, several at a time, bounded in every way.

A question that got no sound answer is asked again, in a smaller batch each time. When requests one after another
find no server, the rest is not sent. What has no answer after that keeps a reason; the next run asks just those.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from threading import Event, Lock

from pipeline.core.files import rendered
from pipeline.core.params import LanguageModel
from pipeline.language_model.answers import Answer, name_of, read_answers
from pipeline.language_model.prompt import PROMPTS, Part, Schema, statements_message
from pipeline.language_model.server import BUSY, FAILED, GONE, REFUSED, SLOW, Message, Reply, Server, Unanswered
from pipeline.language_model.store import Recorded, Store, key_of

REASONS = {
    "busy": "the server kept saying that it is too busy (429)",
    "failed": "the server kept failing (5xx)",
    "slow": "no answer within language_model.timeout",
    "gone": "the server could not be reached, or broke off",
    "refused": "the server refused the question, perhaps because it is too long for this model",
    "unreadable": "the answer was empty, cut, or not of the form that was asked",
    "foreign": "the answer had a label that the codebook does not know",
}
_SMALLER = (1, 4, 50)  # by which the batch is divided, each next time that a question is asked
_NO_SERVER = {BUSY, FAILED, SLOW, GONE}
_IN_A_ROW = 3  # requests without a server after which the others are not sent
_BATCH_CHARACTERS = 12_000

Question = tuple[Part, str]
Told = Callable[[int, int, int], object]
"""Is told questions answered so far, questions in all, and tokens so far, each time that an answer came."""


@dataclass
class Asked:
    """What became of a run.

    Attributes
    ----------
    requests, tokens : answered, with what they cost as far as the server tells.
    missing : question without an answer (name of the part, text) -> reason.
    """

    requests: int = 0
    tokens: int = 0
    missing: dict[tuple[str, str], str] = field(default_factory=dict)


def unanswered(texts: Iterable[str], parts: Sequence[Part], model: str, store: Store) -> list[Question]:
    """The questions without an answer on record, each once, in order."""
    return [
        (part, text)
        for part in parts
        for text in dict.fromkeys(texts)
        if key_of(text, part, model) not in store.answers
    ]


def on_topic(texts: Iterable[str], about: Part, model: str, store: Store) -> list[str]:
    """The texts that the model finds on topic: only of those themes are asked."""
    found = ((text, store.answers.get(key_of(text, about, model))) for text in texts)
    return [text for text, one in found if one and one.answer.get("on_topic")]


def ask_all(
    texts: Sequence[str], parts: Sequence[Part], settings: LanguageModel, store: Store, told: Told | None = None
) -> Asked:
    """Ask all that is not on record; no connection is made when all is."""
    asked, model, first = Asked(), str(settings.model), parts[0]

    def left(of_first: bool) -> list[Question]:
        if of_first:
            return unanswered(texts, [first], model, store)
        return unanswered(on_topic(texts, first, model, store), parts[1:], model, store)

    with store:
        if left(True) or left(False):
            with Server(settings) as server:
                run = _Run(server, settings, store, asked, told)
                run.ask(left(True))
                run.ask(left(False) if not run.gone.is_set() else [])
    return asked


def batches(questions: Iterable[Question], size: int) -> Iterator[tuple[Part, list[str]]]:
    """Questions of one part together, as many as go in a request."""
    by_part: dict[str, tuple[Part, list[str]]] = {}
    for part, text in questions:
        own = by_part.setdefault(part.name, (part, []))[1]
        if len(own) == size or (own and sum(map(len, own)) + len(text) > _BATCH_CHARACTERS):
            yield part, own[:]
            own.clear()
        own.append(text)
    yield from by_part.values()


def messages(part: Part, texts: Sequence[str]) -> list[Message]:
    """What is sent: what the model is told, and the texts as data."""
    return [{"role": "system", "content": part.told}, {"role": "user", "content": statements_message(texts)}]


@dataclass(frozen=True)
class _Outcome:
    """What came of one batch: sound answers by text, why there is none for the others, and what it cost."""

    answers: Mapping[str, Answer]
    why: str = ""
    model: str = ""
    tokens: int = 0


class _Run:
    """One run against one server."""

    def __init__(
        self, server: Server, settings: LanguageModel, store: Store, asked: Asked, told: Told | None
    ) -> None:
        self.server, self.settings, self.store, self.asked, self.told = server, settings, store, asked, told
        self.knows_schemas, self.gone, self.in_a_row, self.answered = True, Event(), 0, 0
        self.counting = Lock()

    def ask(self, questions: Sequence[Question]) -> None:
        """Ask, and ask again what got no sound answer; what then has none is missing."""
        left, self.answered = [*questions], 0
        self.asked.missing |= {(part.name, text): GONE for part, text in left}
        for smaller in _SMALLER:
            todo = list(batches(left, max(1, self.settings.batch // smaller)))
            with ThreadPoolExecutor(self.settings.concurrency) as pool:
                futures = {pool.submit(self._request, *batch): batch for batch in todo}
                try:
                    for done in as_completed(futures):
                        self._take(done.result(), *futures[done])
                        if self.told:
                            self.told(self.answered, len(questions), self.asked.tokens)
                except BaseException:
                    pool.shutdown(wait=False, cancel_futures=True)
                    raise
            left = [(part, text) for part, text in left if (part.name, text) in self.asked.missing]
            if not left or self.gone.is_set():
                return

    def _take(self, outcome: _Outcome, part: Part, texts: Sequence[str]) -> None:
        """Put answers on record, and keep why others are not there."""
        model = str(self.settings.model)
        self.store.add(
            Recorded(
                key=key_of(text, part, model),
                part=part.name,
                prompt=part.version,
                model=name_of(outcome.model, model),
                answer=dict(answer),
            )
            for text, answer in outcome.answers.items()
        )
        for text in texts:
            if text in outcome.answers:
                self.asked.missing.pop((part.name, text))
            else:
                self.asked.missing[part.name, text] = outcome.why
        self.answered += len(outcome.answers)
        self.asked.tokens += outcome.tokens
        self.asked.requests += bool(outcome.model)

    def _request(self, part: Part, texts: Sequence[str]) -> _Outcome:
        """One batch, in a thread of the pool. Whether the server is gone is noted here: on a busy machine the
        thread that gathers the outcomes lags behind, and others would go on seeking the server.
        """
        if self.gone.is_set():
            return _Outcome({}, GONE)
        outcome = self._outcome(part, texts)
        with self.counting:
            self.in_a_row = self.in_a_row + 1 if outcome.why in _NO_SERVER else 0
            if self.in_a_row >= _IN_A_ROW:
                self.gone.set()
        return outcome

    def _outcome(self, part: Part, texts: Sequence[str]) -> _Outcome:
        sent, schema = messages(part, texts), part.schema(len(texts))
        try:
            reply = self._said(sent, schema)
            answers, why = read_answers(reply.content, part, texts)
            tokens = reply.tokens
            if why and not self.knows_schemas:  # once, as the schema is only told there, not enforced
                first = {"role": "assistant", "content": reply.content}
                again = self._said([*sent, first, _message("user", "herstel.txt.j2")], schema)
                more, why = read_answers(again.content, part, texts)
                answers, tokens = {**more, **answers}, tokens + again.tokens
                why = "" if len(answers) == len(set(texts)) else why
            return _Outcome(answers, why, name_of(reply.model, str(self.settings.model)), tokens)
        except Unanswered as problem:
            return _Outcome({}, problem.reason)

    def _said(self, sent: Sequence[Message], schema: Schema) -> Reply:
        """By the schema; where the server refuses that, with the schema told in words, and so from then on."""
        if self.knows_schemas:
            try:
                return self.server.ask(sent, schema)
            except Unanswered as problem:
                if problem.reason != REFUSED:
                    raise
        told = _message("system", "vorm.txt.j2", schema=json.dumps(schema, ensure_ascii=False))
        reply = self.server.ask([{**sent[0], "content": sent[0]["content"] + told["content"]}, *sent[1:]], None)
        self.knows_schemas = False
        return reply


def _message(role: str, template: str, **values: str) -> Message:
    return {"role": role, "content": rendered(PROMPTS / template, **values)}
