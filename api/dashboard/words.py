"""Codes, names and differences as a reader says them; numbers and moments are core/locales.py's."""

from collections.abc import Mapping

from core.locales import signed
from core.proportions import Difference
from feedback.reasons import Reason
from recovery.tables import EmailState

REASONS: Mapping[Reason, str] = {
    Reason.EXTRA_COSTS: "Delivery, tax or fees cost too much",
    Reason.SLOW_DELIVERY: "It would come too late",
    Reason.TRUST: "Did not trust the shop",
    Reason.ACCOUNT_REQUIRED: "Had to make an account",
    Reason.LONG_CHECKOUT: "The checkout was too long",
    Reason.SITE_ERROR: "Something did not work",
    Reason.RETURNS_POLICY: "Returns looked difficult",
    Reason.TOTAL_NOT_VISIBLE: "Could not see the total",
    Reason.CARD_DECLINED: "The card was refused",
    Reason.PAYMENT_METHODS: "The way to pay was missing",
    Reason.JUST_BROWSING: "Just browsing",
    Reason.PRICE: "The product costs too much",
    Reason.COMPARING: "Comparing with others",
    Reason.SIZE_OR_FIT: "Unsure about size or fit",
    Reason.STOCK: "The size or amount was not there",
    Reason.OTHER: "Something else",
}
"""What the shopper means, in as few words as a bar has room for."""

EMAIL_STATES: Mapping[EmailState, str] = {
    EmailState.COMPOSED: "Ready to send",
    EmailState.SENDING: "Being sent",
    EmailState.SENT: "Sent",
    EmailState.CANCELLED: "Cancelled",
    EmailState.FAILED: "Failed",
    EmailState.UNCONFIRMED: "Not confirmed",
}

PLACEMENTS: Mapping[str, str] = {
    "home": "Home page",
    "product": "Product pages",
    "cart": "Cart",
    "checkout": "Checkout",
    "email": "Emails",
    "chat": "Chat",
}

SCORERS: Mapping[str, str] = {
    "collaborative": "Bought together",
    "sequence": "Comes next",
    "covisitation": "Close together in histories",
    "factors": "Broad taste",
    "repurchase": "What the shopper comes back to",
    "content": "Texts alike",
    "attribute_match": "What was asked for, by word",
    "semantic_match": "What was asked for, by meaning",
    "personalised_match": "What was asked for, among what suits",
    "query_match": "What the search finds for it",
    "price": "Price",
    "popular": "Popular",
    "trending": "Popular this week",
    "country": "Popular in the shopper's country",
    "rules": "Your rules",
}
"""The scorers as the marketer calls them; another one is called by its name."""

LABELS: Mapping[str, str] = {
    "ndcg": "nDCG",
    "mrr": "MRR",
    "map": "MAP",
    "popular ndcg": "Popular nDCG",
    "auroc": "AUROC",
    "auprc": "AUPRC",
    "brier": "Brier score",
    "ece": "Calibration error",
    "count": "How many",
    "labels": "Survey answers used",
    "signals": "Chat statements used",
}
"""Where a field's name does not read as a word."""


def points(change: float) -> str:
    """A difference of shares in percentage points, with its sign: −1.2."""
    value = round(100 * change, 1)
    return signed(value, 1) if value else "0.0"


def verdict(change: Difference) -> str:
    """What a difference and its interval say, without a number."""
    value = round(100 * change.value, 1)
    direction = "Up" if value > 0 else "Down" if value < 0 else "As much as before"
    if change.beyond_chance:
        return f"{direction}, and more than chance alone explains."
    return f"{direction}, but chance alone could explain it." if value else f"{direction}."


def reason(code: str) -> str:
    """A reason code in words; an unknown one as it is, none as a dash."""
    return REASONS[Reason(code)] if code in set(Reason) else code or "–"


def label(name: str) -> str:
    """A field's name as a reader writes it: ndcg@10 as nDCG@10, cold_start as Cold start."""
    stem, at, rest = name.partition("@")
    return LABELS.get(stem, stem.replace("_", " ").replace("-", " ").capitalize()) + at + rest


def scorer(name: str) -> str:
    """A part of the recommender as the marketer calls it."""
    return SCORERS.get(name, label(name))


def shortened(text: str, length: int = 240) -> str:
    """At most so many characters, cut between words."""
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0].rstrip(" ,.;:") + "\u00a0…"
