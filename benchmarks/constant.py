"""The peer of benchmarks.serving: FastAPI answering a constant of the same size, and nothing else."""

import os

from fastapi import FastAPI, Response

app = FastAPI()
BODY = b"x" * int(os.environ.get("CONSTANT_BYTES", "1000"))


@app.get("/constant")
def constant() -> Response:
    """The same bytes for everyone."""
    return Response(BODY, media_type="application/json")
