"""Surveys: what is asked, when, and what was answered."""

from feedback.surveys.definitions import Definition, Option, definition, definitions
from feedback.surveys.responses import NewResponse, due, respond

__all__ = ["Definition", "NewResponse", "Option", "definition", "definitions", "due", "respond"]
