"""The dashboard's pages, for people who are signed in."""

from datetime import date, timedelta
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import AfterValidator

from api.dashboard import addresses, model_words, queries, rules, segments, sign_in, why
from api.dashboard.addresses import address_of
from api.dashboard.pages import PageRoute, render
from api.dashboard.sessions import PATH, OwnForm, SignedIn, SignedInOf, token_for
from api.dashboard.words import EMAIL_STATES, verdict
from api.dependencies import Now, Services, ServicesOf
from api.fields import without_nul
from api.work import SessionOf
from core import runs
from feedback import conversations
from feedback.conversations import handovers
from feedback.tables import Sender
from recommender.segments import FEWEST_SHOPPERS
from serving import intent
from serving import models as registry

NEWEST, EMAILS_A_PAGE = 8, 25
PREVIEW_POLICY = (
    "sandbox; default-src 'none'; img-src * data:; style-src 'unsafe-inline'; form-action 'none'; "
    "frame-ancestors 'self'; base-uri 'none'"
)
"""An email shows its pictures and its own style; it runs, sends and opens nothing."""

PageNumber = Annotated[int, Query(ge=1, le=100_000)]

pages = APIRouter(prefix=PATH, include_in_schema=False, route_class=PageRoute)


@pages.get("/")
def start() -> Response:
    """Where somebody lands who types a slash."""
    return RedirectResponse(PATH, HTTPStatus.SEE_OTHER)


@pages.get("")
def overview(
    services: ServicesOf, session: SessionOf, account: SignedInOf, now: Now, until: date | None = None
) -> Response:
    """The first page: the week in numbers and words, and how the loop is doing."""
    settings = services.settings
    idle = timedelta(minutes=settings.abandoned_after_minutes)
    week = queries.week(session, until=until, idle=idle, now=now)
    change = week.abandonment.change
    found = registry.overview(settings.models_folder)
    return _page(
        "overview.html",
        services,
        account,
        week=week,
        change=change,
        verdict=verdict(change) if change else "",
        chosen=until is not None,
        idle_minutes=settings.abandoned_after_minutes,
        waiting=queries.waiting(session),
        emails=queries.emails(session, limit=NEWEST),
        to_folder=not settings.smtp_url,
        models=found,
        drift=model_words.drift(found.report) if found.report else [],
        serving=services.answers.snapshot.model,
        jobs=runs.overview(session),
        now=now,
    )


@pages.get("/emails")
def emails(
    services: ServicesOf,
    session: SessionOf,
    account: SignedInOf,
    page: PageNumber = 1,
) -> Response:
    """Every recovery email, a page at a time."""
    found = queries.emails(session, limit=EMAILS_A_PAGE, offset=(page - 1) * EMAILS_A_PAGE)
    return _page(
        "emails.html",
        services,
        account,
        emails=found,
        addresses=addresses.counts(session),
        page=page,
        last_page=max(1, -(-found.by_state.total() // EMAILS_A_PAGE)),
        to_folder=not services.settings.smtp_url,
    )


@pages.get("/emails/{email_id}")
def email(services: ServicesOf, session: SessionOf, account: SignedInOf, email_id: str) -> Response:
    """One email as its reader will see it."""
    parts = queries.email_parts(session, email_id)
    snapshot = services.answers.snapshot
    visit = queries.visit_before(session, snapshot, parts.email)
    estimate = intent.estimate(snapshot, visit)
    return _page("email.html", services, account, parts=parts, estimate=estimate)


@pages.get("/emails/{email_id}/preview")
def preview(session: SessionOf, _account: SignedInOf, email_id: str) -> Response:
    """The HTML part alone, for a frame that lets it do nothing."""
    html = queries.email_parts(session, email_id).html
    return HTMLResponse(html, headers={"Content-Security-Policy": PREVIEW_POLICY})


@pages.get("/models")
def models(services: ServicesOf, account: SignedInOf) -> Response:
    """Every model that is kept, why it serves or does not, and choosing another."""
    found = registry.overview(services.settings.models_folder)
    return _page("models.html", services, account, models=found)


@pages.post("/models/{version}/promote")
def promote(services: ServicesOf, _account: OwnForm, version: str) -> Response:
    """Let another model serve."""
    registry.promote(services.settings.models_folder, version)
    return _to("models")


@pages.get("/segments")
def shopper_segments(services: ServicesOf, account: SignedInOf) -> Response:
    """The groups that shoppers fall into, in numbers and words."""
    standing = services.answers.snapshot.standing
    found = segments.page(standing.segments, currency=services.settings.currency) if standing else None
    return _page("segments.html", services, account, page=found, fewest=FEWEST_SHOPPERS)


@pages.get("/conversations/{conversation_id}")
def conversation(
    services: ServicesOf, session: SessionOf, account: SignedInOf, conversation_id: str
) -> Response:
    """A conversation to which a person was called."""
    handover = handovers.latest(session, conversation_id)
    return _page(
        "conversation.html",
        services,
        account,
        handover=handover,
        address=address_of(session, handover.shopper_id),
        messages=conversations.messages(session, conversation_id),
    )


@pages.post("/conversations/{conversation_id}/reply")
def reply(
    session: SessionOf,
    _account: OwnForm,
    now: Now,
    conversation_id: str,
    text: Annotated[str, Form(min_length=1, max_length=2_000), AfterValidator(without_nul)],
) -> Response:
    """Write into the conversation; she reads it when she opens the chat again."""
    found = conversations.conversation(session, conversation_id)
    conversations.keep(session, found, [conversations.NewMessage(Sender.PERSON, text.strip())], now=now)
    return _to(f"conversations/{conversation_id}")


@pages.post("/conversations/{conversation_id}/close")
def close(session: SessionOf, _account: OwnForm, now: Now, conversation_id: str) -> Response:
    """Somebody has seen to it."""
    handovers.close(session, conversation_id, now=now)
    return _to(f"conversations/{conversation_id}")


@pages.post("/conversations/{conversation_id}/reopen")
def reopen(session: SessionOf, _account: OwnForm, conversation_id: str) -> Response:
    """It was closed too soon."""
    handovers.reopen(session, conversation_id)
    return _to(f"conversations/{conversation_id}")


def _page(template: str, services: Services, account: SignedIn, **context: Any) -> Response:
    token = token_for(services.keys, account.secret)
    return render(
        template,
        settings=services.settings,
        account=account.username,
        form_token=token,
        email_states=EMAIL_STATES,
        **context,
    )


def _to(path: str) -> Response:
    return RedirectResponse(f"{PATH}/{path}", HTTPStatus.SEE_OTHER)


ROUTERS = (sign_in.router, rules.pages, why.pages, pages)
