"""Simulated shoppers with hidden tastes, who leave a month of history behind. Invented, and said to be."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

import numpy as np

from core.products import Product
from demo.history import History, SimulatedAnswer, SimulatedEvent, SimulatedStatement
from demo.leaving import answer, draw_reason
from demo.sessions import DemoShelves, SimulatedSession, SimulatedShopper, walk
from demo.tastes import Floats, draw_taste, kinship, opinions
from feedback.tables import EventType

__all__ = ["History", "SimulatedAnswer", "SimulatedEvent", "SimulatedStatement", "simulate"]

DAYS = 30
APART = timedelta(hours=2)  # sessions closer together than this would be one session
_WEEKDAYS = np.array((1.05, 1.0, 1.0, 1.0, 0.85, 0.95, 1.25))  # Monday first; Sunday evenings are long
_SOURCES = ("direct", "search", "social", "email")


@dataclass(slots=True)
class _Diary:
    """What one shopper has left so far, and what the next session needs of it."""

    events: list[SimulatedEvent] = field(default_factory=list)
    answers: list[SimulatedAnswer] = field(default_factory=list)
    statements: list[SimulatedStatement] = field(default_factory=list)
    owned: set[int] = field(default_factory=set)
    left: dict[int, int] = field(default_factory=dict)
    asked: bool = False


def simulate(products: Sequence[Product], *, now: datetime, seed: int, shoppers: int = 400) -> History:
    """Return a month of history that ends at `now` (aware), the same for the same arguments.

    One shopper in thirty, at least one, left a cart within the last 20 hours and has not been back.
    """
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    shelves = DemoShelves(products, kinship(products))
    quality = np.random.default_rng([seed, 0]).normal(0, 0.7, len(products))
    diaries = []
    for number in range(1, shoppers + 1):
        shopper = _meet(number, products, seed, quality)
        diaries.append(_live(shopper, shelves, now, leaves_last=number % 30 == 1))
    scope = f"harbour-and-finch/{seed}/{now.isoformat()}"
    return _bound(diaries, scope)


def _meet(number: int, products: Sequence[Product], seed: int, quality: Floats) -> SimulatedShopper:
    """Make up a shopper from their own stream of numbers, so that more shoppers change no earlier one."""
    rng = np.random.default_rng([seed, number])
    taste = draw_taste(rng)
    likes = opinions(taste, products) + quality + rng.normal(0, 0.35, len(products))
    hours = np.array((8.0, 12.7, 17.5, 20.5, 21.5))
    return SimulatedShopper(
        number=number,
        taste=taste,
        opinions=likes,
        device=("mobile", "desktop", "tablet")[int(rng.choice(3, p=(0.6, 0.33, 0.07)))],
        country=("GB", "IE", "FR")[int(rng.choice(3, p=(0.94, 0.04, 0.02)))],
        hour=float(hours[int(rng.choice(5, p=(0.12, 0.2, 0.13, 0.35, 0.2)))]),
        rng=rng,
    )


def _live(shopper: SimulatedShopper, shelves: DemoShelves, now: datetime, *, leaves_last: bool) -> _Diary:
    """Play all sessions of one shopper in order of time."""
    diary, rng = _Diary(), shopper.rng
    times = _session_times(shopper, now)
    if leaves_last:
        last = now - timedelta(hours=float(rng.uniform(2, 20)))
        times = [*(at for at in times if at < last - APART), last]
    for index, at in enumerate(times):
        returns = bool(diary.left) and rng.random() < 0.25
        session = SimulatedSession(
            shopper=shopper,
            shelves=shelves,
            index=index,
            at=at,
            source=_SOURCES[int(rng.choice(4, p=(0.3, 0.42, 0.16, 0.12)))],
            carried=diary.left if returns else {},
        )
        _tidy(diary, session)
        leaves = leaves_last and index == len(times) - 1
        _conclude(diary, walk(session, diary.owned, loyal=bool(diary.owned), leaves=leaves))
    return diary


def _tidy(diary: _Diary, session: SimulatedSession) -> None:
    """Empty the basket of last time: what is still wanted is put in again, so that nothing piles up."""
    for product, quantity in diary.left.items():
        session.record(EventType.REMOVE, product, quantity=quantity)
    diary.left = {}


def _session_times(shopper: SimulatedShopper, now: datetime) -> list[datetime]:
    """Draw when the shopper visits: by weekday, and around the hour that is theirs."""
    rng = shopper.rng
    days = [now - timedelta(days=back) for back in range(DAYS + 1)]
    weights = np.array([_WEEKDAYS[day.weekday()] for day in days])
    times: list[datetime] = []
    for _ in range(1 + int(rng.negative_binomial(1.6, 0.2))):
        day = days[int(rng.choice(len(days), p=weights / weights.sum()))]
        hour = rng.normal(shopper.hour, 1.3) if rng.random() < 0.75 else rng.uniform(7, 23)
        midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
        at = midnight + timedelta(hours=float(np.clip(hour, 6, 23.5)))
        if now - timedelta(days=DAYS) <= at <= now - APART and all(
            abs(at - other) > APART for other in times
        ):
            times.append(at)
    return sorted(times)


def _conclude(diary: _Diary, session: SimulatedSession) -> None:
    """Write a finished session into the diary: what was bought, what was left, what the shopper said."""
    rng = session.shopper.rng
    if session.bought:
        diary.owned |= session.cart.keys()
        diary.left = {}
    elif session.cart:
        diary.left = dict(session.cart)
    if not session.bought and rng.random() < (0.65 if session.cart else 0.12):
        session.record(EventType.EXIT_INTENT)
        if not diary.asked:  # nobody is asked twice within a month
            diary.asked = True
            _answer(diary, session)
    if rng.random() < 0.05:
        diary.statements += _statements(session)
    diary.events += session.events


def _answer(diary: _Diary, session: SimulatedSession) -> None:
    rng = session.shopper.rng
    if rng.random() >= 0.42:
        return
    reason, text = answer(draw_reason(session.situation(), rng), rng)
    diary.answers.append(
        SimulatedAnswer(
            answer_id=f"{session.session_id}/answer",
            shopper=session.shopper.external_id,
            session_id=session.session_id,
            reason=reason,
            text=text,
            cart=tuple(session.shelves.products[i].product_id for i in session.cart),
            answered_at=(session.at + timedelta(seconds=9)).replace(microsecond=0),
        )
    )


def _statements(session: SimulatedSession) -> list[SimulatedStatement]:
    """What the shopper tells the assistant about their taste: all of it true, little of it complete."""
    taste, rng = session.shopper.taste, session.shopper.rng
    best = session.shelves.products[int(session.shopper.opinions.argmax())]
    truths = [("colour", colour, True) for colour in sorted(taste.liked_colours)]
    truths += [("colour", colour, False) for colour in sorted(taste.disliked_colours)]
    truths += [("for", whom, True) for whom in sorted(taste.whom - {"everyone"})]
    truths += [
        ("material", sorted(taste.materials)[0], True),
        ("category", best.category.split(" > ")[-1], True),
    ]
    chosen = rng.choice(len(truths), size=int(rng.integers(1, 4)), replace=False)
    return [
        SimulatedStatement(
            statement_id=f"{session.session_id}/said/{order}",
            shopper=session.shopper.external_id,
            attribute=truths[i][0],
            value=truths[i][1],
            wanted=truths[i][2],
            said_at=(session.at + timedelta(seconds=20 + 15 * order)).replace(microsecond=0),
        )
        for order, i in enumerate(chosen)
    ]


def _bound(diaries: Sequence[_Diary], scope: str) -> History:
    """Put the diaries together in order of time and give everything an id that is unique to this history."""

    def known_as(name: str) -> str:
        return str(uuid5(NAMESPACE_URL, f"{scope}/{name}"))

    events = [replace(e, event_id=known_as(e.event_id)) for diary in diaries for e in diary.events]
    answers = [replace(a, answer_id=known_as(a.answer_id)) for diary in diaries for a in diary.answers]
    statements = [
        replace(s, statement_id=known_as(s.statement_id)) for diary in diaries for s in diary.statements
    ]
    return History(
        events=tuple(sorted(events, key=lambda event: (event.occurred_at, event.session_id))),
        answers=tuple(sorted(answers, key=lambda given: given.answered_at)),
        statements=tuple(sorted(statements, key=lambda said: said.said_at)),
    )
