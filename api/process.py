"""The app of a process of its own: as `rapport serve` starts it, once or in several processes."""

import logging

from fastapi import FastAPI

from api.app import create_app
from core import logs
from core.settings import Settings
from search import read_in


def create_process_app() -> FastAPI:
    """The app, in a process whose log names no shopper and which reads the language of the shop."""
    logging.basicConfig(format=logs.FORMAT)
    logging.getLogger("serving").setLevel(logging.INFO)  # not of all: httpx has a line for each request
    logs.discreet()
    settings = Settings()
    read_in(settings.language)
    return create_app(settings)
