"""The peers of benchmarks.serving: FastAPI answering a constant of the same size, and nothing else."""

import os

from fastapi import FastAPI, Response

app = FastAPI()
BODY = b"x" * int(os.environ.get("CONSTANT_BYTES", "1000"))


@app.get("/constant")
def constant() -> Response:
    """The same bytes for everyone, from a thread as FastAPI runs what is written without `async`."""
    return Response(BODY, media_type="application/json")


@app.get("/constant-async")
async def constant_async() -> Response:
    """The same bytes for everyone, without a thread: nothing that FastAPI answers is quicker."""
    return Response(BODY, media_type="application/json")
