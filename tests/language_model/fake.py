"""A server of the tests' own: a real one, that answers by the schema that it is sent, and fails as told."""

from __future__ import annotations

import hashlib
import json
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = Any
Reader = Callable[[str, Mapping[str, Json]], Json]
"""A text and the schema of an answer about it -> the answer."""

FAULTS = ("busy", "failed", "slow", "cut", "foreign", "empty", "broken off", "no JSON", "missing", "own words")
SERVED = "proefmodel-7b"


def by_schema(text: str, schema: Mapping[str, Json], path: str = "") -> Json:
    """Any value that the schema allows, the same for the same text."""
    chance = int(hashlib.sha256(f"{text}{path}".encode()).hexdigest(), 16)
    if "enum" in schema:
        return schema["enum"][chance % len(schema["enum"])]
    match schema["type"]:
        case "object":
            return {name: by_schema(text, each, f"{path}/{name}") for name, each in schema["properties"].items()}
        case "array":
            return [by_schema(text, schema["items"], f"{path}/{n}") for n in range(chance % 3)]
        case "boolean":
            return chance % 3 > 0
    return " ".join(text.split()[:4])


class FakeServer(ThreadingHTTPServer):
    """Keeps what it was sent.

    Attributes
    ----------
    faults : in what share of the requests each of :data:`FAULTS` happens.
    knows_schemas, refusal : whether it takes ``response_format``, and what it says when it does not.
    after : requests after which it is gone.
    elsewhere : where it sends others on to.
    """

    daemon_threads = True

    def __init__(self, reader: Reader = by_schema) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.reader, self.faults, self.knows_schemas = reader, dict[str, float](), True
        self.refusal = 400
        self.after, self.elsewhere, self.status = 10**9, "", 0
        self.bodies: list[Json] = []
        self.headers: list[dict[str, str]] = []
        self.chance, self.lock = random.Random(7), threading.Lock()  # noqa: S311 - no secret

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    @property
    def sent(self) -> str:
        """All that was sent, as one text."""
        return json.dumps(self.bodies, ensure_ascii=False)

    def fault(self) -> str:
        with self.lock:
            return next((name for name, share in self.faults.items() if self.chance.random() < share), "")

    def handle_error(self, *_: object) -> None:
        """Who broke off knows it."""


class _Handler(BaseHTTPRequestHandler):
    server: FakeServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.lock:
            self.server.bodies.append(body)
            self.server.headers.append(dict(self.headers))
            gone = len(self.server.bodies) > self.server.after
        fault = "broken off" if gone else self.server.fault()
        if self.server.elsewhere:
            self.answer(307, b"", {"Location": self.server.elsewhere})
        elif self.server.status:
            self.answer(self.server.status, b"{}")
        elif fault == "busy":
            self.answer(429, b"", {"Retry-After": "0"})
        elif fault == "failed":
            self.answer(500, b"<html>")
        elif fault == "slow":
            time.sleep(1)
            self.close_connection = True
        elif fault == "broken off":
            self.close_connection = True
        elif "response_format" in body and not self.server.knows_schemas:
            self.answer(self.server.refusal, b'{"error": "response_format"}')
        else:
            self.answer(200, json.dumps(self.completion(body, fault)).encode())

    def completion(self, body: Json, fault: str) -> Json:
        schema = self.schema(body["messages"])
        if "response_format" in body:
            schema = body["response_format"]["json_schema"]["schema"]
        texts = json.loads(next(one["content"] for one in body["messages"] if one["role"] == "user"))
        form = schema["$defs"]["answer"]
        said = {number: self.server.reader(texts[number], form) for number in schema["required"]}
        first = next(iter(said.values()))
        if fault == "foreign":
            first |= {"stance": "woedend"} if "stance" in first else {"themes": [{"theme": "regen", "words": ""}]}
        if fault == "missing":
            said.popitem()
        if fault == "own words":
            first |= {"words": "dit staat er niet"} if "words" in first else {}
        content = json.dumps(said, ensure_ascii=False)
        content = {"cut": content[: len(content) // 2], "empty": "", "no JSON": "Natuurlijk!"}.get(fault, content)
        usage = {"total_tokens": len(content) // 3}
        return {
            "model": SERVED,
            "choices": [{"message": {"role": "assistant", "content": content}}],
            "usage": usage,
        }

    def schema(self, messages: Sequence[Json]) -> Json:
        """The schema as it is told in words."""
        told = messages[0]["content"]
        return json.loads(told[told.index('{"type"') :]) if '{"type"' in told else {}

    def answer(self, status: int, content: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(reader: Reader = by_schema) -> Iterator[FakeServer]:
    """A server that answers as long as it is needed."""
    server = FakeServer(reader)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
