"""Shoppers as the shop's server says them, by its own id: no browser is needed for it."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.http.dependencies import Now, Role, Server, Services, ServicesOf, named
from api.http.schemas import Body, ExternalId
from api.http.work import SessionOf, WorkRoute
from api.routes.privacy import ConsentBody, ConsentState, consent_state
from core.consent import decide_for_person
from core.errors import InvalidInput
from core.shopper_details import FIELDS, LONGEST_NAME, checked, describe, nameless
from core.shoppers import ensure_shopper, shopper_or_newcomer
from core.tables import Shopper

router = APIRouter(prefix="/v1/shoppers", tags=["shoppers"], dependencies=[Server], route_class=WorkRoute)

ShopperPath = Annotated[ExternalId, Path(description="The shop's own id.")]


def _checked(name: str) -> Callable[[str], str]:
    return lambda text: checked(name, text)


class ShopperInput(Body):
    """What the shop knows of a shopper: a field that is left out stays as it is, null takes it away."""

    email: Annotated[str, Field(max_length=254), AfterValidator(_checked("email"))] | None = Field(
        default=None, description="Proven, since the shop says it."
    )
    consent: ConsentBody = Field(
        default_factory=ConsentBody, description="What they allow, as the shop knows it."
    )
    country: Annotated[str, AfterValidator(_checked("country"))] | None = Field(
        default=None, description="ISO 3166, two letters."
    )
    language: Annotated[str, AfterValidator(_checked("language"))] | None = Field(
        default=None, description="Such as de or pt-BR."
    )
    timezone: Annotated[str, AfterValidator(_checked("timezone"))] | None = Field(
        default=None, description="Such as Europe/Berlin."
    )
    name: Annotated[str, Field(max_length=LONGEST_NAME), AfterValidator(_checked("name"))] | None = Field(
        default=None, description="How to address them."
    )

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "email": "ayla@example.com",
                    "consent": {"recovery_email": True},
                    "country": "GB",
                    "language": "en",
                    "timezone": "Europe/London",
                    "name": "Ayla",
                }
            ]
        }
    )

    @property
    def details(self) -> dict[str, str | None]:
        """The fields that were sent, the consent apart."""
        return {name: getattr(self, name) for name in FIELDS if name in self.model_fields_set}


class ShopperDetailsBody(BaseModel):
    """What is known of a shopper; of a newcomer, nothing."""

    shopper_id: str = Field(description="The shop's own id.")
    email: str | None = Field(description="Where they can be mailed; null: not known.")
    consent: ConsentState = Field(description="What they allow.")
    country: str | None = Field(description="ISO 3166, two letters; null: not known.")
    language: str | None = Field(description="Such as de or pt-BR; null: not known.")
    timezone: str | None = Field(description="Such as Europe/Berlin; null: not known.")
    name: str | None = Field(description="How to address them; null: not known.")

    @classmethod
    def of(cls, session: SessionOf, shopper: Shopper) -> "ShopperDetailsBody":
        """From the stored row, or the newcomer."""
        said = {name: getattr(shopper, name) for name in FIELDS}
        consent = consent_state(session, shopper)
        return cls(shopper_id=shopper.external_id or "", consent=consent, **said)


@router.put("/{external_id}")
def put(
    external_id: ShopperPath, body: ShopperInput, services: ServicesOf, session: SessionOf, now: Now
) -> ShopperDetailsBody:
    """Say what the shop knows of a shopper; they are made where they are new."""
    external_id = _named(services, external_id)
    for name, text in body.details.items():
        if text and (problem := nameless(name, text, services.settings.placeholder_ids)):
            raise InvalidInput(f"{name} {problem}.", field=name)
    shopper = ensure_shopper(session, external_id, now=now)
    describe(session, shopper, body.details, now=now)
    if decisions := body.consent.decisions:
        decide_for_person(session, services.keys, shopper, decisions, source=Role.SERVER, now=now)
    return ShopperDetailsBody.of(session, shopper)


@router.get("/{external_id}")
def read(external_id: ShopperPath, services: ServicesOf, session: SessionOf, now: Now) -> ShopperDetailsBody:
    """What is known of a shopper."""
    shopper = shopper_or_newcomer(session, _named(services, external_id), now=now)
    return ShopperDetailsBody.of(session, shopper)


def _named(services: Services, external_id: str) -> str:
    return named(services, external_id, field="external_id")
