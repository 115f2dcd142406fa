"""Visitors: a browser comes in, nameless, and may say later who it is."""

from datetime import datetime

from fastapi import APIRouter, status
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from api.http.dependencies import (
    AutomatedOf,
    Now,
    Role,
    RoleOf,
    Services,
    ServicesOf,
    VisitorToken,
    addressed,
    named,
    visitor_id,
)
from api.http.limited import limited
from api.http.quotas import QuotaKind
from api.http.schemas import Address, Body, ExternalId, Identifier
from api.http.statuses import raises
from api.http.work import SessionOf, WorkRoute
from core import identity
from core.addresses import AddressStanding, claim, prove
from core.automated import mark
from core.errors import Conflict, InvalidInput, NotAllowed
from core.identification import hand_over, holder, identify
from core.shoppers import create_visitor, shopper_of_visitor
from core.tables import AutomationSign, Shopper
from core.visitor_tokens import token_for

router = APIRouter(prefix="/v1", tags=["visitors"], route_class=WorkRoute)


class VisitorBody(BaseModel):
    """A new visitor; the token proves that a browser is this visitor."""

    visitor_id: str = Field(description="For your server, which signs it to say who this is.")
    token: str = Field(description="For the header Rapport-Visitor; keep it in the browser.")


@router.post("/visitors", status_code=status.HTTP_201_CREATED, dependencies=[limited(QuotaKind.VISITORS)])
def create(
    _role: RoleOf, services: ServicesOf, session: SessionOf, now: Now, automated: AutomatedOf
) -> VisitorBody:
    """Welcome a new browser."""
    visitor = create_visitor(session, now=now)
    if automated:
        mark(session, visitor.shopper_id, AutomationSign.NAME)
    token = token_for(services.keys, visitor.visitor_id, now=now)
    return VisitorBody(visitor_id=visitor.visitor_id, token=token)


class IdentifyBody(Body):
    """Who the visitor is: the shop's id for them, their address, or both."""

    external_id: ExternalId | None = Field(
        default=None, description="The shop's own id of the shopper.", examples=["c-1042"]
    )
    email: Address | None = Field(
        default=None, description="Where they can be mailed.", examples=["ayla@example.com"]
    )
    signature: str | None = Field(
        default=None,
        max_length=200,
        description="From a storefront: `<expires>.<hex HMAC-SHA256>`, which the shop's server computes.",
    )
    visitor_id: Identifier | None = Field(default=None, description="From a server: which visitor it is.")

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"email": "ayla@example.com"},
                {"external_id": "c-1042", "signature": "1772460000.9f2c…"},
            ]
        }
    )


class ShopperBody(BaseModel):
    """A shopper as the shop knows them; the address is a proven one."""

    external_id: str | None = Field(description="The shop's own id; null: not known.")
    email: str | None = Field(description="null: none is proven.")


class IdentifiedBody(BaseModel):
    """Who the visitor is now, whether two histories became one, and what became of the address sent."""

    shopper: ShopperBody = Field(description="Who is at this browser now.")
    merged: bool = Field(description="Whether the browser's history joined one that was known.")
    switched: bool = Field(
        description="Another shopper is at this browser than before; nothing of who was there moved along."
    )
    address: AddressStanding | None = Field(description="null: none was sent.")


@router.post("/identify", dependencies=[limited(QuotaKind.IDENTIFY)])
@raises(Conflict)
def identify_visitor(
    body: IdentifyBody,
    role: RoleOf,
    services: ServicesOf,
    session: SessionOf,
    now: Now,
    visitor: VisitorToken = None,
) -> IdentifiedBody:
    """Give a visitor their name; where the name is known, the two histories are merged.

    What a storefront sends without a signature proves nothing: an address is noted, and its owner is asked.
    """
    if body.external_id is None and body.email is None:
        raise InvalidInput("Send external_id, email or both.", field="external_id")
    if body.external_id is not None:
        named(services, body.external_id, field="external_id")
    if body.email is not None:
        addressed(services, body.email, field="email")
    known_as = _visitor(body, role, services, visitor)
    proven = role is Role.SERVER or _signed(body, services, known_as, now)
    shopper = shopper_of_visitor(session, known_as)
    before, merged, standing = shopper.shopper_id, False, None
    if body.external_id is not None:
        shopper, merged = identify(session, shopper, external_id=body.external_id, email=body.email, now=now)
    if body.email is not None:
        shopper, standing = _addressed(services, session, shopper, body.email, proven=proven, now=now)
    switched = not merged and shopper.shopper_id != before
    if switched:
        hand_over(session, known_as, shopper)
    remaining = ShopperBody(external_id=shopper.external_id, email=shopper.email)
    return IdentifiedBody(shopper=remaining, merged=merged, switched=switched, address=standing)


def _addressed(
    services: Services, session: Session, shopper: Shopper, email: str, *, proven: bool, now: datetime
) -> tuple[Shopper, AddressStanding]:
    """Whose browser it is after an address was sent, and what became of the address."""
    shopper = holder(session, shopper, email, proven=proven, now=now)
    if proven or (services.settings.address_confirmation == "shop" and shopper.email is None):
        prove(session, shopper, email, now=now)
        return shopper, AddressStanding.PROVEN
    return shopper, claim(session, shopper, email, now=now)


def _visitor(body: IdentifyBody, role: Role, services: Services, token: str | None) -> str:
    """Which visitor it is about: a storefront's own, or the one that a server names."""
    if role is Role.STOREFRONT:
        return visitor_id(services, token)
    if body.visitor_id is None:
        raise InvalidInput("A server must name the visitor.", field="visitor_id")
    return body.visitor_id


def _signed(body: IdentifyBody, services: Services, known_as: str, now: datetime) -> bool:
    """Whether the shop's server has signed what a storefront sends; NotAllowed where it should have."""
    if body.signature is None:
        if body.external_id is not None:
            raise NotAllowed(f"A storefront proves external_id. {identity.HOW}", field="signature")
        return False
    said = identity.Identity(known_as, body.external_id or "", body.email or "")
    identity.check(services.keys, said, body.signature, now=now)
    return True
