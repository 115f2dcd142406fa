"""Recovery: the links in an email, which put a cart back or end the emails."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.security.base import SecurityBase
from pydantic import BaseModel, Field

from api.http.dependencies import Now, Role, ServicesOf, role
from api.http.question import HEADERS, PAGE, LinkRoute, opened_by_hand, question, said
from api.http.schemas import ProductBody
from api.http.statuses import raises
from api.http.work import SessionOf
from core.errors import NotFound, NotSignedIn
from core.keys import Purpose, read
from recovery import carts
from recovery.messages import restore_link
from recovery.unsubscription import check, unsubscribe

router = APIRouter(prefix="/v1", tags=["recovery"], route_class=LinkRoute)

NOTHING_LEFT = (
    "Nothing is left to put back",
    "What was in this basket has been bought, or none of it can be ordered any more.",
)
BY_HAND: dict[int | str, dict[str, Any]] = {
    int(HTTPStatus.OK): {"content": PAGE},
    int(HTTPStatus.SEE_OTHER): {"description": "A browser opened it: the shop's page that puts it back."},
}

Token = Annotated[str, Query(min_length=1, max_length=1_000, description="Of the link in the email.")]
RestorePath = Annotated[str, Path(description="Of the link in the email: its `restore`.")]


class CartLineBody(BaseModel):
    """So many of a product."""

    product: ProductBody = Field(
        description="As it is now, with its own price; which variant was chosen is not known."
    )
    quantity: int = Field(description="Pieces; no more than there are.")


class CartBody(BaseModel):
    """What can be put back into the cart."""

    lines: list[CartLineBody] = Field(description="Empty once all of it was bought or sold out.")


class LinkKey(SecurityBase):
    """The key of a script; a shopper who opens the link in a browser has none and needs none."""

    def __init__(self) -> None:
        self.model, self.scheme_name = role.model, role.scheme_name

    async def __call__(self, request: Request) -> Role | None:
        """The role, None where somebody opens the link; NotSignedIn without a key that is known."""
        return None if opened_by_hand(request) else await role(request)


link_key = raises(NotSignedIn)(LinkKey())


@router.get("/carts/{restore_token}", response_model=CartBody, responses=BY_HAND)
@raises(NotFound)
def restore(
    restore_token: RestorePath,
    caller: Annotated[Role | None, Depends(link_key)],
    services: ServicesOf,
    session: SessionOf,
) -> CartBody | Response:
    """The cart that an email links to, less what is not sold any more; a browser is led to the shop."""
    cart_id = read(services.keys, Purpose.CART, restore_token)
    lines = carts.restore(session, cart_id)
    if caller is None:
        if lines:
            page = restore_link(services.settings, services.keys, cart_id)
            return RedirectResponse(page, HTTPStatus.SEE_OTHER, HEADERS)
        return said(services.settings, *NOTHING_LEFT)
    return CartBody(
        lines=[CartLineBody(product=ProductBody.of(line.product), quantity=line.quantity) for line in lines]
    )


@router.get("/unsubscribe", response_class=HTMLResponse)
@raises(NotSignedIn)
def ask(token: Token, services: ServicesOf) -> HTMLResponse:
    """A page with one button."""
    check(services.keys, token)
    settings = services.settings
    return question(
        settings,
        f"No more emails from {settings.shop_name}?",
        text="There will be none about a basket that you leave. Orders and their emails stay as they are.",
        token=token,
        button="Unsubscribe",
    )


@router.post("/unsubscribe", response_class=HTMLResponse)
@raises(NotSignedIn)
def confirm(token: Token, services: ServicesOf, session: SessionOf, now: Now) -> HTMLResponse:
    """End the emails at once, from the page or from a mail program's own button (RFC 8058)."""
    unsubscribe(session, services.keys, token, now=now)
    return said(services.settings, "Done", "You will get no more emails about your basket.")
