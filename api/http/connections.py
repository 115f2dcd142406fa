"""Connections: how many there may be, and how long one may take to say what it asks or to read the answer.

uvicorn bounds the silence between two requests and nothing else: a client that sends a byte now and then, or
reads none, holds its connection for ever.
"""

import asyncio
import json
import resource
from asyncio import TimerHandle
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from uvicorn._types import ASGI3Application
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from core.settings import Settings

LONGEST_HEAD = 64 * 1024
"""Bytes of address and headers; the parser has no limit of its own."""
GRACE_SECONDS = 1.0
"""After a process that was busy itself, what has arrived meanwhile is read before anybody is called slow."""
TOO_SLOW = "The request took too long to arrive."
FILES = 256
"""What a process has open beside its connections."""


@dataclass(frozen=True, slots=True)
class ConnectionPatience:
    """`most` connections; seconds for a head or between two pieces of a body, and for a whole body."""

    most: int = 1_000
    head: float = 10.0
    body: float = 60.0

    @classmethod
    def of(cls, settings: Settings) -> "ConnectionPatience":
        """As the settings say."""
        return cls(settings.max_connections, settings.request_head_seconds, settings.request_body_seconds)

    def allow_files(self) -> None:
        """Let this process open as many files as that needs, as far as the system allows."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = self.most + FILES
        if soft != resource.RLIM_INFINITY and soft < wanted:
            ceiling = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            resource.setrlimit(resource.RLIMIT_NOFILE, (ceiling, hard))


class Patient(HttpToolsProtocol):
    """uvicorn's protocol with an end to its patience; the lifespan's state says how much it has."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._patience: ConnectionPatience = app_state.get("patience", ConnectionPatience())
        self._deadline: TimerHandle | None = None
        self._unread: TimerHandle | None = None
        self._answering: RequestResponseCycle | None = None
        self._warned = False
        self._body_until: float | None = None  # None while a head is expected
        self._head = 0  # bytes of it so far

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Expect a head soon, or none at all where there are too many connections."""
        super().connection_made(transport)
        if len(self.connections) > self._patience.most:
            self._refuse(
                HTTPStatus.SERVICE_UNAVAILABLE, "There are too many connections; try again in a moment."
            )
        else:
            self._expect(self._patience.head)

    def connection_lost(self, exc: Exception | None) -> None:
        """Expect nothing any more."""
        self._expect(None)
        self.resume_writing()
        if self._answering is not None:  # of several requests in a row uvicorn tells only the newest
            self._answering.disconnected = True
            self._answering.message_event.set()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feed the parser, as long as a head stays within its size."""
        if self._body_until is None:
            if not self._head and self._deadline is None:
                self._expect(self._patience.head)
            self._head += len(data)
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._body_until is None and self._head > LONGEST_HEAD:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The head of the request is too large.")
        elif self._body_until is not None and self.loop.time() > self._body_until + GRACE_SECONDS:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, TOO_SLOW)

    def on_headers_complete(self) -> None:
        """From here on a body is expected."""
        super().on_headers_complete()
        self._body_until = self.loop.time() + self._patience.body
        self._expect_body()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._answering = cycle
        super()._start_asgi_task(cycle, app)

    def on_body(self, body: bytes) -> None:
        """Another piece; the whole has its own end."""
        super().on_body(body)
        self._expect_body()

    def on_message_complete(self) -> None:
        """Nothing is expected until the next request begins: how long that may take is uvicorn's own rule."""
        super().on_message_complete()
        self._expect(None)
        self._body_until, self._head = None, 0

    def pause_writing(self) -> None:
        """The client reads more slowly than we answer: for so long and no longer."""
        super().pause_writing()
        self._unread = self.loop.call_later(self._patience.body, self.transport.abort)

    def resume_writing(self) -> None:
        """It read on."""
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """Close what is idle; who does not read the rest of the answer is not waited for."""
        super().timeout_keep_alive_handler()
        self._abort_later()

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP is told so as every other error is."""
        self._refuse(HTTPStatus.BAD_REQUEST, msg)

    def _expect_body(self) -> None:
        if self._body_until is not None:
            self._expect(min(self._patience.head, max(self._body_until - self.loop.time(), 0.0)))

    def _expect(self, seconds: float | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._warned = False
        self._deadline = None if seconds is None else self.loop.call_later(seconds, self._too_slow)

    def _too_slow(self) -> None:
        busy = self._body_until is None and self.cycle is not None and not self.cycle.response_complete
        if busy or self.flow.read_paused or not self._warned:  # that was not the client, or not surely
            self._warned = True
            self._deadline = self.loop.call_later(GRACE_SECONDS, self._too_slow)
        elif self._head or self._body_until is not None:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, TOO_SLOW)
        else:
            self.transport.close()  # a browser that opened a connection and did not need it

    def _refuse(self, status: HTTPStatus, detail: str) -> None:
        """Answer where nothing was answered yet, in the words of `api.http.errors`, and close."""
        self._expect(None)
        begun = self.cycle is not None and self.cycle.response_started
        next_one = self._body_until is None and self.cycle is not None and self.cycle.response_complete
        if not begun or next_one:  # what was answered while its body arrives gets no second answer
            problem = {"type": "about:blank", "title": status.phrase, "status": status, "detail": detail}
            body = json.dumps(problem | {"errors": []}).encode()
            head = (
                f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-type: application/problem+json\r\n"
                f"content-length: {len(body)}\r\nx-content-type-options: nosniff\r\nretry-after: 1\r\n"
                "connection: close\r\n\r\n"
            )
            self.transport.write(head.encode() + body)
        if self.cycle is not None:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.close()
        self._abort_later()

    def _abort_later(self) -> None:
        self.loop.call_later(self._patience.head, self.transport.abort)
