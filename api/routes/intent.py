"""Purchase intent: how likely a shopper's session ends with a purchase, and why."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.http.dependencies import Now, Server, ServicesOf, ShopperOf
from api.http.work import SessionOf, WorkRoute
from serving import intent

router = APIRouter(prefix="/v1", tags=["intent"], route_class=WorkRoute)


class SignBody(BaseModel):
    """One feature of the session, in words, and what it adds to the log-odds of a purchase."""

    feature: str = Field(description="Its name.")
    says: str = Field(description="What it is in this session, in words.")
    contribution: float = Field(description="In log-odds; below 0 where it speaks against a purchase.")


class EstimateBody(BaseModel):
    """A calibrated probability; its log-odds are `base` plus the contributions of all signs."""

    probability: float = Field(description="That this session ends with a purchase.")
    abandonment_risk: float | None = Field(
        description="That the shopper leaves what is in their cart; null where it is empty."
    )
    base: float = Field(description="Log-odds before anything is known of the session.")
    signs: list[SignBody] = Field(description="Every feature, the weightiest first.")


class IntentBody(BaseModel):
    """What is expected, and the model that says so; null where nothing can, or may, be said."""

    model: str | None = Field(description="The version of the model; null before the first training.")
    estimate: EstimateBody | None = Field(description="null where nothing can, or may, be said.")


@router.get("/intent", dependencies=[Server])
def read(services: ServicesOf, session: SessionOf, shopper: ShopperOf, now: Now) -> IntentBody:
    """Whether this shopper is about to buy, as their session stands after their last step.

    The estimate is null while they are not in the shop, once they have bought, without their consent to
    personalisation, and while too few sessions are known to learn from.
    """
    snapshot = services.answers.snapshot
    shopper_session = intent.in_progress(session, snapshot, shopper.shopper_id, now=now)
    estimate = intent.estimate(snapshot, shopper_session)
    if estimate is None:
        return IntentBody(model=snapshot.model, estimate=None)
    body = EstimateBody(
        probability=estimate.probability,
        abandonment_risk=estimate.abandonment_risk,
        base=estimate.base,
        signs=[
            SignBody(feature=sign.feature, says=sign.says, contribution=sign.contribution)
            for sign in estimate.signs
        ],
    )
    return IntentBody(model=snapshot.model, estimate=body)
