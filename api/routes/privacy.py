"""Consent per purpose, export and erasure."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import SQLAlchemyError

from api.http.dependencies import Now, Role, RoleOf, ServicesOf, ShopperOf
from api.http.limited import limited
from api.http.quotas import QuotaKind
from api.http.schemas import Body
from api.http.work import SessionOf, WorkRoute
from core import privacy
from core.consent import ConsentPurpose, consents, decide, unsuppress
from core.errors import InvalidInput
from core.tables import Shopper

router = APIRouter(
    prefix="/v1", tags=["privacy"], route_class=WorkRoute, dependencies=[limited(QuotaKind.READS)]
)


class ConsentBody(Body):
    """The shopper's decisions; a purpose that is left out stays as it is."""

    personalisation: bool | None = None
    recovery_email: bool | None = None

    model_config = ConfigDict(json_schema_extra={"examples": [{"recovery_email": True}]})


class ConsentState(BaseModel):
    """What holds now."""

    personalisation: bool
    recovery_email: bool


@router.get("/consent")
def read(session: SessionOf, shopper: ShopperOf) -> ConsentState:
    """What the shopper allows."""
    return _state(session, shopper)


@router.put("/consent")
def put(
    body: ConsentBody, role: RoleOf, services: ServicesOf, session: SessionOf, shopper: ShopperOf, now: Now
) -> ConsentState:
    """Record the shopper's decisions.

    A storefront cannot lift an unsubscription: whoever sits at the browser may have typed another's address.
    """
    decisions = {
        ConsentPurpose(name): granted for name, granted in body.model_dump(exclude_none=True).items()
    }
    if not decisions:
        raise InvalidInput("Send at least one decision.", field="personalisation")
    decide(session, shopper.shopper_id, decisions, source=role, now=now)
    if role is Role.SERVER and decisions.get(ConsentPurpose.RECOVERY_EMAIL) and shopper.email:
        unsuppress(session, services.keys, shopper.email)
    return _state(session, shopper)


def _state(session: SessionOf, shopper: Shopper) -> ConsentState:
    return ConsentState.model_validate(consents(session, shopper.shopper_id))


@router.get("/privacy/export")
def export(session: SessionOf, shopper: ShopperOf) -> dict[str, list[dict[str, Any]]]:
    """Everything that is stored of the shopper, by table."""
    return privacy.export(session, shopper.shopper_id)


class ErasedBody(BaseModel):
    """How many rows and files went, by place."""

    erased: dict[str, int]


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
