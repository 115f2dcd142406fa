"""The recovery emails: all of them, and each as its reader sees it."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse

from api.dashboard import addresses
from api.dashboard.emails import queries
from api.dashboard.pages import PageRoute, page
from api.dashboard.sessions import PATH, SignedInOf
from api.http.dependencies import ServicesOf
from api.http.work import SessionOf
from serving import intent

EMAILS_A_PAGE = 25


PREVIEW_POLICY = (
    "sandbox; default-src 'none'; img-src * data:; style-src 'unsafe-inline'; form-action 'none'; "
    "frame-ancestors 'self'; base-uri 'none'"
)
"""An email shows its pictures and its own style; it runs, sends and opens nothing."""

PageNumber = Annotated[int, Query(ge=1, le=100_000)]

router = APIRouter(prefix=f"{PATH}/emails", include_in_schema=False, route_class=PageRoute)


@router.get("")
def emails(
    services: ServicesOf,
    session: SessionOf,
    account: SignedInOf,
    number: Annotated[PageNumber, Query(alias="page")] = 1,
) -> Response:
    """Every recovery email, a page at a time."""
    listing = queries.emails(session, limit=EMAILS_A_PAGE, offset=(number - 1) * EMAILS_A_PAGE)
    return page(
        "emails/emails.html",
        services,
        account,
        emails=listing,
        addresses=addresses.counts(session),
        suppressed=addresses.suppressed(session),
        number=number,
        last_page=max(1, -(-listing.by_state.total() // EMAILS_A_PAGE)),
        to_folder=not services.settings.smtp_url,
    )


@router.get("/{email_id}")
def email(services: ServicesOf, session: SessionOf, account: SignedInOf, email_id: str) -> Response:
    """One email as its reader will see it."""
    parts = queries.email_parts(session, email_id)
    snapshot = services.answers.snapshot
    shopper_session = queries.session_before(session, snapshot, parts.email)
    estimate = intent.estimate(snapshot, shopper_session)
    address = addresses.address_of(session, parts.email.shopper_id).address
    suppression = addresses.suppression_of(session, services.keys, address)
    return page(
        "emails/email.html", services, account, parts=parts, estimate=estimate, suppression=suppression
    )


@router.get("/{email_id}/preview")
def preview(session: SessionOf, _account: SignedInOf, email_id: str) -> Response:
    """The HTML part alone, for a frame that lets it do nothing."""
    html = queries.email_parts(session, email_id).html
    return HTMLResponse(html, headers={"Content-Security-Policy": PREVIEW_POLICY})
