"""Visitors: a browser comes in, nameless, and may say later who it is."""

import hmac

from fastapi import APIRouter, status
from pydantic import BaseModel, ConfigDict, EmailStr, Field

from api.dependencies import Now, Role, RoleOf, ServicesOf, VisitorToken, visitor_shopper
from api.limited import limited
from api.quotas import Kind
from api.schemas import Body, Identifier
from api.work import SessionOf, WorkRoute
from core.errors import InvalidInput, NotAllowed
from core.keys import Purpose, identity_signature, sign
from core.shoppers import create_visitor, identify, set_email, shopper_of_visitor

router = APIRouter(prefix="/v1", tags=["visitors"], route_class=WorkRoute)


class VisitorBody(BaseModel):
    """A new visitor; the token proves that a browser is this visitor."""

    visitor_id: str
    token: str


@router.post("/visitors", status_code=status.HTTP_201_CREATED, dependencies=[limited(Kind.VISITORS)])
def create(_role: RoleOf, services: ServicesOf, session: SessionOf, now: Now) -> VisitorBody:
    """Welcome a new browser."""
    visitor = create_visitor(session, now=now)
    token = sign(services.keys, Purpose.VISITOR, visitor.visitor_id)
    return VisitorBody(visitor_id=visitor.visitor_id, token=token)


class IdentifyBody(Body):
    """Who the visitor is: the shop's id for her, her address, or both."""

    external_id: Identifier | None = None
    email: EmailStr | None = None
    signature: str | None = Field(
        default=None, description="From a storefront: hex HMAC-SHA256 of external_id by the secret key."
    )
    visitor_id: Identifier | None = Field(default=None, description="From a server: which visitor she is.")

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"email": "ayla@example.com"}, {"external_id": "c-1042", "signature": "9f2c…"}]
        }
    )


class ShopperBody(BaseModel):
    """A shopper as the shop knows her."""

    external_id: str | None
    email: str | None


class IdentifiedBody(BaseModel):
    """Who she is now, and whether two histories became one."""

    shopper: ShopperBody
    merged: bool


@router.post("/identify", dependencies=[limited(Kind.IDENTIFY)])
def identify_visitor(
    body: IdentifyBody,
    role: RoleOf,
    services: ServicesOf,
    session: SessionOf,
    now: Now,
    visitor: VisitorToken = None,
) -> IdentifiedBody:
    """Give a visitor her name; where the name is known, the two histories are merged."""
    if body.external_id is None and body.email is None:
        raise InvalidInput("Send external_id, email or both.", field="external_id")
    if role is Role.SERVER:
        if body.visitor_id is None:
            raise InvalidInput("A server must name the visitor.", field="visitor_id")
        shopper = shopper_of_visitor(session, body.visitor_id)
    else:
        shopper = visitor_shopper(services.keys, session, visitor)
        if body.external_id is not None:
            expected = identity_signature(services.keys, body.external_id)
            if not hmac.compare_digest((body.signature or "").encode(), expected.encode()):
                raise NotAllowed(
                    "A storefront proves external_id with the signature that the shop's server computes.",
                    field="signature",
                )
    merged = False
    if body.external_id is not None:
        shopper, merged = identify(session, shopper, external_id=body.external_id, now=now)
    if body.email is not None:
        set_email(session, shopper, body.email)
    return IdentifiedBody(
        shopper=ShopperBody(external_id=shopper.external_id, email=shopper.email), merged=merged
    )
