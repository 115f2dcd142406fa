"""Surveys: whether one is due, and the responses, which are answered at once."""

from datetime import datetime, timedelta
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response, status
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from api.http.dependencies import Now, Services, ServicesOf, ShopperOf, StoredShopperOf
from api.http.limited import limited
from api.http.quotas import QuotaKind
from api.http.schemas import Body, Identifier, RecommendedBody
from api.http.statuses import raises
from api.http.work import SessionOf, WorkRoute
from core import catalog
from core.automated import is_automated
from core.consent import ConsentPurpose, allows
from core.errors import Conflict, NotFound
from core.people import same_person
from core.products import Product
from core.tables import Shopper
from feedback import surveys
from feedback.reasons import Reason
from recovery import carts
from serving import intent
from serving.survey_answers import Left, survey_answer

router = APIRouter(
    prefix="/v1/surveys", tags=["surveys"], route_class=WorkRoute, dependencies=[limited(QuotaKind.SURVEYS)]
)


class OptionBody(BaseModel):
    """One answer that can be chosen."""

    reason: Reason = Field(description="What to send as `reason` where it is chosen.")
    label: str = Field(description="What stands on it.")
    asks_text: bool = Field(description="Whether the shopper is asked to say it in their words.")


class SurveyBody(BaseModel):
    """A survey as it is shown; `more_options` stand behind the one that asks for words."""

    survey: str = Field(description="Its name, for the path of the response.")
    version: int = Field(description="Of its texts, for the response.")
    question: str = Field(description="What is asked.")
    options: list[OptionBody] = Field(description="What is shown first.")
    more_options: list[OptionBody] = Field(description="What is shown once somebody wants to say more.")
    text_prompt: str = Field(description="What stands in the field for words.")


class DueBody(BaseModel):
    """The survey to show now, or null: the shopper was asked not long ago, or is likely to buy."""

    survey: SurveyBody | None = Field(description="What to show now.")


@router.get("/due")
def due(
    services: ServicesOf,
    session: SessionOf,
    shopper: ShopperOf,
    now: Now,
    trigger: Annotated[str, Query(max_length=50, description="What the shopper does now.")] = "exit_intent",
) -> DueBody:
    """Whether to ask this shopper something now: not twice in a month, and only if likely to leave.

    Who forbids personalisation is not asked anything, nor are crawlers. This is a look that claims nothing: a
    browser that shows a survey claims it first, at /v1/surveys/showings.
    """
    if not _may_be_asked(session, shopper):
        return DueBody(survey=None)
    quiet = timedelta(days=services.settings.survey_quiet_days)
    person = same_person(session, shopper.shopper_id)
    definition = surveys.due(session, person, trigger=trigger, quiet=quiet, now=now)
    if definition is None or not _at_risk(services, session, shopper, now):
        return DueBody(survey=None)
    return DueBody(survey=_survey(definition))


class ShowingBody(Body):
    """A survey that a browser is about to show; the client makes the id, and again it is the same showing."""

    id: UUID = Field(description="Made by the client; a repeated one is the same showing.")
    session_id: Identifier = Field(description="As in events.", examples=["s-81f2"])
    trigger: str = Field(default="exit_intent", max_length=50, description="What the shopper does now.")

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"id": "8a5f0c1e-6b0d-4a55-8a0c-0d4b7b1f6a20", "session_id": "s-81f2"}]
        }
    )


@router.post("/showings")
def claim(
    body: ShowingBody, services: ServicesOf, session: SessionOf, shopper: StoredShopperOf, now: Now
) -> DueBody:
    """As /v1/surveys/due, and whoever is given a survey must show it: nobody else of this person is.

    So two tabs, or two devices of one person, ask once. Where this cannot be reached, show nothing.
    """
    if not _may_be_asked(session, shopper) or not _at_risk(services, session, shopper, now):
        return DueBody(survey=None)
    showing = surveys.Showing(str(body.id), shopper.shopper_id, body.session_id)
    person = same_person(session, shopper.shopper_id)
    quiet = timedelta(days=services.settings.survey_quiet_days)
    definition = surveys.claim(session, showing, person, trigger=body.trigger, quiet=quiet, now=now)
    return DueBody(survey=None if definition is None else _survey(definition))


def _may_be_asked(session: Session, shopper: Shopper) -> bool:
    return not is_automated(shopper) and allows(session, shopper.shopper_id, ConsentPurpose.PERSONALISATION)


def _at_risk(services: Services, session: Session, shopper: Shopper, now: datetime) -> bool:
    """Whether a shopper is likely enough to leave without a purchase; where nothing is known, everyone is."""
    threshold = services.settings.survey_from_risk
    if threshold == 0:
        return True
    snapshot = services.answers.snapshot
    shopper_session = intent.in_progress(session, snapshot, shopper.shopper_id, now=now)
    chance = intent.probability(snapshot, shopper_session)
    return chance is None or 1 - chance >= threshold


def _survey(definition: surveys.Definition) -> SurveyBody:
    def options(chosen: tuple[surveys.Option, ...]) -> list[OptionBody]:
        return [
            OptionBody(reason=option.reason, label=option.label, asks_text=option.asks_text)
            for option in chosen
        ]

    return SurveyBody(
        survey=definition.survey,
        version=definition.version,
        question=definition.question,
        options=options(definition.options),
        more_options=options(definition.more_options),
        text_prompt=definition.text_prompt,
    )


class ResponseBody(Body):
    """What the shopper answered; the id is made by the client, so that sending twice stores once."""

    id: UUID = Field(description="Made by the client; a repeated one is answered as before.")
    version: int = Field(description="Of the survey that was shown.")
    reason: Reason = Field(description="The option that was chosen.")
    text: str = Field(default="", max_length=2_000, description="Plain text; markup is refused.")
    session_id: Identifier = Field(description="As in events.", examples=["s-81f2"])
    product_ids: list[Identifier] = Field(
        default_factory=list, max_length=100, description="What was in the cart."
    )

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "5d0f6a34-8f3e-4c6c-9b2e-0c8f3f2f7a01",
                    "version": 1,
                    "reason": "extra_costs",
                    "session_id": "s-81f2",
                    "product_ids": ["rain-jacket"],
                }
            ]
        }
    )


class AnswerBody(BaseModel):
    """What is said back: a sentence and up to three products with their reasons."""

    text: str = Field(description="Plain text.")
    products: list[RecommendedBody] = Field(description="The best first, at most three.")


class RespondedBody(BaseModel):
    """The answer to the shopper's answer."""

    answer: AnswerBody = Field(description="What is said back to the shopper.")


@router.post(
    "/{survey}/responses",
    status_code=status.HTTP_201_CREATED,
    responses={
        status.HTTP_200_OK: {"model": RespondedBody, "description": "Taken before; answered as then."}
    },
)
@raises(Conflict, NotFound)
def respond(
    survey: Annotated[
        str, Path(description="Its name, as GET /v1/surveys/due says it.", examples=["exit_intent"])
    ],
    body: ResponseBody,
    services: ServicesOf,
    session: SessionOf,
    shopper: StoredShopperOf,
    now: Now,
    response: Response,
) -> RespondedBody:
    """Take the shopper's answer and answer it."""
    products = _products(session, body.product_ids)
    new = surveys.NewResponse(
        response_id=str(body.id),
        shopper_id=shopper.shopper_id,
        session_id=body.session_id,
        survey=survey,
        version=body.version,
        reason=body.reason,
        text=body.text,
        product_ids=tuple(dict.fromkeys(product.product_id for product in products)),
    )
    option, is_new = surveys.respond(session, new, now=now)
    if not is_new:
        response.status_code = status.HTTP_200_OK
    left = Left(products, partial(carts.lines_now, session, shopper.shopper_id))
    said = survey_answer(
        services.answers, session, shopper.shopper_id, option, left=left, settings=services.settings
    )
    suggested = [RecommendedBody.of(answer) for answer in said.suggestions]
    return RespondedBody(answer=AnswerBody(text=said.text, products=suggested))


def _products(session: Session, product_ids: list[str]) -> list[Product]:
    products = []
    for index, product_id in enumerate(product_ids):
        try:
            products.append(catalog.named(session, product_id))
        except NotFound as error:
            raise NotFound(error.detail, field=f"product_ids[{index}]") from None
    return products
