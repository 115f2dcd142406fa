"""What a route names to be limited: `dependencies=[limited(QuotaKind.CHAT)]`."""

from typing import Any

from fastapi import Depends, Request

from api.http.dependencies import Role, role, services, visitor_id
from api.http.quotas import QuotaKind
from api.http.statuses import raises
from core.errors import NotSignedIn, TooManyRequests


def limited(kind: QuotaKind) -> Any:
    """Charges the visitor and the address of a request; none that has the secret key.

    The shop's server speaks for all shoppers from one address, and imports: a limit would turn the shop's
    best hour into errors. How many requests are at work at once is bounded elsewhere.
    """

    @raises(NotSignedIn, TooManyRequests)
    async def charge(request: Request) -> None:
        await charge_shopper(kind, request, await role(request))

    return Depends(charge)


async def charge_shopper(kind: QuotaKind, request: Request, known_as: Role) -> None:
    """As `limited`, for who has read the request already."""
    if known_as is Role.STOREFRONT:
        await services(request).quotas.charge(kind, request, visitor_id=_visitor(request))


def limited_address(kind: QuotaKind) -> Any:
    """Charges the address alone: nobody has said yet who is asking."""

    @raises(TooManyRequests)
    async def charge(request: Request) -> None:
        await services(request).quotas.charge(kind, request)

    return Depends(charge)


def _visitor(request: Request) -> str | None:
    """Who asks, if the token says so; one that cannot be read is refused later, by those who need it."""
    try:
        return visitor_id(services(request), request.headers.get("rapport-visitor"))
    except NotSignedIn:
        return None
