"""Addresses: the link in the email that asks whether an address is its reader's."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api.http.dependencies import Now, ServicesOf
from api.http.question import LinkRoute, question, said
from api.http.statuses import raises
from api.http.work import SessionOf
from core.addresses import ClaimantKind, claimant_kind, confirmable
from core.addresses import confirm as confirm_claim
from core.errors import NotSignedIn
from recovery.confirmation import claim_of

router = APIRouter(prefix="/v1", tags=["recovery"], route_class=LinkRoute)

Token = Annotated[str, Query(min_length=1, max_length=1_000, description="Of the link in the email.")]

RUN_OUT = (
    "This link has run out",
    "It was good for a while and for one address only. If you still want an email about a basket that you"
    " leave, type your address in the shop again.",
)
GONE: dict[int | str, dict[str, Any]] = {
    int(HTTPStatus.GONE): {
        "description": "The link has run out, and the page says so.",
        "content": {"text/html": {"schema": {"type": "string"}}},
    }
}


UNITES = {
    ClaimantKind.DEVICE: "The device on which it was typed then counts as yours, and may show and erase"
    " what is kept of you; say so only if you did.",
    ClaimantKind.ACCOUNT: "The account in which it was typed then counts as yours, and may show and erase"
    " what is kept of you; say so only if you did.",
    ClaimantKind.LEFT: "The device on which it was typed is somebody else's by now and sees nothing of yours;"
    " what was done there before then counts as yours.",
}
"""What else a tap does, by whom the address was typed for."""


@router.get("/confirm", response_class=HTMLResponse, responses=GONE)
@raises(NotSignedIn)
def ask(token: Token, services: ServicesOf, session: SessionOf, now: Now) -> HTMLResponse:
    """A page with one button, which says what the button would do now; it does nothing by itself."""
    claim_id = claim_of(services.keys, token, now=now)
    address_claim = confirmable(session, claim_id) if claim_id is not None else None
    if address_claim is None:
        return said(services.settings, *RUN_OUT, status=HTTPStatus.GONE)
    return question(
        services.settings,
        "Is this your email address?",
        text=f"If it is, {services.settings.shop_name} may email you here when you leave something in your"
        " basket: once about each, and every such email has a link that ends them."
        f" {UNITES[claimant_kind(session, address_claim)]}",
        token=token,
        button="Yes, it is mine",
    )


@router.post("/confirm", response_class=HTMLResponse, responses=GONE)
@raises(NotSignedIn)
def confirm(token: Token, services: ServicesOf, session: SessionOf, now: Now) -> HTMLResponse:
    """Whoever reads the mail of this address says that it is theirs; twice changes nothing."""
    claim_id = claim_of(services.keys, token, now=now)
    if claim_id is None or not confirm_claim(session, claim_id, now=now):
        return said(services.settings, *RUN_OUT, status=HTTPStatus.GONE)
    return said(services.settings, "Thank you", "Your address is confirmed. You can close this page.")
