"""In Rasa's place: answers at once, or takes every question and never answers."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Rasa:
    """Listens on loopback; while `hangs` is set questions stay without an answer."""

    def __init__(self, port: int) -> None:
        self.answering = threading.Event()
        self.answering.set()
        handler = type("Handler", (_Handler,), {"answering": self.answering})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Listen no more."""
        self.answering.set()
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    answering: threading.Event

    def do_GET(self) -> None:
        """Whether it is there."""
        self._answer({"status": "ok"})

    def do_POST(self) -> None:
        """A message of a shopper."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer([{"recipient_id": "you", "text": "Something blue, then?"}])

    def log_message(self, *_arguments: object) -> None:
        """Nothing."""

    def _answer(self, body: object) -> None:
        self.answering.wait()
        content = json.dumps(body).encode()
        try:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            self.close_connection = True  # whoever asked has given up
