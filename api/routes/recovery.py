"""Recovery: the links in an email, which put a cart back or end the emails."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from api.http.dependencies import Now, RoleOf, ServicesOf
from api.http.question import question, said
from api.http.schemas import ProductBody
from api.http.statuses import raises
from api.http.work import SessionOf, WorkRoute
from core.errors import NotFound, NotSignedIn
from core.keys import Purpose, read
from recovery import carts
from recovery.unsubscription import check, unsubscribe

router = APIRouter(prefix="/v1", tags=["recovery"], route_class=WorkRoute)

Token = Annotated[str, Query(min_length=1, max_length=1_000, description="Of the link in the email.")]
RestorePath = Annotated[str, Path(description="Of the link in the email: its `restore`.")]


class CartLineBody(BaseModel):
    """So many of a product."""

    product: ProductBody = Field(description="As it is now, with its price of now.")
    quantity: int = Field(description="Pieces; no more than there are.")


class CartBody(BaseModel):
    """What can be put back into the cart."""

    lines: list[CartLineBody] = Field(description="Empty once all of it was bought or sold out.")


@router.get("/carts/{restore_token}")
@raises(NotFound)
def restore(restore_token: RestorePath, _role: RoleOf, services: ServicesOf, session: SessionOf) -> CartBody:
    """The cart that an email links to, less what is not sold any more."""
    cart_id = read(services.keys, Purpose.CART, restore_token)
    lines = carts.restore(session, cart_id)
    return CartBody(
        lines=[
            CartLineBody(product=ProductBody.of(product), quantity=quantity) for product, quantity in lines
        ]
    )


@router.get("/unsubscribe", response_class=HTMLResponse)
@raises(NotSignedIn)
def ask(token: Token, services: ServicesOf) -> HTMLResponse:
    """A page with one button."""
    check(services.keys, token)
    shop = services.settings.shop_name
    return question(f"No more emails from {shop}?", token=token, button="Unsubscribe")


@router.post("/unsubscribe", response_class=HTMLResponse)
@raises(NotSignedIn)
def confirm(token: Token, services: ServicesOf, session: SessionOf, now: Now) -> HTMLResponse:
    """End the emails at once, from the page or from a mail program's own button (RFC 8058)."""
    unsubscribe(session, services.keys, token, now=now)
    return said("Done", "You will get no more emails about your basket.")
