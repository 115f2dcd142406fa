"""What a model is trained on: the interactions of all who allow it, weighed as serving weighs them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter, itemgetter

from sqlalchemy import and_, or_, select
from sqlmodel import Session

from core.automated import by_shoppers
from core.consent import ConsentPurpose, decided
from core.database import table_of
from core.interactions import Interaction
from core.products import Product
from feedback.events.purchases import ProductEvent, is_own
from feedback.events.purchases import columns as of_product_events
from feedback.profiles.weights import KINDS, LabelledAnswer, Signal, Spoken, weighed
from feedback.surveys import repeated
from feedback.tables import ChatSignal, Event, EventType, Label, SurveyResponse


@dataclass(frozen=True, slots=True)
class TrainingData:
    """What a model is trained on, and how much of it came from answers and conversations."""

    interactions: list[Interaction]
    labels: int
    signals: int


def training_data(session: Session, catalog: Iterable[Product]) -> TrainingData:
    """Every interaction of shoppers who allow it, weighted by their labels and signals, oldest first.

    What crawlers and their kind did is left out.
    """
    consent = decided(session, ConsentPurpose.PERSONALISATION)
    products = {product.product_id: product for product in catalog if product.active}
    spoken = {shopper_id: said for shopper_id, said in _spoken(session).items() if consent.allows(shopper_id)}
    interactions: list[Interaction] = []
    silent = set(spoken)
    for shopper_id, events in _events(session):
        if consent.allows(shopper_id):
            silent.discard(shopper_id)
            interactions += weighed(shopper_id, events, spoken.get(shopper_id, Spoken()), products)
    for shopper_id in sorted(silent):  # who only spoke
        interactions += weighed(shopper_id, (), spoken[shopper_id], products)
    interactions.sort(key=attrgetter("at"))
    return TrainingData(
        interactions=interactions,
        labels=sum(_counts(answer) for said in spoken.values() for answer in said.answers),
        signals=sum(len(said.signals) for said in spoken.values()),
    )


def _counts(answer: LabelledAnswer) -> bool:
    return bool(answer.product_ids) and not answer.again


def _events(session: Session) -> Iterator[tuple[str, Iterator[ProductEvent]]]:
    """Each shopper's events about products, and what of their orders was taken back."""
    event = table_of(Event)
    columns = event.c
    about_products = and_(columns.product_id.is_not(None), columns.type.in_(list(KINDS)))
    query = (
        select(*of_product_events(event))
        .where(or_(about_products, columns.type == EventType.RETURN), is_own(event))
        .where(by_shoppers(columns.shopper_id))
        .order_by(columns.shopper_id, columns.occurred_at)
        .execution_options(yield_per=10_000)
    )
    for shopper_id, rows in groupby(session.connection().execute(query), itemgetter(0)):
        yield shopper_id, map(ProductEvent.of, rows)


def _spoken(session: Session) -> Mapping[str, Spoken]:
    """What each shopper said who said something."""
    answers, signals = _answers(session), _signals(session)
    return {
        shopper_id: Spoken.of(answers[shopper_id], signals[shopper_id])
        for shopper_id in answers.keys() | signals.keys()
    }


def _answers(session: Session) -> dict[str, list[LabelledAnswer]]:
    label, response = table_of(Label), table_of(SurveyResponse)
    columns = (label.c.shopper_id, response.c.answered_at, label.c.effect, response.c.product_ids)
    query = select(response.c.response_id, *columns)
    given: dict[str, list[LabelledAnswer]] = defaultdict(list)
    query = query.join_from(label, response).where(by_shoppers(label.c.shopper_id))
    repetitions = repeated(session)
    for response_id, shopper_id, at, effect, product_ids in session.connection().execute(query):
        again = response_id in repetitions
        given[shopper_id].append(LabelledAnswer(at, effect, product_ids, again=again))
    return given


def _signals(session: Session) -> dict[str, list[Signal]]:
    signal = table_of(ChatSignal).c
    query = select(
        signal.shopper_id,
        signal.stated_at,
        signal.kind,
        signal.product_id,
        signal.attribute,
        signal.value,
        signal.wanted,
    ).where(signal.withdrawn_at.is_(None), by_shoppers(signal.shopper_id))
    stated: dict[str, list[Signal]] = defaultdict(list)
    for shopper_id, *rest in session.connection().execute(query):
        stated[shopper_id].append(Signal(*rest))
    return stated
