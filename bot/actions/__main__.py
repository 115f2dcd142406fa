"""The action server, `python -m actions`: it listens at the port at which Rasa looks for it.

`--health` asks it instead whether it is well.
"""

from __future__ import annotations

import os
import sys
import urllib.request
from urllib.parse import urlsplit

ADDRESS = "http://127.0.0.1:5055/webhook"
PATIENCE_SECONDS = 4.0


def port() -> int:
    """The port of RAPPORT_ACTIONS_URL, 5055 unless it is set."""
    return urlsplit(os.environ.get("RAPPORT_ACTIONS_URL") or ADDRESS).port or 80


def serve() -> None:
    """Run until it is told to end; SANIC_HOST is the address it listens on."""
    from rasa_sdk.__main__ import main

    sys.argv[1:] = ["--actions", "actions", "--port", str(port())]
    main()


def ask() -> None:
    """Raise where the server of this machine does not say that it is well."""
    host = os.environ.get("SANIC_HOST", "127.0.0.1").replace("0.0.0.0", "127.0.0.1")  # noqa: S104
    urllib.request.urlopen(f"http://{host}:{port()}/health", timeout=PATIENCE_SECONDS)


if __name__ == "__main__":
    ask() if "--health" in sys.argv[1:] else serve()
