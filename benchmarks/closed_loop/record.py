"""The shop's side: a real database, real labels and signals, the production training and its lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from benchmarks.closed_loop.choices import Lists, PlayedSession
from benchmarks.closed_loop.people import Person
from benchmarks.closed_loop.saying import USUAL, Candour
from core import catalog
from core.database import connect, transaction
from core.interactions import Interaction, Kind
from core.migration import upgrade
from core.products import Product, ProductId
from core.settings import Settings
from core.shoppers import ensure_shopper
from feedback import conversations, events, surveys
from feedback.conversations import NewSignal
from feedback.labelling import label_responses
from feedback.profiles import Profile, read_profile, training_data
from feedback.reasons import Effect, Reason
from feedback.tables import EventType, Label, SignalKind
from recommender.config import TrainingConfig
from recommender.embeddings import Encoder
from recommender.hybrid import Hybrid
from recommender.policy.filters import Filters
from recommender.query import Query
from recommender.training import train

PLACES = 8
QUIET = timedelta(days=Settings.model_fields["survey_quiet_days"].default)
FILTERS = Filters(
    diversity=Settings.model_fields["diversity"].default,
    exploration=Settings.model_fields["exploration"].default,
)
ALL_EFFECTS = frozenset(Effect)
WISHES, REFUSALS, BUDGETS, LIKINGS = "wishes", "refusals", "budgets", "likings"
ALL_SIGNALS = frozenset({WISHES, REFUSALS, BUDGETS, LIKINGS})


@dataclass(frozen=True)
class Arm:
    """What one arm hears of what is said (effects of answers, sorts of signals), and how it trains."""

    name: str
    effects: frozenset[Effect] = frozenset()
    signals: frozenset[str] = frozenset()
    candour: Candour = USUAL
    config: TrainingConfig | None = None

    def hears(self, person: Person) -> bool:
        """Whether the shopper is one of those who say something that this arm hears."""
        answers = bool(self.effects) and person.answers_above < self.candour.answers
        talks = bool(self.signals) and person.talks_above < self.candour.talks
        return answers or talks


@dataclass(frozen=True)
class Goods:
    """The products in the catalog's order, their embeddings (P, d), and what made those."""

    products: Sequence[Product]
    embeddings: NDArray[np.float32]
    encoder: Encoder

    @cached_property
    def by_id(self) -> Mapping[ProductId, Product]:
        """The products by their ids."""
        return {product.product_id: product for product in self.products}


@dataclass(frozen=True)
class Side:
    """The shop's side of one arm: where it records, what it sells, what it hears."""

    engine: Engine
    goods: Goods
    arm: Arm


def opened(path: Path, products: Sequence[Product]) -> Engine:
    """A new database that holds nothing but what the shop sells."""
    engine = connect(f"sqlite:///{path}")
    upgrade(engine)
    with transaction(engine) as session:
        catalog.upsert(session, products, now=datetime.now(UTC))
    return engine


def trained(side: Side, *, now: datetime) -> tuple[Hybrid, dict[str, int]]:
    """The night: label what was answered, train on everything; and how much of it was said."""
    goods, arm = side.goods, side.arm
    with transaction(side.engine) as session:
        label_responses(session, encode=goods.encoder.encode, now=now)
        _unheard(session, arm)
        data = training_data(session, goods.products)
    hybrid = train(data.interactions, goods.products, goods.embeddings, now=now, config=arm.config)
    return hybrid, {"labels": data.labels, "signals": data.signals}


def _unheard(session: Session, arm: Arm) -> None:
    """Make labels whose effect this arm does not hear say nothing."""
    for label in session.exec(select(Label).where(col(Label.effect).not_in(arm.effects))):
        label.effect = Effect.KEEP
        session.add(label)


def heard(signal: NewSignal) -> str:
    """Which sort of signal this is."""
    if signal.kind is SignalKind.PREFERENCE:
        return WISHES if signal.wanted else REFUSALS
    return BUDGETS if signal.kind is SignalKind.BUDGET else LIKINGS


@dataclass
class Counter:
    """One shopper in front of the shop: what is known of them is read and written as production does."""

    session: Session
    hybrid: Hybrid
    side: Side
    person: Person
    now: datetime

    def __post_init__(self) -> None:
        self.shopper_id = ensure_shopper(self.session, self.person.name, now=self.now).shopper_id
        self._ids = self.hybrid.catalog.product_ids
        self._session_id = f"{self.person.name}/{self.now.date()}"

    def tell(self, signals: Sequence[NewSignal]) -> None:
        """What the shopper says to the assistant, as far as this arm hears it."""
        wanted = [signal for signal in signals if heard(signal) in self.side.arm.signals]
        if wanted:
            conversation = conversations.current(self.session, self.shopper_id, now=self.now)
            conversations.learn(self.session, conversation, wanted, now=self.now)

    def lists(self) -> Lists:
        """What the shopper is shown during this session; their clicks count at once."""
        products = self.side.goods.by_id
        profile = read_profile(self.session, self.shopper_id, products=products, now=self.now)
        columns, encoder = self.hybrid.catalog.columns, self.side.goods.encoder

        def ask(
            placement: str, page: Sequence[int], interactions: Sequence[tuple[Kind, int]]
        ) -> Sequence[int]:
            now = self._moment(len(interactions) + 1)
            history = (*profile.history, *self._interactions(interactions))
            query = replace(self._query(profile, placement, page), history=history, now=now)
            shown = self.hybrid.recommend(query, count=PLACES, filters=FILTERS, encode=encoder)
            return [columns[recommendation.product_id] for recommendation in shown]

        return ask

    def _query(self, profile: Profile, placement: str, page: Sequence[int]) -> Query:
        said = profile.said
        return Query(
            statements=said.statements,
            max_price=said.max_price,
            price_sensitivity=said.price_sensitivity,
            placement=placement,
            context_products=tuple(self._ids[product] for product in page),
            seed=crc32(self.person.name.encode()),
        )

    def _interactions(self, interactions: Sequence[tuple[Kind, int]]) -> list[Interaction]:
        return [
            Interaction(self.shopper_id, self._ids[product], kind, self._moment(step))
            for step, (kind, product) in enumerate(interactions)
        ]

    def _moment(self, step: int) -> datetime:
        return self.now + timedelta(seconds=20 * step)

    def keep(self, shopper_session: PlayedSession) -> None:
        """Store what the shopper did."""
        rows = [
            events.NewEvent(
                event_id=f"{self._session_id}/{step}",
                shopper_id=self.shopper_id,
                session_id=self._session_id,
                type=EventType(kind.value),
                occurred_at=self._moment(step),
                product_id=self._ids[product],
                placement=placement or None,
            )
            for step, (kind, product, placement) in enumerate(shopper_session.interactions)
        ]
        events.store(self.session, rows, now=self.now)

    def survey(self, shopper_session: PlayedSession, answer: tuple[Reason, str]) -> None:
        """Store the shopper's answer, unless they have been asked within the quiet time."""
        asked_at = self._moment(len(shopper_session.interactions))
        due = surveys.due(self.session, [self.shopper_id], trigger="exit_intent", quiet=QUIET, now=asked_at)
        if due is None or not self.side.arm.effects:
            return
        response = surveys.NewResponse(
            response_id=f"{self._session_id}/answer",
            shopper_id=self.shopper_id,
            session_id=self._session_id,
            survey=due.survey,
            version=due.version,
            reason=answer[0],
            text=answer[1],
            product_ids=tuple(self._ids[product] for product in shopper_session.basket),
        )
        surveys.respond(self.session, response, now=asked_at)
