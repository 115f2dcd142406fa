"""The app of a process of its own: as `rapport serve` starts it, once or in several processes."""

from fastapi import FastAPI

from api.app import create_app
from core import logs


def create_process_app() -> FastAPI:
    """The app, in a process whose log names no shopper."""
    logs.discreet()
    return create_app()
