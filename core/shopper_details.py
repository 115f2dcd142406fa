"""What the shop says of a shopper by its own id: their address and a few facts."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache
from zoneinfo import available_timezones

from sqlmodel import Session

from core.addresses import prove
from core.external_ids import NO_ADDRESS, is_placeholder, is_placeholder_address
from core.mail_addresses import as_mailed, fault
from core.tables import Shopper

COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", re.ASCII)
LONGEST_NAME = 200
FIELDS = ("email", "country", "language", "timezone", "name")


def checked(name: str, text: str) -> str:
    """A field's value as it is stored; ValueError says what it should be."""
    if problem := nameless(name, text):
        raise ValueError(problem)
    if name == "email":
        if wrong := fault(text):
            raise ValueError(wrong)
        return as_mailed(text)
    if name == "country" and not COUNTRY.fullmatch(text):
        raise ValueError("is not a country of two capital letters (ISO 3166), such as GB")
    if name == "language" and not LANGUAGE.fullmatch(text):
        raise ValueError("is not a language tag, such as de or pt-BR")
    if name == "timezone" and text not in _timezones():
        raise ValueError("is not a time zone of the IANA database, such as Europe/Berlin")
    if name == "name" and len(text) > LONGEST_NAME:
        raise ValueError(f"is longer than {LONGEST_NAME} characters")
    return text


def nameless(name: str, text: str, own: Collection[str] = ()) -> str:
    """What is wrong with an address or a name that is a placeholder, `own` the shop's; else empty."""
    if name == "email" and is_placeholder_address(text, own):
        return NO_ADDRESS
    if name == "name" and is_placeholder(text, own):
        return "is a placeholder and nobody's name; leave it out where it is not known"
    return ""


def describe(session: Session, shopper: Shopper, details: Mapping[str, str | None], *, now: datetime) -> None:
    """Store what the shop says, checked, by the names in FIELDS; its word proves an address.

    A field that is not named stays as it is, and one that is None is taken away.
    """
    for name, value in details.items():
        if name != "email":
            setattr(shopper, name, value)
        elif value is not None:
            prove(session, shopper, value, now=now)
        else:
            shopper.email = shopper.email_proof = None
    session.add(shopper)
    session.flush()


@cache
def _timezones() -> frozenset[str]:
    return frozenset(available_timezones())
