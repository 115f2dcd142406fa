"""What some settings must be like, said at the start rather than at the first use."""

from decimal import Decimal
from typing import Annotated

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


def with_driver(url: str) -> str:
    """A database's URL as it is written everywhere, with the driver that is installed here: psycopg 3."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url
