"""Reads one field of a line; what is wrong is told as field and remedy, never with the value itself."""

import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from typing import Any

from core.columns import LARGEST_INTEGER
from core.external_ids import is_placeholder
from core.identifiers import REMEDY, is_identifier
from jobs.importers.reading import Unreadable, Values

PLACEHOLDER = (
    "is empty or a placeholder such as null or 0, which names nobody; send the shop's own id of the shopper,"
    " or leave the line out"
)
_YES = "true 1 yes y wahr ja j vrai oui verdadero sí si vero waar prawda tak verdadeiro sim sant"
_NO = "false 0 no n falsch nein faux non falso onwaar nee fałsz nie não falskt nej"
TRUTHS = dict.fromkeys(_YES.split(), True) | dict.fromkeys(_NO.split(), False)
"""In the languages in which spreadsheets write them."""
TRUTHS_TOLD = ("true", "1", "yes", "false", "0", "no")
WORDS = ("type", "status", "line_status", "active", "in_stock")
DECIMAL = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
LARGEST_AMOUNT = Decimal(10) ** 9
LARGEST_COUNT = LARGEST_INTEGER
FUTURE = "lies in the future; send the moment it happened"


class RejectedField(Exception):
    """A line that cannot be imported: the field, and what it should be."""

    def __init__(self, field: str, remedy: str) -> None:
        super().__init__(f"{field}: {remedy}")
        self.field = field
        self.remedy = remedy


def reason(rejected: RejectedField, values: Values) -> str:
    """Why a line cannot be imported, with the field as its file calls it."""
    names: Mapping[str, str] = getattr(values, "names", {})
    theirs = names.get(rejected.field, rejected.field)
    say = f"; say what your words mean: --map {rejected.field}:WORD=OURS" if rejected.field in WORDS else ""
    return f"{theirs}: {rejected.remedy}{say if theirs != rejected.field else ''}"


def future(values: Values, name: str) -> RejectedField:
    """A moment that has not come yet; where the file was translated, its zone can be named."""
    remedy = f"{FUTURE}: where it names no zone, say the shop's by --timezone Europe/Zurich"
    return RejectedField(name, remedy if hasattr(values, "names") else FUTURE)


def text(values: Values, name: str) -> str:
    """A text without the spaces around it; empty where there is none."""
    value = values.get(name)
    if isinstance(value, Unreadable):
        raise RejectedField(name, value.remedy)
    if value is None or value != value:  # NaN is how a data frame writes "none"
        return ""
    stripped = str(value).strip()
    if "\x00" in stripped:
        raise RejectedField(name, "holds a NUL character; remove it")
    if not stripped.isascii() and any("\ud800" <= letter <= "\udfff" for letter in stripped):
        raise RejectedField(name, "holds half of a surrogate pair; save the file as UTF-8")
    return stripped


def required(values: Values, name: str) -> str:
    """A text that must be there."""
    content = text(values, name)
    if not content:
        raise RejectedField(name, "is empty; every line needs one")
    return content


def identifier(values: Values, name: str) -> str:
    """An id of the shop's own; empty where there is none."""
    own = text(values, name)
    if own and not is_identifier(own):
        raise RejectedField(name, REMEDY)
    return own


def required_identifier(values: Values, name: str) -> str:
    """An id that must be there."""
    required(values, name)
    return identifier(values, name)


def shopper(values: Values, name: str, placeholders: Collection[str]) -> str:
    """The shop's own id of a shopper; `placeholders` are those that the shop writes beside the usual ones."""
    return named(identifier(values, name), name, placeholders)


def named(external_id: str, name: str, placeholders: Collection[str]) -> str:
    """An id that has been read from the field `name`, where it is no placeholder."""
    if is_placeholder(external_id, placeholders):
        raise RejectedField(name, PLACEHOLDER)
    return external_id


def one_of(values: Values, name: str, choices: Collection[str]) -> str:
    """One of the words that are known."""
    word = required(values, name).lower()
    if word not in choices:
        raise RejectedField(name, f"must be one of: {', '.join(choices)}")
    return word


def truth(values: Values, name: str) -> bool:
    """A yes or a no that must be there."""
    word = required(values, name).lower()
    if word not in TRUTHS:
        raise RejectedField(name, f"must be one of: {', '.join(TRUTHS_TOLD)}")
    return TRUTHS[word]


def moment(values: Values, name: str, *, zone: tzinfo = UTC) -> datetime:
    """A moment in UTC from ISO 8601; one that names no zone is taken to be in `zone`."""
    raw = required(values, name).removesuffix(" UTC")
    try:
        at = datetime.fromisoformat(raw)
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise RejectedField(name, "is not a time such as 2026-03-01T12:00:00Z") from None


def amount(values: Values, name: str) -> Decimal | None:
    """An amount of money, at least zero, to four decimals; None where there is none."""
    raw = text(values, name)
    if not raw:
        return None
    value = _decimal(raw, values[name])
    if value is None:
        raise RejectedField(name, "is not an amount such as 12.99, without a currency sign")
    if not (value.is_finite() and 0 <= value < LARGEST_AMOUNT):
        raise RejectedField(name, "must be from 0 to a thousand million")
    return round(value, 4)


def _decimal(raw: str, value: Any) -> Decimal | None:
    """A number in digits and a point; Python would also read 12_99, and a machine writes 1e-05."""
    written_by_machine = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return Decimal(raw) if written_by_machine or DECIMAL.fullmatch(raw) else None


def required_amount(values: Values, name: str) -> Decimal:
    """An amount that must be there."""
    value = amount(values, name)
    if value is None:
        raise RejectedField(name, "is empty; every line needs an amount such as 12.99")
    return value


def count(values: Values, name: str, *, least: int = 0) -> int | None:
    """A whole number, at least `least`; None where there is none."""
    raw = text(values, name)
    if not raw:
        return None
    value = _decimal(raw, values[name])
    if value is None or not value.is_finite() or value != value.to_integral_value():
        raise RejectedField(name, "is not a whole number")
    if not least <= value <= LARGEST_COUNT:
        raise RejectedField(name, f"must be from {least} to {LARGEST_COUNT}")
    return int(value)


def whole_part(values: Values, name: str) -> int | None:
    """A number of pieces on stock, or of metres, without the rest of one; None where there is none."""
    raw = text(values, name)
    value = _decimal(raw, values[name]) if raw else None
    if raw and (value is None or not value.is_finite() or abs(value) > LARGEST_COUNT):
        raise RejectedField(name, "is not a whole number")
    return None if value is None else int(value)


def web_address(values: Values, name: str) -> str:
    """An address on the web or a path on the shop; anything else could run in a page."""
    address = text(values, name)
    if address and not address.startswith(("https://", "http://", "/")):
        raise RejectedField(name, "must start with https://, http:// or /")
    return address
