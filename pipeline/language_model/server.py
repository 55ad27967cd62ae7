"""The server with the language model: one question, asked with patience, and nothing sent anywhere else.

No redirect is followed, no proxy of the environment is used, and of an answer no more is read than one can have.
"""

import json
import os
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from pipeline.core.errors import InputError, quoted
from pipeline.core.params import LanguageModel
from pipeline.language_model.store import SAMPLING

KEY = "LANGUAGE_MODEL_KEY"  # of the environment
BUSY, FAILED, SLOW, GONE, REFUSED, EMPTY = "busy", "failed", "slow", "gone", "refused", "unreadable"
PAUSE = 1.0  # seconds before the second try; each next one waits twice as long
_TRIES = 7  # over a minute in all
_LONGEST_PAUSE = 60.0  # seconds, also where the server asks for more
_LARGEST = 8_000_000  # bytes of an answer
_SCHEMA = "response_format"
# What servers say that do not know it; others fail (500), and name it: llama-cpp-python does.
_NO_SCHEMAS = (400, 404, 415, 422, 501)

Message = Mapping[str, str]


class Unanswered(Exception):  # noqa: N818 - no error of ours
    """No answer to this question, also after some tries.

    Attributes
    ----------
    reason : one of the reasons above.
    """

    def __init__(self, reason: str, pause: float = 0.0) -> None:
        super().__init__(reason)
        self.reason, self.pause = reason, pause


class _Again(Unanswered):
    """No answer, but another try may help."""


@dataclass(frozen=True)
class Reply:
    """What the model said, its name as the server gave it, and the tokens that it cost, 0 when not told."""

    content: str
    model: str
    tokens: int


class Server:
    """The server of the settings; one for all threads."""

    def __init__(self, settings: LanguageModel) -> None:
        self.settings = settings
        url = str(settings.url)
        self.endpoint = f"{url}{'' if urlsplit(url).path else '/v1'}/chat/completions"
        key = os.environ.get(KEY, "")
        self._client = httpx.Client(
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=settings.timeout,
            verify=ssl.create_default_context(),  # the machine's own certificates
            follow_redirects=False,
            trust_env=False,
            limits=httpx.Limits(max_connections=settings.concurrency),
        )

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def ask(self, messages: Sequence[Message], schema: Mapping[str, Any] | None) -> Reply:
        """What the model answers, by a schema where one is given; :class:`Unanswered` when it does not, after some
        tries. :class:`InputError` for what no patience mends: a wrong key, an unknown model, a redirect.
        """
        body: dict[str, Any] = {"model": self.settings.model, "messages": [*messages], **SAMPLING}
        body["max_tokens"] = self.settings.tokens_at_most
        if schema:
            about = {"name": "answers", "strict": True, "schema": schema}
            body[_SCHEMA] = {"type": "json_schema", "json_schema": about}
        patience = Retrying(
            retry=retry_if_exception_type(_Again), stop=stop_after_attempt(_TRIES), wait=_pause, reraise=True
        )
        reply: Reply = patience(self._once, body)
        return reply

    def _once(self, body: Mapping[str, Any]) -> Reply:
        try:
            status, headers, content = self._sent(json.dumps(body, ensure_ascii=False).encode())
        except httpx.TimeoutException:
            raise _Again(SLOW) from None
        except httpx.HTTPError:
            raise _Again(GONE) from None
        about_schema = status in _NO_SCHEMAS or _SCHEMA.encode() in content
        self._check(status, headers, no_schemas=_SCHEMA in body and about_schema)
        try:
            said = json.loads(content)
            message, usage = said["choices"][0]["message"]["content"], said.get("usage") or {}
            tokens = usage.get("total_tokens", 0)
            return Reply(str(message or ""), said.get("model", ""), tokens if isinstance(tokens, int) else 0)
        except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
            raise _Again(EMPTY) from None

    def _sent(self, body: bytes) -> tuple[int, httpx.Headers, bytes]:
        ends = time.monotonic() + self.settings.timeout
        headers = {"Content-Type": "application/json"}
        with self._client.stream("POST", self.endpoint, content=body, headers=headers) as response:
            content = bytearray()
            for chunk in response.iter_bytes():
                content += chunk
                if len(content) > _LARGEST:
                    raise _Again(EMPTY)
                if time.monotonic() > ends:  # a server may send a byte now and then
                    raise _Again(SLOW)
            return response.status_code, response.headers, bytes(content)

    def _check(self, status: int, headers: httpx.Headers, *, no_schemas: bool) -> None:
        if status == httpx.codes.OK:
            return
        if 300 <= status < 400:
            to = urlsplit(headers.get("location", "")).netloc
            problem = f"the server sends us on to {quoted(to or 'another address')}; texts go to no other address"
            raise self._wrong(problem, "if that is the address that you mean, put it in params.yaml")
        if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            raise self._wrong(f"the server refuses the key ({status})", f"set {KEY} in the environment")
        if no_schemas:
            raise Unanswered(REFUSED)
        if status == httpx.codes.NOT_FOUND:
            problem = f"the server knows no such address or model (404): {quoted(self.settings.model)}"
            raise self._wrong(problem, "check url and model, and whether the model is loaded")
        if status == httpx.codes.TOO_MANY_REQUESTS:
            raise _Again(BUSY, _asked_pause(headers.get("retry-after", "")))
        if status >= httpx.codes.INTERNAL_SERVER_ERROR or status == httpx.codes.REQUEST_TIMEOUT:
            raise _Again(FAILED, _asked_pause(headers.get("retry-after", "")))
        raise Unanswered(REFUSED)

    def _wrong(self, problem: str, todo: str) -> InputError:
        return InputError(problem, where=f"language_model: {self.endpoint}", todo=todo)


def _asked_pause(cell: str) -> float:
    """Seconds of a header Retry-After, which is a number or a moment; 0 when it is neither."""
    try:
        return float(cell) if cell.strip().isdigit() else parsedate_to_datetime(cell).timestamp() - time.time()
    except (ValueError, TypeError, OverflowError):
        return 0.0


def _pause(state: RetryCallState) -> float:
    failed = state.outcome.exception() if state.outcome else None
    asked = failed.pause if isinstance(failed, Unanswered) else 0.0
    own = wait_exponential_jitter(multiplier=PAUSE, max=_LONGEST_PAUSE, jitter=PAUSE)(state)
    return min(_LONGEST_PAUSE, max(asked, own))
