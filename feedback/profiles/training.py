"""The bridge: what was recorded becomes the plain values that the recommender learns from."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from core.consent import ConsentPurpose
from core.interactions import Interaction, Kind
from core.products import Product, ProductId
from core.tables import ConsentDecision
from feedback.reasons import FACTORS
from feedback.tables import ChatSignal, Event, EventType, Label, SignalKind, SurveyResponse

KINDS: Mapping[str, Kind] = {
    EventType.VIEW: Kind.VIEW,
    EventType.CLICK: Kind.CLICK,
    EventType.CART: Kind.CART,
    EventType.REMOVE: Kind.REMOVE,
    EventType.PURCHASE: Kind.PURCHASE,
}
LIKINGS: Mapping[SignalKind, Kind] = {SignalKind.LIKE: Kind.LIKE, SignalKind.DISLIKE: Kind.DISLIKE}

ASKED_FOR = 1.25
"""Factor of an interaction with a product that has what its shopper asked for in a conversation."""
NOT_ASKED_FOR = 0.5
"""Factor where the product has what she said she does not want."""


@dataclass(frozen=True, slots=True)
class TrainingData:
    """What a model is trained on, and how much of it came from answers and conversations."""

    interactions: list[Interaction]
    labels: int
    signals: int


def training_data(session: Session, catalogue: Iterable[Product]) -> TrainingData:
    """Every interaction of shoppers who allow it, weighted by their labels and signals, oldest first."""
    excluded = without_consent(session)
    labels = _by_product(_labelled_answers(session))
    signals = [one for one in _active_signals(session) if one.shopper_id not in excluded]
    opinions = _Opinions(signals, catalogue)
    interactions = [
        Interaction(
            shopper_id=shopper_id,
            product_id=ProductId(product_id),
            kind=KINDS[event_type],
            at=at,
            factor=_label_factor(labels, shopper_id, product_id, at)
            * opinions.factor(shopper_id, product_id),
        )
        for shopper_id, product_id, event_type, at in _events(session)
        if shopper_id not in excluded
    ]
    interactions += _likings(signals)
    interactions.sort(key=lambda interaction: interaction.at)
    used_labels = {
        label.response_id for rows in labels.values() for label, _ in rows if label.shopper_id not in excluded
    }
    return TrainingData(interactions=interactions, labels=len(used_labels), signals=len(signals))


def _events(session: Session) -> Iterator[tuple[str, str, str, datetime]]:
    query = (
        select(Event.shopper_id, Event.product_id, Event.type, Event.occurred_at)
        .where(col(Event.product_id).is_not(None), col(Event.type).in_(KINDS))
        .execution_options(yield_per=10_000)
    )
    for shopper_id, product_id, event_type, at in session.exec(query):
        if product_id is not None:
            yield shopper_id, product_id, event_type, at


def _active_signals(session: Session) -> list[ChatSignal]:
    active = select(ChatSignal).where(col(ChatSignal.withdrawn_at).is_(None))
    return list(session.exec(active.order_by(col(ChatSignal.stated_at))))


def _likings(signals: Iterable[ChatSignal]) -> list[Interaction]:
    return [
        Interaction(
            shopper_id=signal.shopper_id,
            product_id=ProductId(signal.product_id),
            kind=LIKINGS[signal.kind],
            at=signal.stated_at,
        )
        for signal in signals
        if signal.kind in LIKINGS and signal.product_id is not None
    ]


LabelsByProduct = Mapping[tuple[str, str], list[tuple[Label, datetime]]]


def _labelled_answers(session: Session) -> list[tuple[Label, SurveyResponse]]:
    query = select(Label, SurveyResponse).where(Label.response_id == SurveyResponse.response_id)
    return list(session.exec(query.order_by(col(SurveyResponse.answered_at))))


def _by_product(answers: Iterable[tuple[Label, SurveyResponse]]) -> LabelsByProduct:
    found: dict[tuple[str, str], list[tuple[Label, datetime]]] = defaultdict(list)
    for label, response in answers:
        for product_id in response.product_ids:
            found[label.shopper_id, product_id].append((label, response.answered_at))
    return found


def _label_factor(labels: LabelsByProduct, shopper_id: str, product_id: str, at: datetime) -> float:
    """The newest answer given after an act says what the act was worth; what she does later speaks anew."""
    after = [label for label, answered_at in labels.get((shopper_id, product_id), ()) if answered_at >= at]
    return FACTORS[after[-1].effect] if after else 1.0


def without_consent(session: Session) -> set[str]:
    """The shoppers whose history must not be learned from."""
    decisions = session.exec(
        select(ConsentDecision.shopper_id, ConsentDecision.granted)
        .where(ConsentDecision.purpose == ConsentPurpose.PERSONALISATION)
        .order_by(col(ConsentDecision.decided_at))
    )
    newest = dict(decisions.all())
    return {shopper_id for shopper_id, granted in newest.items() if not granted}


class _Opinions:
    """How a shopper's stated preferences weigh what she did with a product that has or lacks them."""

    def __init__(self, signals: Iterable[ChatSignal], catalogue: Iterable[Product]) -> None:
        self._attributes = {one.product_id: _attributes(one) for one in catalogue}
        self._statements: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
        for signal in signals:
            if signal.kind is SignalKind.PREFERENCE and signal.attribute and signal.value:
                statement = (signal.attribute.lower(), signal.value.lower(), signal.wanted)
                self._statements[signal.shopper_id].append(statement)

    def factor(self, shopper_id: str, product_id: str) -> float:
        factor = 1.0
        for attribute, value, wanted in self._statements.get(shopper_id, ()):
            if value in self._attributes.get(ProductId(product_id), {}).get(attribute, ""):
                factor *= ASKED_FOR if wanted else NOT_ASKED_FOR
        return factor


def _attributes(product: Product) -> dict[str, str]:
    named = {name.lower(): value.lower() for name, value in product.attributes.items()}
    return {"brand": product.brand.lower(), "category": product.category.lower(), **named}
