"""The loop: days of sessions and nights of training, once for each arm, with the same shoppers and luck."""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.closed_loop import saying
from benchmarks.closed_loop.choices import SPEAKING, Draws, PlayedSession, comes, visited
from benchmarks.closed_loop.people import Person, Shop, meet
from benchmarks.closed_loop.record import Arm, Counter, Goods, Side, opened, trained
from core.database import connect, transaction
from demo.tastes import Floats

OPENS = datetime(2026, 3, 1, 18, tzinfo=UTC)
SUMS = ("sessions", "lists", "clicks", "baskets", "left", "orders", "value", "appeal")
"""What is summed for each shopper."""


@dataclass(frozen=True)
class Size:
    """How large a run is; nobody is heard in the `before` days, which all arms share."""

    shoppers: int = 300
    before: int = 10
    days: int = 14


@dataclass
class Outcome:
    """One arm of one seed: sums (n, len(SUMS)) of each shopper over its days, and what was learned from.

    `speaks` (n,) tells who would answer or talk, heard or not: it is no result, the shoppers were made so.
    """

    sums: Floats
    speaks: NDArray[np.bool_]
    said: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Crowd:
    """The shoppers of one seed and the shop that they walk through."""

    seed: int
    shop: Shop
    people: Sequence[Person]


def run(seed: int, goods: Goods, arms: Sequence[Arm], size: Size) -> Mapping[str, Outcome]:
    """Play one seed: the days before once, then each arm from there, on a database of its own."""
    shop = Shop.of(goods.products, seed=seed)
    crowd = Crowd(seed, shop, [meet(number, shop, seed=seed) for number in range(1, size.shoppers + 1)])
    with tempfile.TemporaryDirectory() as folder:
        start = Path(folder) / "before.db"
        engine = opened(start, goods.products)
        owned = _days(Side(engine, goods, Arm("before")), crowd, range(size.before)).owned
        engine.dispose()
        outcomes = {}
        for number, arm in enumerate(arms):
            copy = Path(folder) / f"{number}.db"
            shutil.copy(start, copy)
            engine = connect(f"sqlite:///{copy}")
            days = range(size.before, size.before + size.days)
            outcomes[arm.name] = _days(Side(engine, goods, arm), crowd, days, owned=owned).outcome
            engine.dispose()
    return outcomes


@dataclass
class _Diary:
    """What an arm has come to."""

    outcome: Outcome
    owned: list[set[int]]


def _days(
    side: Side,
    crowd: Crowd,
    days: range,
    *,
    owned: Sequence[set[int]] | None = None,
) -> _Diary:
    people = crowd.people
    diary = _Diary(
        Outcome(np.zeros((len(people), len(SUMS))), np.array([side.arm.hears(person) for person in people])),
        [set(products) for products in owned or [set()] * len(people)],
    )
    for day in days:
        now = OPENS + timedelta(days=day)
        hybrid, diary.outcome.said = trained(side, now=now - timedelta(hours=12))
        with transaction(side.engine) as session:
            for row, person in enumerate(people):
                draws = Draws(crowd.seed, person.number, day)
                if comes(person, draws):
                    counter = Counter(session, hybrid, side, person, now)
                    shopper_session = _session(counter, crowd.shop, diary.owned[row], draws)
                    _write(diary, row, shopper_session)
    return diary


def _session(counter: Counter, shop: Shop, owned: set[int], draws: Draws) -> PlayedSession:
    """The shopper may talk to the assistant, looks around, and may be asked why they leave."""
    person, candour = counter.person, counter.side.arm.candour
    talks = candour.talks > person.talks_above and draws.of(SPEAKING).random() < saying.TALKS
    if talks:
        counter.tell(saying.preferences(person, shop, candour, draws.of(SPEAKING, 1)))
    shopper_session = visited(person, shop, owned, draws=draws, lists=counter.lists())
    counter.keep(shopper_session)
    if talks:
        counter.tell(saying.liking(shopper_session, person, shop, candour, draws.of(SPEAKING, 2)))
    answers = candour.answers > person.answers_above
    if saying.leaving_seen(shopper_session, draws.of(SPEAKING, 3)) and answers:
        counter.survey(shopper_session, saying.answered(shopper_session, candour, draws.of(SPEAKING, 4)))
    return shopper_session


def _write(diary: _Diary, row: int, shopper_session: PlayedSession) -> None:
    basket = bool(shopper_session.basket)
    diary.outcome.sums[row] += (
        1,
        shopper_session.lists,
        shopper_session.clicks,
        basket,
        basket and not shopper_session.bought,
        shopper_session.bought,
        float(shopper_session.value),
        shopper_session.appeal,
    )
    if shopper_session.bought:
        diary.owned[row] |= set(shopper_session.basket)
