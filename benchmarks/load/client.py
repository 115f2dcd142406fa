"""A client so light that it leaves the two cores to the server: HTTP/1.1 with Content-Length, kept alive."""

import asyncio
import json
from collections.abc import Mapping
from time import perf_counter
from typing import Any, NamedTuple, Self, cast

PATIENCE_SECONDS = 30.0
"""Who waits longer than this for an answer gives up, as browsers and proxies do."""
HEADERS_END = b"\r\n\r\n"


class Request(NamedTuple):
    """One request and the route that it is counted under."""

    route: str
    method: str
    path: str
    headers: bytes = b""
    body: bytes = b""

    @property
    def wire(self) -> bytes:
        """As it goes over the wire."""
        head = f"{self.method} {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n".encode() + self.headers
        if self.body:
            head += b"Content-Type: application/json\r\nContent-Length: %d\r\n" % len(self.body)
        return head + b"\r\n" + self.body


class Answer(NamedTuple):
    """One answer and the seconds it took."""

    status: int
    head: bytes
    body: bytes
    seconds: float

    def header(self, name: str) -> str | None:
        """A header's value, None where it is not there."""
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.strip().lower() == name.lower().encode():
                return value.strip().decode()
        return None

    @property
    def json(self) -> Any:
        """The body read."""
        return json.loads(self.body)


def headers(fields: Mapping[str, str]) -> bytes:
    """Header lines as `Request` takes them."""
    return "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode()


def bearer(key: str, visitor: str | None = None) -> bytes:
    """The headers of a caller with this key, and of a visitor with this token."""
    return headers({"Authorization": f"Bearer {key}"} | ({"Rapport-Visitor": visitor} if visitor else {}))


class Connection(asyncio.Protocol):
    """One connection to loopback: a request, its answer, the next request."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._waiting: asyncio.Future[Answer] | None = None
        self._begun = 0.0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        self.close()
        await asyncio.sleep(0)

    async def ask(self, request: Request, *, patience: float = PATIENCE_SECONDS) -> Answer:
        """Send and wait; OSError where the connection breaks, TimeoutError (which is one) past `patience`."""
        loop = asyncio.get_running_loop()
        begun = perf_counter()
        await self.open()
        if self._transport is None:
            raise ConnectionResetError
        self._begun, self._waiting = begun, loop.create_future()
        late = loop.call_later(patience, self._fail, TimeoutError())
        self._transport.write(request.wire)
        try:
            return await self._waiting
        finally:
            late.cancel()

    async def open(self) -> None:
        """Connect, where it is not connected."""
        if self._transport is None:
            loop = asyncio.get_running_loop()
            await loop.create_connection(lambda: self, "127.0.0.1", self._port)

    def close(self) -> None:
        """Hang up; the next request connects anew."""
        if self._transport is not None:
            self._transport.abort()
        self._transport = None
        self._received.clear()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Called by asyncio."""
        self._received += data
        end = self._received.find(HEADERS_END)
        if end < 0:
            return
        head = bytes(self._received[:end])
        begin = end + len(HEADERS_END)
        length = _content_length(head)
        if len(self._received) - begin < length:
            return
        answer = Answer(
            int(head[9:12]), head, bytes(self._received[begin : begin + length]), perf_counter() - self._begun
        )
        self._received.clear()
        if b"connection: close" in head.lower():
            self.close()
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(answer)

    def connection_lost(self, error: Exception | None) -> None:
        """Called by asyncio."""
        self._transport = None
        self._received.clear()
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(error or ConnectionResetError())

    def _fail(self, error: Exception) -> None:
        waiting, self._waiting = self._waiting, None
        self.close()
        if waiting is not None and not waiting.done():
            waiting.set_exception(error)


def _content_length(head: bytes) -> int:
    at = head.find(b"ontent-")
    while at >= 0:
        if head[at : at + 14].lower() == b"ontent-length:":
            end = head.find(b"\r\n", at)
            return int(head[at + 14 : end if end >= 0 else len(head)])
        at = head.find(b"ontent-", at + 7)
    return 0
