"""Messages: what an email says and why, as HTML and as plain text, and how it is written down."""

from recovery.messages.letter import Envelope, Letter, compose, enclose, restore_link
from recovery.messages.policy import parse, sealed
from recovery.messages.reasons import stated_reasons

__all__ = ["Envelope", "Letter", "compose", "enclose", "parse", "restore_link", "sealed", "stated_reasons"]
