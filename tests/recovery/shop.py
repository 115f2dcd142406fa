"""A shop's records for the tests of recovery: products, shoppers, and what they did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, select

from core import catalog
from core.consent import ConsentPurpose, decide
from core.database import new_id, transaction
from core.products import Product, ProductId
from core.shoppers import ensure_shopper, set_email
from feedback.events import NewEvent, store
from feedback.reasons import Reason
from feedback.surveys import NewResponse, respond
from feedback.tables import EventType
from recommender.explanation import Explanation as Why
from recommender.recommendation import Recommendation
from recovery.carts import Detection, look, note
from recovery.tables import AbandonedCart, RecoveryEmail
from serving.answers import Answer
from tests.clock import ManualClock

IDLE = timedelta(hours=1)
WITHIN = timedelta(days=7)

JACKET = Product(
    ProductId("jacket"),
    "Rain jacket",
    price=Decimal("18.05"),
    url="/product.html?id=jacket",
    image_url="https://shop.example/pictures/jacket.png",
)
MUG = Product(
    ProductId("mug"), "Stoneware mug", price=Decimal("8.00"), stock=2, image_url="/pictures/mug.png"
)
BOOTS = Product(ProductId("boots"), "Puddle boots", price=Decimal("16.50"))
WHY = Why("goes_with", "Goes with the Rain jacket you put in your cart")
ANSWER = Answer(BOOTS, WHY, Recommendation.of(BOOTS.product_id, ()))


def suggest_boots(
    session: Session, shopper_id: str, products: Sequence[ProductId], wanted: int
) -> Sequence[Answer]:
    """A recommender that knows one answer."""
    return [ANSWER]


@dataclass
class Shop:
    """What happens in it is stored at the clock's time."""

    engine: Engine
    clock: ManualClock

    def __post_init__(self) -> None:
        self._numbers = count()
        with transaction(self.engine) as session:
            catalog.upsert(session, (JACKET, MUG, BOOTS), now=self.clock.now())

    def shopper(self, name: str, *, email: str | None = None, consent: bool = True) -> str:
        """A shopper; returns their id."""
        with transaction(self.engine) as session:
            shopper = ensure_shopper(session, name, now=self.clock.now())
            if email is not None:
                set_email(session, shopper, email)
        self.decides(shopper.shopper_id, consent)
        return shopper.shopper_id

    def decides(self, shopper_id: str, consent: bool) -> None:
        """Says yes or no to recovery emails."""
        decisions = {ConsentPurpose.RECOVERY_EMAIL: consent}
        with transaction(self.engine) as session:
            decide(session, shopper_id, decisions, source="storefront", now=self.clock.now())

    def does(
        self, shopper_id: str, event_type: EventType, product_id: str | None = "jacket", **fields: Any
    ) -> str:
        """One event, now; returns its id."""
        event = NewEvent(
            **{
                "event_id": f"event-{next(self._numbers):04}",
                "shopper_id": shopper_id,
                "session_id": "session-1",
                "type": event_type,
                "occurred_at": self.clock.now(),
                "product_id": product_id,
                **fields,
            }
        )
        with transaction(self.engine) as session:
            store(session, [event], now=self.clock.now())
        return event.event_id

    def adds(self, shopper_id: str, product_id: str = "jacket", **fields: Any) -> str:
        """Puts something into the shopper's cart."""
        return self.does(shopper_id, EventType.CART, product_id, **fields)

    def buys(self, shopper_id: str, product_id: str = "jacket", **fields: Any) -> str:
        """Orders it."""
        return self.does(shopper_id, EventType.PURCHASE, product_id, **{"order_id": new_id(), **fields})

    def answers(self, shopper_id: str, reason: Reason) -> str:
        """Answers the exit-intent survey; returns the response's id."""
        response = NewResponse(
            response_id=new_id(),
            shopper_id=shopper_id,
            session_id="session-1",
            survey="exit_intent",
            version=1,
            reason=reason,
            text="",
            product_ids=("jacket",),
        )
        with transaction(self.engine) as session:
            respond(session, response, now=self.clock.now())
        return response.response_id

    def waits(self, **time: float) -> datetime:
        """Time goes by."""
        self.clock.advance(timedelta(**time))
        return self.clock.now()

    def detects(self) -> Detection:
        """The job that looks for carts, now."""
        with transaction(self.engine) as session:
            return note(session, look(session, now=self.clock.now(), idle=IDLE, within=WITHIN))

    def leaves_a_cart(self, name: str = "ayla", *, consent: bool = True) -> str:
        """A shopper with an address puts a jacket into their cart and goes away, and the cart is found."""
        shopper_id = self.shopper(name, email=f"{name}@example.com", consent=consent)
        self.adds(shopper_id)
        self.waits(hours=2)
        self.detects()
        return shopper_id

    def carts(self) -> list[AbandonedCart]:
        """All that were found."""
        with transaction(self.engine, writes=False) as session:
            return list(session.exec(select(AbandonedCart).order_by("last_activity_at")))

    def emails(self) -> list[RecoveryEmail]:
        """All that were composed."""
        with transaction(self.engine, writes=False) as session:
            return list(session.exec(select(RecoveryEmail).order_by("composed_at")))
