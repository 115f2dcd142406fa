"""How an email is written down: links in headers stay whole, and reading it back gives the same."""

from email import message_from_string
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

UNBROKEN = {"list-unsubscribe", "message-id"}
"""Folding cuts a long link into encoded words, which mail programs do not put together again."""


class WholeLinks(EmailPolicy):
    """The standard policy, but a link in a header stays in one piece (RFC 5322 allows 998 characters)."""

    def fold(self, name: str, value: Any) -> str:
        """One header as text."""
        if name.lower() in UNBROKEN:
            return f"{name}: {value}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        """One header as bytes."""
        if name.lower() in UNBROKEN:
            return self.fold(name, value).encode("ascii")
        return super().fold_binary(name, value)


POLICY = WholeLinks(linesep="\r\n", cte_type="7bit")


def parse(text: str) -> EmailMessage:
    """A stored message as it was composed."""
    message = message_from_string(text, policy=POLICY)
    if not isinstance(message, EmailMessage):
        raise TypeError("The policy makes EmailMessages.")
    return message
