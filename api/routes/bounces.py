"""Bounces: what a mail provider reports of emails that came back, passed on by the shop's server."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.http.dependencies import Now, Server, ServicesOf
from api.http.schemas import Address, Body
from api.http.statuses import raises
from api.http.work import SessionOf, WorkRoute
from core.consent import unsuppress
from core.errors import NotFound
from core.tables import Suppression
from recovery import bounces

router = APIRouter(prefix="/v1/bounces", tags=["recovery"], dependencies=[Server], route_class=WorkRoute)


class BounceInput(Body):
    """An email that came back."""

    email: Address = Field(description="Whom it was for.")
    status: str = Field(
        pattern=f"^{bounces.STATUS}$",
        description="The status of the report (RFC 3463), such as 5.1.1; 5.1.x and 5.2.1 end the emails.",
    )

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"email": "ayla@example.com", "status": "5.1.1"}]}
    )


class LiftInput(Body):
    """An address that has a mailbox after all."""

    email: Address = Field(description="As it was reported.")

    model_config = ConfigDict(json_schema_extra={"examples": [{"email": "ayla@example.com"}]})


class BounceBody(BaseModel):
    """What became of the address."""

    suppressed: bool = Field(description="Whether it is not written to again: false for what may pass.")


@router.post("")
def report(body: BounceInput, services: ServicesOf, session: SessionOf, now: Now) -> BounceBody:
    """Say that an email came back; of an address without a mailbox it is the last one."""
    done = bounces.report(session, services.keys, body.email, status=body.status, now=now)
    return BounceBody(suppressed=done)


@router.post("/lift")
@raises(NotFound)
def lift(body: LiftInput, services: ServicesOf, session: SessionOf) -> BounceBody:
    """Write to an address again that has a mailbox after all; 404 where no email came back from it."""
    if not unsuppress(session, services.keys, body.email, Suppression.BOUNCED):
        raise NotFound("No email came back from this address.", field="email")
    return BounceBody(suppressed=False)
