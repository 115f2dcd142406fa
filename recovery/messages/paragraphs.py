"""What an email says to a shopper's reason: templates/reasons.yml, filled in with this cart's facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from string import Formatter

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from core.delivery import delivery_sentence
from core.locales import money
from core.products import Product
from core.settings import Settings
from feedback.reasons import Reason
from recovery.carts import SoldLine

REASONS = Path(__file__).parent / "templates" / "reasons.yml"
NO_REASON = "none"
ORDERABLE = "What is listed below can be ordered as we write this."


class Wording(BaseModel):
    """The subject and the paragraph for one reason; `if_known` follows where its facts are known.

    So does `subject_if_known` take the subject's place.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: str
    paragraph: str
    if_known: str = ""
    subject_if_known: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What may be said of one cart: the values of the placeholders, empty where unknown."""

    delivery: str
    total: str
    from_price: str
    orderable: str


@cache
def wordings() -> Mapping[str, Wording]:
    """The wording for each reason code, and for "none"."""
    return TypeAdapter(dict[str, Wording]).validate_python(yaml.safe_load(REASONS.read_text()))


def subject(reason: Reason | None, facts: Facts) -> str:
    """The subject line, which speaks of what the email says."""
    wording = wordings()[reason or NO_REASON]
    return (_addition(wording, facts) and wording.subject_if_known) or wording.subject


def paragraph(reason: Reason | None, facts: Facts) -> str:
    """The paragraph, with only what is known of this cart."""
    wording = wordings()[reason or NO_REASON]
    return f"{wording.paragraph} {_addition(wording, facts)}".strip()


def _addition(wording: Wording, facts: Facts) -> str:
    """What follows the paragraph; empty where its facts are not known."""
    values = {
        "delivery": facts.delivery,
        "total": facts.total,
        "from_price": facts.from_price,
        "orderable": facts.orderable,
    }
    needed = next((name for _, name, _, _ in Formatter().parse(wording.if_known) if name), None)
    if needed is None or not values[needed]:
        return ""
    return wording.if_known.format(**values).strip()


def facts(lines: Sequence[SoldLine], suggestions: Sequence[Product], settings: Settings) -> Facts:
    """What is known of a cart with these lines and of what is suggested beside it."""
    amount, currency = total(lines), _currency(lines)
    return Facts(
        # Without a sum the shop's terms still hold, as long as they are in the cart's currency.
        delivery=delivery_sentence(settings, amount or Decimal(0), currency) if currency else "",
        total="" if amount is None else money(amount, currency),
        from_price="" if amount is None else _cheapest(lines, suggestions),
        # Of a product with aliases, which may have variants, we do not know whether the one chosen is there.
        orderable="" if any(line.product.aliases for line in lines) else ORDERABLE,
    )


def total(lines: Sequence[SoldLine]) -> Decimal | None:
    """What the lines come to; None where a price is not known, or their currencies differ."""
    if not _currency(lines) or not all(line.is_priced for line in lines):
        return None
    return sum((line.product.price * line.quantity for line in lines), Decimal(0))


def _currency(lines: Sequence[SoldLine]) -> str:
    """The one that all lines are in; empty where they differ."""
    currencies = {line.product.currency for line in lines}
    return currencies.pop() if len(currencies) == 1 else ""


def _cheapest(lines: Sequence[SoldLine], suggestions: Sequence[Product]) -> str:
    """The cheapest suggestion's price, where it costs less than everything in the cart."""
    currency = lines[0].product.currency
    prices = [product.price for product in suggestions if product.currency == currency]
    if not prices or min(prices) >= min(line.product.price for line in lines):
        return ""
    return money(min(prices), currency)
