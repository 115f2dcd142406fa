"""How an email is written down: links in headers stay whole, and reading it back gives the same."""

from email import message_from_string
from email.message import EmailMessage, Message
from email.parser import HeaderParser
from email.policy import EmailPolicy
from typing import Any

UNBROKEN = {"list-unsubscribe", "message-id"}
"""Folding cuts a long link into encoded words, which mail programs do not put together again."""


class WholeLinks(EmailPolicy):
    """The standard policy, but a link in a header stays in one piece (RFC 5322 allows 998 characters)."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """One header that is set; what stays in one piece is not taken to pieces first."""
        if name.lower() in UNBROKEN and len(str(value).splitlines()) == 1:
            return name, str(value)
        return super().header_store_parse(name, value)

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
AS_IT_STANDS = POLICY.clone(refold_source="none")


def parse(text: str) -> EmailMessage:
    """A stored message as it was composed."""
    return _checked(message_from_string(text, policy=POLICY))


def sealed(text: str) -> EmailMessage:
    """A stored message to be sent as it stands: only a header that is asked for is taken to pieces."""
    return _checked(HeaderParser(policy=AS_IT_STANDS).parsestr(text))


def _checked(message: Message) -> EmailMessage:
    if not isinstance(message, EmailMessage):
        raise TypeError("The policy makes EmailMessages.")
    return message
