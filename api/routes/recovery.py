"""Recovery: the links in an email, which put a cart back or end the emails."""

from html import escape
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from api.dependencies import Now, RoleOf, ServicesOf
from api.schemas import ProductBody
from api.work import SessionOf, WorkRoute
from core.keys import Purpose, read
from recovery import carts
from recovery.unsubscription import check, unsubscribe

router = APIRouter(prefix="/v1", tags=["recovery"], route_class=WorkRoute)

Token = Annotated[str, Query(min_length=1, max_length=1_000)]


class LineBody(BaseModel):
    """So many of a product."""

    product: ProductBody
    quantity: int


class CartBody(BaseModel):
    """What can be put back into the cart."""

    lines: list[LineBody]


@router.get("/carts/{restore_token}")
def restore(restore_token: str, _role: RoleOf, services: ServicesOf, session: SessionOf) -> CartBody:
    """The cart that an email links to, less what is not sold any more."""
    cart_id = read(services.keys, Purpose.CART, restore_token)
    lines = carts.restore(session, cart_id)
    return CartBody(
        lines=[LineBody(product=ProductBody.of(product), quantity=quantity) for product, quantity in lines]
    )


@router.get("/unsubscribe", response_class=HTMLResponse)
def ask(token: Token, services: ServicesOf) -> HTMLResponse:
    """A page with one button: a mail scanner that follows every link must not unsubscribe anyone."""
    check(services.keys, token)
    shop = escape(services.settings.shop_name)
    return _page(
        f"No more emails from {shop}?",
        f'<form method="post" action="?token={escape(token)}"><button>Unsubscribe</button></form>',
    )


@router.post("/unsubscribe", response_class=HTMLResponse)
def confirm(token: Token, services: ServicesOf, session: SessionOf, now: Now) -> HTMLResponse:
    """End the emails at once, from the page or from a mail program's own button (RFC 8058)."""
    unsubscribe(session, services.keys, token, now=now)
    return _page("Done", "<p>You will get no more emails about your basket.</p>")


def _page(title: str, content: str) -> HTMLResponse:
    headers = {
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }
    return HTMLResponse(PAGE.format(title=title, content=content), headers=headers)


PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>{title}</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 26rem; margin: 18vh auto; padding: 0 1.25rem }}
button {{ font: inherit; padding: .7rem 1.4rem; border-radius: .5rem; border: 1px solid; cursor: pointer }}
</style>
<h1>{title}</h1>{content}</html>"""
