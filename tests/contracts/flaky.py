"""A mail server whose connections break at a chosen place; everything it took whole is remembered."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes

Breaks = Callable[[str, int], bool]
"""(where, how often it was there) -> whether the connection breaks now.

Where: "greeting", "RSET", "MAIL", "RCPT", "DATA" before it is answered, "message" after it was taken.
"""


@dataclass
class FlakyServer:
    """One connection at a time, as one sender needs it."""

    breaks: Breaks
    taken: list[str] = field(default_factory=list)
    """Message-IDs, one for each time that a message came whole."""
    connections: int = 0
    commands: list[str] = field(default_factory=list)
    _seen: dict[str, int] = field(default_factory=dict)

    def serve(self, listening: socket.socket) -> None:
        """Until the socket is closed."""
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            self.connections += 1
            with connection:
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        if self._breaks("greeting"):
            return
        connection.sendall(b"220 here\r\n")
        with connection.makefile("rb") as lines:
            for line in lines:
                command = line[:4].decode().strip().upper()
                self.commands.append(command)
                if self._breaks(command):
                    return
                if command == "DATA":
                    connection.sendall(b"354 go on\r\n")
                    self._take(b"".join(iter(lambda: next(lines), b".\r\n")))
                    if self._breaks("message"):
                        return
                connection.sendall(b"221 bye\r\n" if command == "QUIT" else b"250 yes\r\n")
                if command == "QUIT":
                    return

    def _take(self, content: bytes) -> None:
        self.taken.append(str(message_from_bytes(content)["Message-ID"]))

    def _breaks(self, where: str) -> bool:
        self._seen[where] = self._seen.get(where, 0) + 1
        return self.breaks(where, self._seen[where])


@contextmanager
def flaky(breaks: Breaks) -> Iterator[tuple[str, FlakyServer]]:
    """Its URL, and what it saw."""
    server = FlakyServer(breaks)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.serve, args=(listening,))
        thread.start()
        try:
            yield f"smtp://127.0.0.1:{listening.getsockname()[1]}", server
        finally:
            listening.shutdown(socket.SHUT_RDWR)
    thread.join()


def every(n: int, place: str) -> Breaks:
    """Each nth time at one place."""
    return lambda where, times: where == place and times % n == 0
