"""What some settings must be like, said at the start rather than at the first use."""

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from difflib import get_close_matches
from typing import Annotated
from urllib.parse import urlsplit

from babel import Locale
from babel.numbers import list_currencies
from limits import parse
from pydantic import AfterValidator, BeforeValidator, Field

from core.mail_addresses import as_mailed, fault


def _readable(limit: str) -> str:
    if limit:
        parse(limit)
    return limit


Quota = Annotated[str, AfterValidator(_readable)]
"""A limit as the library `limits` writes it, such as 30/minute or 5 per 10 seconds; empty for none."""


def _sender(address: str) -> str:
    if wrong := fault(address):
        raise ValueError(wrong)
    return as_mailed(address)


Sender = Annotated[str, AfterValidator(_sender)]
"""An address that every mail server takes, its domain in ASCII."""


def _unset_where_empty(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


Term = Annotated[
    Annotated[Decimal, Field(ge=0, allow_inf_nan=False)] | None, BeforeValidator(_unset_where_empty)
]
"""An amount of the shop's terms in its own currency; unset, or set to nothing, it is not spoken of."""


ShopPage = Annotated[str, Field(pattern=r"^(https?://\S+|[^:\s]+)$")]
"""A page of the shop: a path, such as cart.html, or a whole address."""


def _whole(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or any(map(str.isspace, url)):
        raise ValueError(f"{url!r} is not a whole web address; write it like https://shop.example")
    return url


WebAddress = Annotated[str, AfterValidator(_whole)]
"""A whole address on the web, with http:// or https://: a link to anything less leads nowhere."""


def _current(code: str) -> str:
    if code not in list_currencies():
        raise ValueError(f"{code!r} is not a currency's ISO 4217 code; write it like CHF or EUR")
    return code


Currency = Annotated[str, AfterValidator(_current)]
"""An ISO 4217 code that there is."""


def spoken(code: str) -> str:
    """A language's code as it is; ValueError where there is no such language."""
    if len(code) != 2 or code not in Locale("en").languages:
        raise ValueError(f"{code!r} is not a language's ISO 639-1 code; write it like de or en")
    return code


Language = Annotated[str, AfterValidator(spoken)]
"""An ISO 639-1 code that there is."""

OF_OTHERS = {
    "RAPPORT_API_URL",
    "RAPPORT_BOT_MODEL",
    "RAPPORT_DATA",
    "RAPPORT_FUZZ_EXAMPLES",
    "RAPPORT_TEST_FILE",
}
"""Names in the environment that the assistant, the Makefile and the tests read, and that are no settings."""


def misspelt(names: Iterable[str], settings: Collection[str]) -> Iterator[str]:
    """A sentence for each name with RAPPORT_ that is no setting's, with the one that may be meant."""
    for name in sorted({name.upper() for name in names} - set(settings) - OF_OTHERS):
        if name.startswith("RAPPORT_"):
            meant = get_close_matches(name, settings, 1, 0.8)
            yield f"{name} is no setting and changes nothing" + (f"; is it {meant[0]}?" if meant else ".")


def with_driver(url: str) -> str:
    """A database's URL as it is written everywhere, with the driver that is installed here: psycopg 3."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url
