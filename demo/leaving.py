"""Why a simulated shopper leaves: a reason that fits the situation, and sometimes their own words for it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

import numpy as np

from core.products import Product
from demo.catalog import FREE_DELIVERY_FROM
from feedback.reasons import Reason

NEARLY_FREE_FROM = Decimal(28)
OWN_WORDS = 0.14  # of those who answer, write something instead of choosing their reason


@dataclass(frozen=True, slots=True)
class Situation:
    """What a shopper has in front of them on leaving; `price_level` is what they like to pay for a thing."""

    cart: tuple[Product, ...]
    total: Decimal
    price_level: float
    reached_checkout: bool
    mobile: bool
    first_session: bool
    met_sold_out: bool

    @property
    def dear(self) -> bool:
        """Whether something in the cart costs well over what the shopper likes to pay."""
        return any(float(product.price) > 1.8 * self.price_level for product in self.cart)

    @property
    def sized(self) -> bool:
        """Whether something in the cart has to fit."""
        return any("size" in product.attributes for product in self.cart)


def _delivery_weight(situation: Situation) -> float:
    if not situation.cart or situation.total >= FREE_DELIVERY_FROM:
        return 3.0
    return 70.0 if situation.total >= NEARLY_FREE_FROM else 40.0


def reason_weights(situation: Situation) -> dict[Reason, float]:
    """Return how likely each reason is, in any unit; the base is Baymard's study of US shoppers (2025)."""
    paying, cart = situation.reached_checkout, bool(situation.cart)
    return {
        Reason.EXTRA_COSTS: _delivery_weight(situation),
        Reason.SLOW_DELIVERY: 18.0 if cart else 4.0,
        Reason.TRUST: 16.0 if situation.first_session else 4.0,
        Reason.ACCOUNT_REQUIRED: 14.0 * paying,
        Reason.LONG_CHECKOUT: (24.0 if situation.mobile else 12.0) * paying,
        Reason.SITE_ERROR: 7.0,
        Reason.RETURNS_POLICY: 14.0 if situation.sized else 3.0 * cart,
        Reason.TOTAL_NOT_VISIBLE: 8.0 * (cart and not paying),
        Reason.CARD_DECLINED: 12.0 * paying,
        Reason.PAYMENT_METHODS: 10.0 * paying,
        Reason.JUST_BROWSING: 34.0 if cart else 70.0,
        Reason.PRICE: 42.0 if situation.dear else 6.0,
        Reason.COMPARING: 20.0 if situation.dear else 12.0,
        Reason.SIZE_OR_FIT: 30.0 if situation.sized else 4.0,
        Reason.STOCK: 60.0 if situation.met_sold_out else 0.0,
        Reason.OTHER: 7.0,
    }


def draw_reason(situation: Situation, rng: np.random.Generator) -> Reason:
    """Return the reason that the shopper has, whether or not they tell it."""
    weights = reason_weights(situation)
    shares = np.array(list(weights.values()))
    return list(weights)[int(rng.choice(len(shares), p=shares / shares.sum()))]


@cache
def _sayings() -> Mapping[str, list[str]]:
    return tomllib.loads((files("demo") / "sayings.toml").read_text(encoding="utf-8"))


def answer(reason: Reason, rng: np.random.Generator) -> tuple[Reason, str]:
    """Return what the shopper ticks and what they write: a few tick `other` and put their reason in words."""
    if reason is not Reason.OTHER and rng.random() >= OWN_WORDS:
        return reason, ""
    sentences = _sayings()[reason]
    return Reason.OTHER, sentences[int(rng.integers(len(sentences)))]
