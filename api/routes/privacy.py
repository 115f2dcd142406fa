"""Consent per purpose, export and erasure."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import SQLAlchemyError

from api.http.dependencies import Now, Role, RoleOf, ServicesOf, ShopperOf, StoredShopperOf
from api.http.limited import limited
from api.http.quotas import QuotaKind
from api.http.schemas import Body
from api.http.work import SessionOf, WorkRoute
from core import privacy
from core.consent import ConsentPurpose, consents, decide, decide_for_person
from core.errors import InvalidInput
from core.tables import Shopper

router = APIRouter(
    prefix="/v1", tags=["privacy"], route_class=WorkRoute, dependencies=[limited(QuotaKind.READS)]
)


class ConsentBody(Body):
    """The shopper's decisions; a purpose that is left out stays as it is."""

    personalisation: bool | None = Field(
        default=None, description="Whether what they do may choose what they see."
    )
    recovery_email: bool | None = Field(
        default=None, description="Whether an email may be sent about a cart that they left."
    )

    model_config = ConfigDict(json_schema_extra={"examples": [{"recovery_email": True}]})

    @property
    def decisions(self) -> dict[ConsentPurpose, bool]:
        """Those that were sent."""
        return {ConsentPurpose(name): granted for name, granted in self.model_dump(exclude_none=True).items()}


class ConsentState(BaseModel):
    """What holds now."""

    personalisation: bool = Field(
        description="Whether what they do may choose what they see; by default it may."
    )
    recovery_email: bool = Field(
        description="Whether an email may be sent about a cart that they left; by default it may not."
    )


@router.get("/consent")
def read(session: SessionOf, shopper: ShopperOf) -> ConsentState:
    """What the shopper allows."""
    return consent_state(session, shopper)


@router.put("/consent")
def put(
    body: ConsentBody,
    role: RoleOf,
    services: ServicesOf,
    session: SessionOf,
    shopper: StoredShopperOf,
    now: Now,
) -> ConsentState:
    """Record the shopper's decisions.

    A server speaks for the person. A storefront cannot lift an unsubscription, nor a no on another device.
    """
    decisions = body.decisions
    if not decisions:
        raise InvalidInput("Send at least one decision.", field="personalisation")
    if role is Role.SERVER:
        decide_for_person(session, services.keys, shopper, decisions, source=role, now=now)
    else:
        decide(session, shopper.shopper_id, decisions, source=role, now=now)
    return consent_state(session, shopper)


def consent_state(session: SessionOf, shopper: Shopper) -> ConsentState:
    """What the shopper allows now."""
    return ConsentState.model_validate(consents(session, shopper.shopper_id))


@router.get("/privacy/export")
def export(session: SessionOf, shopper: ShopperOf) -> dict[str, list[dict[str, Any]]]:
    """Everything that is stored of the shopper, by table."""
    return privacy.export(session, shopper.shopper_id)


class ErasedBody(BaseModel):
    """How many rows and files went, by place."""

    erased: dict[str, int] = Field(
        description="Rows by table, and files by place.", examples=[{"events": 12, "shopper": 1}]
    )


def settled(services: ServicesOf) -> Iterator[None]:
    """Clear the databases' files after the commit, before the answer; what is in the way waits for a job."""
    yield
    with suppress(SQLAlchemyError):  # the erasure is done and answered as such; the rest is owed
        privacy.settle(services.engine, services.outside, thoroughly=False)


# Of the route, so that it ends after all that the endpoint asks for, its transaction included.
@router.post("/privacy/erasure", dependencies=[Depends(settled, scope="function")])
def erase(services: ServicesOf, session: SessionOf, shopper: ShopperOf) -> ErasedBody:
    """Erase the shopper everywhere; this cannot be undone."""
    return ErasedBody(erased=privacy.erase(session, shopper.shopper_id, services.outside))
