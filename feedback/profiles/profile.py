"""What is known of one shopper, read in one statement: who she is, what she allows, did and said."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any

from sqlmodel import Session

from core.consent import DEFAULTS, ConsentPurpose
from core.database import Reader, Rows, in_words_of
from core.errors import NotFound, NotSignedIn
from core.interactions import Interaction, Kind, Statement
from core.products import ProductId
from core.shoppers import unknown_shopper, unknown_visitor
from feedback.profiles.training import KINDS, LIKINGS
from feedback.reasons import FACTORS, Effect
from feedback.tables import EventType, SignalKind

NEWEST = 200
"""So many of her newest acts are read."""
BOUGHT = 500
"""And so many of her newest purchases: what she owns is not offered to her, however much she looks around."""
_KIND, _PRODUCT, _AT, _ATTRIBUTE, _VALUE, _YES = range(1, 7)  # the columns of a row after what it is
BUDGET_HOLDS = timedelta(days=2)
"""A budget is that of an errand: "under £20" for a present says nothing of what she may like next week."""
PRICE_REASONS_SATURATE = 2.0
"""So many price reasons make a shopper as price sensitive as can be."""


class By(StrEnum):
    """What a shopper can be found by."""

    SHOPPER_ID = "shopper_id"
    EXTERNAL_ID = "external_id"
    VISITOR_ID = "visitor_id"


@dataclass(frozen=True, slots=True)
class Whose:
    """Whom is asked about."""

    by: By
    value: str


_FOUND_BY: Mapping[By, str] = {
    By.SHOPPER_ID: "shopper WHERE shopper.shopper_id = :whose",
    By.EXTERNAL_ID: "shopper WHERE shopper.external_id = :whose",
    By.VISITOR_ID: "visitor JOIN shopper ON shopper.shopper_id = visitor.shopper_id"
    " WHERE visitor.visitor_id = :whose",
}
# One statement sees one moment, in one round trip. The first part gives every column its type on PostgreSQL.
_STATEMENT = """
WITH she AS (SELECT shopper.shopper_id FROM {found_by})
SELECT 'signal' AS what, kind, product_id, stated_at, attribute, value, wanted FROM chat_signal
WHERE shopper_id = (SELECT shopper_id FROM she) AND withdrawn_at IS NULL
UNION ALL
SELECT 'act', type, product_id, occurred_at, NULL, NULL, NULL FROM (
    SELECT type, product_id, occurred_at FROM event
    WHERE shopper_id = (SELECT shopper_id FROM she) AND product_id IS NOT NULL AND type IN ({types})
    ORDER BY occurred_at DESC LIMIT {limit}
) AS newest
UNION ALL
SELECT 'act', type, product_id, occurred_at, NULL, NULL, NULL FROM (
    SELECT type, product_id, occurred_at FROM event
    WHERE shopper_id = (SELECT shopper_id FROM she) AND product_id IS NOT NULL AND type = '{purchase}'
    ORDER BY occurred_at DESC LIMIT {bought}
) AS bought
UNION ALL
SELECT 'label', label.effect, NULL, answered_at, NULL, CAST(product_ids AS TEXT), NULL
FROM label JOIN survey_response ON survey_response.response_id = label.response_id
WHERE label.shopper_id = (SELECT shopper_id FROM she)
UNION ALL
SELECT 'consent', purpose, NULL, decided_at, NULL, NULL, granted FROM consent_decision
WHERE shopper_id = (SELECT shopper_id FROM she) AND purpose = '{purpose}'
UNION ALL
SELECT 'context', NULL, NULL, NULL, NULL, CAST(context AS TEXT), NULL FROM (
    SELECT context FROM event WHERE shopper_id = (SELECT shopper_id FROM she) AND type <> '{leaving}'
    ORDER BY occurred_at DESC LIMIT 1
) AS last
UNION ALL
SELECT 'shopper', shopper_id, NULL, NULL, NULL, NULL, NULL FROM she
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What a shopper said that holds now: her statements, her budget, and how much price matters (0 to 1)."""

    statements: tuple[Statement, ...] = ()
    max_price: Decimal | None = None
    price_sensitivity: float = 0.0


@dataclass(frozen=True, slots=True)
class Known:
    """What may be used of one shopper: what she did, oldest first, and said; nothing where she forbids it."""

    history: tuple[Interaction, ...] = ()
    said: Said = Said()
    context: Mapping[str, str] = field(default_factory=dict)
    """Where she comes from, as her last event says it: "device", "country", "source"."""
    shopper_id: str | None = None
    """None where nobody was found."""
    allowed: bool = True
    """Whether what she did and said may shape what she sees."""


Row = tuple[Any, ...]


def nobody(whose: Whose) -> NotFound | NotSignedIn:
    """What to say where nobody was found."""
    return unknown_visitor() if whose.by is By.VISITOR_ID else unknown_shopper(whose.value)


def recorded(reader: Reader, whose: Whose) -> Rows:
    """All that is recorded of her, as rows: alike for as long as nothing was added, changed or erased."""
    return reader.rows(_statement(whose.by), whose=whose.value)


def known(session: Session, shopper_id: str, *, now: datetime, limit: int = NEWEST) -> Known:
    """What may be used of her `now`, with at most `limit` acts, as the session's own transaction sees it."""
    session.flush()
    connection = session.connection()
    statement = in_words_of(connection.dialect.name, _statement(By.SHOPPER_ID, limit))
    rows = connection.exec_driver_sql(statement, {"whose": shopper_id})
    return understood(tuple(tuple(row) for row in rows), now=now)


def understood(rows: Rows, *, now: datetime) -> Known:
    """What the rows of `recorded` mean `now`."""
    parts: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        parts[row[0]].append(row)
    if not parts["shopper"]:
        return Known()
    shopper_id: str = parts["shopper"][0][_KIND]
    if not _allows(parts["consent"]):
        return Known(shopper_id=shopper_id, allowed=False)
    signals, labels = _by_time(parts["signal"]), _by_time(parts["label"])
    history = [*_acts(shopper_id, parts["act"], labels), *_likings(shopper_id, signals)]
    history.sort(key=attrgetter("at"))
    context = {name: value for row in parts["context"] for name, value in json.loads(row[_VALUE]).items()}
    return Known(tuple(history), _said(signals, labels, now), context, shopper_id)


@cache
def _statement(by: By, limit: int = NEWEST) -> str:
    types = ", ".join(f"'{kind}'" for kind in KINDS)
    return _STATEMENT.format(
        found_by=_FOUND_BY[by],
        types=types,
        limit=int(limit),
        purchase=EventType.PURCHASE,
        bought=BOUGHT,
        purpose=ConsentPurpose.PERSONALISATION,
        leaving=EventType.EXIT_INTENT,  # its own "source" says how she left
    )


def _moment(stored: str | datetime) -> datetime:
    """A driver's moment: SQLite's is text, in UTC."""
    if isinstance(stored, str):
        return datetime.fromisoformat(stored + "+00:00")
    return stored.astimezone(UTC)


def _by_time(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=itemgetter(_AT))


def _allows(decisions: list[Row]) -> bool:
    newest = _by_time(decisions)[-1:]
    return bool(newest[0][_YES]) if newest else DEFAULTS[ConsentPurpose.PERSONALISATION]


def _acts(shopper_id: str, rows: list[Row], labels: list[Row]) -> list[Interaction]:
    answers = _by_product(labels)
    each = dict.fromkeys((row[_KIND], row[_PRODUCT], row[_AT]) for row in rows)  # a late purchase comes twice
    found = [
        Interaction(shopper_id, product_id, KINDS[kind], at, _factor(answers.get(product_id, ()), at))
        for kind, product_id, at in ((kind, product_id, _moment(stored)) for kind, product_id, stored in each)
    ]
    return [*found, *_unwanted(shopper_id, answers, {act.product_id for act in found})]


def _unwanted(
    shopper_id: str, answers: Mapping[ProductId, Sequence[tuple[datetime, Effect]]], read: set[ProductId]
) -> list[Interaction]:
    """What she did not want and has not touched in all that was `read` since: it holds, however long ago."""
    last = {product_id: said[-1] for product_id, said in answers.items() if product_id not in read}
    return [
        Interaction(shopper_id, product_id, Kind.VIEW, at, FACTORS[effect])
        for product_id, (at, effect) in last.items()
        if FACTORS[effect] < 0
    ]


def _by_product(labels: list[Row]) -> Mapping[ProductId, list[tuple[datetime, Effect]]]:
    found: dict[ProductId, list[tuple[datetime, Effect]]] = defaultdict(list)
    for row in labels:
        for product_id in json.loads(row[_VALUE]):
            found[product_id].append((_moment(row[_AT]), Effect(row[_KIND])))
    return found


def _factor(answers: Sequence[tuple[datetime, Effect]], at: datetime) -> float:
    """The newest answer given after an act says what the act was worth; what she does later speaks anew."""
    after = [effect for answered_at, effect in answers if answered_at >= at]
    return FACTORS[after[-1]] if after else 1.0


def _likings(shopper_id: str, signals: list[Row]) -> list[Interaction]:
    return [
        Interaction(shopper_id, ProductId(row[_PRODUCT]), LIKINGS[row[_KIND]], _moment(row[_AT]))
        for row in signals
        if row[_KIND] in LIKINGS and row[_PRODUCT] is not None
    ]


def _said(signals: list[Row], labels: list[Row], now: datetime) -> Said:
    budgets = [
        row[_VALUE]
        for row in signals
        if row[_KIND] == SignalKind.BUDGET and row[_VALUE] and now - _moment(row[_AT]) <= BUDGET_HOLDS
    ]
    price_reasons = sum(row[_KIND] == Effect.PRICE_SENSITIVE for row in labels)
    return Said(
        statements=tuple(
            Statement(row[_ATTRIBUTE], row[_VALUE], wanted=bool(row[_YES]))
            for row in signals
            if row[_KIND] == SignalKind.PREFERENCE and row[_ATTRIBUTE] and row[_VALUE]
        ),
        max_price=_amount(budgets[-1]) if budgets else None,
        price_sensitivity=min(price_reasons / PRICE_REASONS_SATURATE, 1.0),
    )


def _amount(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
