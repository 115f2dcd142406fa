"""Surveys: what is asked, when, and what was answered."""

from feedback.surveys.definitions import Definition, Option, definition, definitions
from feedback.surveys.repetitions import askings, repeated
from feedback.surveys.responses import NewResponse, Showing, claim, due, respond

__all__ = [
    "Definition",
    "NewResponse",
    "Option",
    "Showing",
    "askings",
    "claim",
    "definition",
    "definitions",
    "due",
    "repeated",
    "respond",
]
