"""Reads a file line by line; its content tells what it is, not its name."""

from jobs.importers.reading.files import opened, read
from jobs.importers.reading.lines import FileLine, FileSource, Unreadable, Values

__all__ = ["FileLine", "FileSource", "Unreadable", "Values", "opened", "read"]
