"""What has drifted, as a reader without statistics says it."""

from collections.abc import Mapping

from core.interactions import Kind
from core.locales import percent
from recommender.models import METRIC, Report, Shift

SHIFTS: Mapping[str, str] = {
    "category": "Shoppers look at other things than before",
    "price": "Shoppers look at other prices than before",
    "kind": "Shoppers do other things than before",
    "hour": "Shoppers come at other hours (UTC) than before",
    "popularity": "Other products are popular than before",
    "newness": "New products get another share of attention than before",
}

KINDS: Mapping[str, str] = {
    Kind.VIEW: "look at a product",
    Kind.CLICK: "click on one",
    Kind.CART: "put one in the cart",
    Kind.REMOVE: "take one out or send it back",
    Kind.PURCHASE: "buy",
    Kind.LIKE: "say they like one",
    Kind.DISLIKE: "say they do not like one",
}


def drift(report: Report) -> list[str]:
    """What the last check found, a sentence each; one that says so where nothing has changed."""
    sentences = [_shift(shift) for shift in report.shifts if shift.drifted]
    if report.worse and report.now and report.usual:
        sentences.append(
            "The recommendations foretell less of what shoppers choose: nDCG@10 was "
            f"{report.now.metrics[METRIC]:.4f} lately and "
            f"{report.usual.metrics[METRIC]:.4f} in the four weeks before."
        )
    if sentences:
        return sentences
    if not report.shifts:
        return ["Too few shoppers have come lately to say whether they do other things than before."]
    return ["Shoppers do much the same as before."]


def _shift(shift: Shift) -> str:
    parts = ", ".join(
        f"{KINDS.get(part.name, part.name)} {percent(part.now)} (was {percent(part.before)})"
        for part in shift.parts
    )
    return f"{SHIFTS.get(shift.feature, shift.feature)}: {parts}."
