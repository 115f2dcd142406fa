"""/docs: the API's own description to read and try, in development; from a package, not from a CDN."""

from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles

ASSETS = Path(str(files("fastapi_standalone_docs"))) / "static" / "swagger"
"""Swagger UI as its makers publish it."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Rapport: the HTTP API</title>
<link rel="stylesheet" href="docs/swagger/swagger-ui.css"><link rel="icon" href="data:,">
<div id="reference"></div>
<script src="docs/swagger/swagger-ui-bundle.js"></script><script src="docs/start.js"></script></html>"""
START = 'SwaggerUIBundle({ url: "openapi.json", dom_id: "#reference", validatorUrl: null });'


def add(app: FastAPI) -> None:
    """Serve /docs beside /openapi.json."""

    @app.get("/docs", include_in_schema=False)
    async def page() -> HTMLResponse:
        return HTMLResponse(PAGE, headers={"Content-Security-Policy": POLICY})

    @app.get("/docs/start.js", include_in_schema=False)
    async def start() -> Response:
        return Response(START, media_type="text/javascript")

    app.mount("/docs/swagger", StaticFiles(directory=ASSETS), name="swagger")
