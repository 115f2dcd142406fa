"""Training and serving read a shopper alike: one weighting and one reader of consent, on both databases."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlmodel import Session

from core import catalog, consent, shoppers
from core.consent import ConsentPurpose
from core.database import insert_new
from core.interactions import Interaction
from core.keys import Keys
from core.products import Product, ProductId
from core.tables import Shopper
from feedback import conversations, events
from feedback.conversations import NewSignal
from feedback.profiles import read_profile, shopper_sessions, training_data
from feedback.reasons import Reason, effect_of
from feedback.tables import EventType, Label, SignalKind, SurveyResponse
from tests.clock import ManualClock
from tests.shop import shop_catalog

GONE = Product(ProductId("gone"), "A lamp no longer sold", active=False, attributes={"colour": "blue"})
PRODUCTS = [*shop_catalog(), GONE]
ON_SALE = {product.product_id: product for product in PRODUCTS if product.active}
TYPES = (*EventType,)
STATEMENTS = (
    NewSignal(SignalKind.PREFERENCE, attribute="colour", value="blue"),
    NewSignal(SignalKind.PREFERENCE, attribute="color", value="white", wanted=False),
    NewSignal(SignalKind.PREFERENCE, attribute="category", value="kitchen"),
    NewSignal(SignalKind.PREFERENCE, attribute="colour", value="blu"),
    NewSignal(SignalKind.BUDGET, value="20"),
    NewSignal(SignalKind.LIKE, product_id="pan"),
    NewSignal(SignalKind.DISLIKE, product_id="mug"),
)


def leaves_traces(session: Session, shopper_id: str, random: Random, now: datetime) -> None:
    """Thirty things done, answered, said and decided, two of them always in one moment."""
    for number in range(30):
        at = now + timedelta(minutes=number // 2)
        what = random.choice(("interaction", "interaction", "interaction", "answer", "signal", "consent"))
        product_id = random.choice(PRODUCTS).product_id
        if what == "interaction":
            kind = random.choice(TYPES)
            event = events.NewEvent(f"{shopper_id}-{number}", shopper_id, "s", kind, at, product_id)
            events.store(session, [event], now=at)
        elif what == "answer":
            _answers(session, f"{shopper_id}-{number}", shopper_id, [product_id], at, random)
        elif what == "signal":
            talk = conversations.current(session, shopper_id, now=at)
            conversations.learn(session, talk, [random.choice(STATEMENTS)], now=at)
        else:
            granted = {ConsentPurpose.PERSONALISATION: random.random() < 0.7}
            consent.decide(session, shopper_id, granted, source="test", now=at)


def _answers(
    session: Session, response_id: str, shopper_id: str, product_ids: list[str], at: datetime, random: Random
) -> None:
    reason = random.choice((Reason.PRICE, Reason.JUST_BROWSING, Reason.OTHER, Reason.TRUST))
    effect = "negative" if reason is Reason.OTHER else effect_of(reason)
    own = {"response_id": response_id, "shopper_id": shopper_id, "reason": reason}
    asked = {"survey": "exit_intent", "version": 1, "text": "", "session_id": "s"}
    insert_new(session, SurveyResponse, [{**own, **asked, "product_ids": product_ids, "answered_at": at}])
    labelled = {"effect": effect, "confidence": 1.0, "labelled_by": "choice", "labelled_at": at}
    insert_new(session, Label, [{**own, **labelled}])


def as_set(interactions: Iterable[Interaction]) -> list[tuple[object, ...]]:
    return sorted(
        (
            interaction.shopper_id,
            interaction.product_id,
            interaction.kind.value,
            interaction.at,
            round(interaction.factor, 9),
        )
        for interaction in interactions
    )


@pytest.mark.parametrize("seed", range(8))
def test_a_shopper_is_trained_on_as_they_are_served(session: Session, clock: ManualClock, seed: int) -> None:
    random, now = Random(seed), clock.now()
    catalog.upsert(session, PRODUCTS, now=now)
    people = [shoppers.ensure_shopper(session, f"c-{number}", now=now).shopper_id for number in range(6)]
    for shopper_id in people:
        leaves_traces(session, shopper_id, random, now)
    later = now + timedelta(hours=1)
    served = {
        shopper_id: read_profile(session, shopper_id, products=ON_SALE, now=later) for shopper_id in people
    }
    trained = training_data(session, PRODUCTS)
    assert as_set(trained.interactions) == as_set(
        interaction for profile in served.values() for interaction in profile.history
    )
    for shopper_id, profile in served.items():
        own = [interaction for interaction in trained.interactions if interaction.shopper_id == shopper_id]
        assert own == list(profile.history), "in the same order, at equal moments too"
    assert {interaction.factor for interaction in trained.interactions} - {1.0}, (
        "something was said of something"
    )
    assert [interaction.at for interaction in trained.interactions] == sorted(
        interaction.at for interaction in trained.interactions
    )


@pytest.mark.parametrize("default", [True, False])
@pytest.mark.parametrize("decisions", [[], [True], [False], [True, False], [False, True]], ids=str)
def test_consent_is_one_wherever_it_is_read(
    session: Session,
    clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
    decisions: list[bool],
    default: bool,
) -> None:
    """Where the default is no, who has decided nothing is left out of training as of serving."""
    purpose = ConsentPurpose.PERSONALISATION
    monkeypatch.setitem(consent.DEFAULTS, purpose, default)
    now = clock.now()
    catalog.upsert(session, PRODUCTS, now=now)
    visitor = shoppers.create_visitor(session, now=now)
    shopper_id = visitor.shopper_id
    for minute, granted in enumerate(decisions):
        at = now + timedelta(minutes=minute)
        consent.decide(session, shopper_id, {purpose: granted}, source="test", now=at)
    view = events.NewEvent("e", shopper_id, "s", EventType.VIEW, now, PRODUCTS[0].product_id)
    events.store(session, [view], now=now)
    later = now + timedelta(hours=1)
    readers = {
        "consents": consent.consents(session, shopper_id)[purpose],
        "allows": consent.allows(session, shopper_id, purpose),
        "of a visitor": consent.visitor_and_consent(session, visitor.visitor_id) == (shopper_id, True),
        "of many": shopper_id not in consent.unwilling(session, [shopper_id]),
        "of all": consent.decided(session, purpose).allows(shopper_id),
        "served": read_profile(session, shopper_id, products={}, now=later).allowed,
        "trained on": bool(training_data(session, PRODUCTS).interactions),
        "foretold from": bool(list(shopper_sessions.finished(session, now=later))),
    }
    assert set(readers.values()) == {decisions[-1] if decisions else default}, readers


@pytest.mark.parametrize("decisions", [[True, False], [False, True]], ids=str)
def test_of_a_yes_and_a_no_of_one_moment_the_no_counts_everywhere(
    session: Session, clock: ManualClock, decisions: list[bool]
) -> None:
    purpose, now = ConsentPurpose.PERSONALISATION, clock.now()
    visitor = shoppers.create_visitor(session, now=now)
    for granted in decisions:
        consent.decide(session, visitor.shopper_id, {purpose: granted}, source="test", now=now)
    assert not consent.allows(session, visitor.shopper_id, purpose)
    assert not consent.decided(session, purpose).allows(visitor.shopper_id)
    assert consent.visitor_and_consent(session, visitor.visitor_id) == (visitor.shopper_id, False)
    assert not read_profile(session, visitor.shopper_id, products={}, now=now).allowed


@pytest.mark.parametrize("other", [True, False])
@pytest.mark.parametrize("minutes", [1, -1], ids=["after", "before"])
def test_a_decision_speaks_of_its_own_purpose(
    session: Session, clock: ManualClock, minutes: int, other: bool
) -> None:
    now, personalisation = clock.now(), ConsentPurpose.PERSONALISATION
    visitor = shoppers.create_visitor(session, now=now)
    shopper_id = visitor.shopper_id
    consent.decide(session, shopper_id, {personalisation: not other}, source="test", now=now)
    then = now + timedelta(minutes=minutes)
    consent.decide(session, shopper_id, {ConsentPurpose.RECOVERY_EMAIL: other}, source="test", now=then)
    assert consent.visitor_and_consent(session, visitor.visitor_id) == (shopper_id, not other)
    assert consent.decided(session, personalisation).newest == {shopper_id: not other}
    assert consent.decided(session, ConsentPurpose.RECOVERY_EMAIL, [shopper_id]).newest == {shopper_id: other}
    assert consent.consents(session, shopper_id) == {
        personalisation: not other,
        ConsentPurpose.RECOVERY_EMAIL: other,
    }


def test_a_decision_speaks_for_its_own_shopper(session: Session, clock: ManualClock) -> None:
    now, purpose = clock.now(), ConsentPurpose.PERSONALISATION
    visitors = [shoppers.create_visitor(session, now=now) for _ in range(6)]
    visitors.sort(key=lambda visitor: visitor.shopper_id)
    granted = {visitor.shopper_id: number % 2 == 0 for number, visitor in enumerate(visitors)}
    for minute, (shopper_id, allows) in zip((3, 0, 5, 1, 4, 2), granted.items(), strict=True):
        shoppers.set_email(session, session.get_one(Shopper, shopper_id), f"{minute}@example.com")
        at = now + timedelta(minutes=minute)
        consent.decide(session, shopper_id, {purpose: allows}, source="test", now=at)
    for visitor in visitors:
        shopper_id = visitor.shopper_id
        allows = granted[shopper_id]
        assert consent.visitor_and_consent(session, visitor.visitor_id) == (shopper_id, allows)
        assert consent.consents(session, shopper_id)[purpose] is allows
        assert consent.decided(session, purpose, [shopper_id]).newest == {shopper_id: allows}
    unwilling = {shopper_id for shopper_id, allows in granted.items() if not allows}
    assert consent.unwilling(session, list(granted)) == unwilling


def test_nobody_is_written_to_who_has_decided_nothing(
    session: Session, keys: Keys, clock: ManualClock
) -> None:
    """Personalisation may be used until the shopper says no; an email waits until they say yes."""
    shopper = shoppers.ensure_shopper(session, "ayla", now=clock.now())
    shoppers.set_email(session, shopper, "ayla@example.com")
    assert consent.consents(session, shopper.shopper_id) == {
        ConsentPurpose.PERSONALISATION: True,
        ConsentPurpose.RECOVERY_EMAIL: False,
    }
    assert not consent.may_email(session, keys, shopper)
