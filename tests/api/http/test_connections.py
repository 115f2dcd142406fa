"""Who is slow, or one too many, is let go; who is not is answered. Over real sockets, with short patience."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from api.app import create_app
from api.http.dependencies import Services
from core.keys import Keys
from tests.live import free_port, serving

HEAD = b"GET /v1/health HTTP/1.1\r\nHost: a\r\n"
PATIENCE = 60.0
"""Seconds after which a test gives up; nothing is timed by it."""
MOST = 20


@pytest.fixture
def port(services: Services) -> Iterator[int]:
    settings = services.settings
    settings.request_head_seconds, settings.request_body_seconds = 0.2, 0.6
    settings.max_connections = MOST
    port = free_port()
    with serving(create_app(settings, services=services), f"http://127.0.0.1:{port}"):
        yield port


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)


def answer(client: socket.socket) -> bytes:
    """All that is sent before the server closes."""
    parts = []
    try:
        while part := client.recv(65_536):
            parts.append(part)
    except ConnectionResetError:  # it closed while we were still sending
        pass
    return b"".join(parts)


def drip(client: socket.socket, drop: bytes) -> None:
    """Send a byte now and then until the server has had enough; fails where it has not for a long time."""
    client.settimeout(0.05)
    for _ in range(1_000):
        try:
            client.sendall(drop)
            client.recv(65_536)  # an answer or an end: either is the end of our patience too
        except TimeoutError:
            continue
        except (BrokenPipeError, ConnectionResetError):
            pass
        return
    pytest.fail("It was let for ever.")


def test_who_says_nothing_is_closed(port: int) -> None:
    with closing(connect(port)) as client:
        assert answer(client) == b""


def test_a_head_that_never_ends_is_closed(port: int) -> None:
    with closing(connect(port)) as client:
        client.sendall(HEAD)
        told = answer(client)
    assert told.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert b"x-content-type-options: nosniff" in told
    assert b"application/problem+json" in told


def test_a_head_that_drips_is_closed(port: int) -> None:
    with closing(connect(port)) as client:
        client.sendall(HEAD + b"X-Slow: ")
        drip(client, b"a")


def test_a_second_request_on_a_connection_is_not_waited_for_longer(port: int) -> None:
    with closing(connect(port)) as client:
        client.sendall(HEAD + b"\r\n")
        assert client.recv(65_536).startswith(b"HTTP/1.1 200 OK")
        client.sendall(HEAD)
        assert b"HTTP/1.1 408" in answer(client)


def post(keys: Keys, path: str, *, length: int) -> bytes:
    lines = (
        f"POST {path} HTTP/1.1",
        "Host: a",
        f"Authorization: Bearer {keys.publishable}",
        "Content-Type: application/json",
        f"Content-Length: {length}",
    )
    return "\r\n".join((*lines, "", "")).encode()


def test_a_body_that_never_comes_is_closed(port: int, keys: Keys) -> None:
    with closing(connect(port)) as client:
        client.sendall(post(keys, "/v1/events", length=1_000) + b"{")
        assert answer(client).startswith(b"HTTP/1.1 408")


def test_what_is_answered_before_its_body_came_is_not_answered_again(port: int) -> None:
    """A second answer would be taken for that of the next request, whoever's it is."""
    head = b"GET /v1/health/live HTTP/1.1\r\nHost: x\r\nContent-Length: 10000\r\n\r\n"
    with closing(connect(port)) as client:
        client.sendall(head + b"{")
        told = answer(client)
    assert told.startswith(b"HTTP/1.1 200")
    assert told.count(b"HTTP/1.1") == 1


def test_a_body_that_drips_is_closed(port: int, keys: Keys) -> None:
    with closing(connect(port)) as client:
        client.sendall(post(keys, "/v1/events", length=1_000_000))
        drip(client, b" ")


def test_a_body_in_pieces_is_welcome(port: int, keys: Keys) -> None:
    with closing(connect(port)) as client:
        client.sendall(post(keys, "/v1/visitors", length=2))
        client.sendall(b"{")
        client.sendall(b"}")
        assert client.recv(65_536).startswith(b"HTTP/1.1 201 Created")


@pytest.mark.parametrize("piece", [b"X-Many: " + b"a" * 1_000 + b"\r\n", b"a" * 1_000])
def test_a_head_without_end_is_refused(port: int, piece: bytes) -> None:
    with closing(connect(port)) as client:
        client.sendall(HEAD + (b"X-Long: " if b":" not in piece else b""))
        try:
            for _ in range(2_000):
                client.sendall(piece)
        except (BrokenPipeError, ConnectionResetError):
            return
        told = answer(client)
    assert told.startswith((b"HTTP/1.1 431", b"HTTP/1.1 408"))


def test_what_is_no_http_is_told_so(port: int) -> None:
    with closing(connect(port)) as client:
        client.sendall(b"\x00\x01\x02\r\n\r\n")
        told = answer(client)
    assert told.startswith(b"HTTP/1.1 400 Bad Request")
    assert b"nosniff" in told


def test_one_connection_too_many_is_refused_and_the_others_go_on(services: Services, port: int) -> None:
    held = [connect(port) for _ in range(MOST)]
    try:
        for client in held:
            client.sendall(HEAD + b"\r\n")
            assert client.recv(65_536).startswith(b"HTTP/1.1 200 OK")
        with closing(connect(port)) as one_more:
            told = answer(one_more)
        assert told.startswith(b"HTTP/1.1 503 Service Unavailable")
        assert b"retry-after: 1" in told
        held[0].sendall(HEAD + b"\r\n")
        assert held[0].recv(65_536).startswith(b"HTTP/1.1 200 OK")
    finally:
        for client in held:
            client.close()


def test_who_does_not_read_the_answer_is_let_go(services: Services, caplog: pytest.LogCaptureFixture) -> None:
    settings, port = services.settings, free_port()
    settings.request_body_seconds, settings.max_connections = 2.0, 1
    with (
        serving(create_app(settings, services=services), f"http://127.0.0.1:{port}"),
        socket.socket() as client,
    ):
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        client.connect(("127.0.0.1", port))
        client.sendall(b"GET /docs/swagger/swagger-ui-bundle.js HTTP/1.1\r\nHost: a\r\n\r\n" * 20)
        statuses: list[bytes] = []
        while b"HTTP/1.1 200" not in statuses:  # its place is free
            assert len(statuses) < 1_000, "It was waited for."
            time.sleep(0.05)
            with closing(connect(port)) as other:
                other.sendall(HEAD + b"Connection: close\r\n\r\n")
                statuses.append(answer(other)[:12])
    assert "b'HTTP/1.1 503" in str(statuses[0])
    assert [record for record in caplog.records if record.exc_info] == []


def answered(client: socket.socket) -> bytes:
    """The status line of an answer that is read to its end."""
    with client.makefile("rb", buffering=0) as stream:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += stream.read(1)
        left = int(head.lower().split(b"content-length: ")[1].split()[0])
        while left:
            left -= len(stream.read(left))
    return head[:12]


def test_five_hundred_connections_that_stay_are_answered(services: Services) -> None:
    port = free_port()
    with ExitStack() as held:
        held.enter_context(
            serving(create_app(services.settings, services=services), f"http://127.0.0.1:{port}")
        )
        clients = [held.enter_context(closing(connect(port))) for _ in range(500)]
        for _ in range(2):
            for client in clients:
                client.sendall(b"GET /widget/theme.css HTTP/1.1\r\nHost: a\r\n\r\n")
            assert {answered(client) for client in clients} == {b"HTTP/1.1 200"}
