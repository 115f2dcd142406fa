"""The segments' page: each segment's numbers beside what they mean in plain words."""

from dataclasses import dataclass

from core.locales import money, percent
from recommender.segments import VOTE, Choice, Portrait, Segments

APART = 0.6
"""So many spreads off the mean of all shoppers set a segment apart."""
_ONCE = 1.5
_APART = {
    "recency": ("have been away for longer", "were here more lately"),
    "sessions": ("come more often", "have come less often"),
    "pace": ("let more days pass between sessions", "come back sooner"),
    "views": ("look at more in a session", "look at less in a session"),
    "cart_rate": ("put more into the cart", "rarely put anything into the cart"),
    "abandonment": ("leave more carts behind", "leave fewer carts behind"),
    "orders": ("buy more often", "buy less often or never"),
    "spend": ("spend more", "spend less"),
    "thrift": ("choose what is cheap of its kind", "choose what is dear of its kind"),
    "breadth": ("look around in more departments", "keep to fewer departments"),
}
"""What is said of a segment whose centre lies above the mean of all shoppers, or below."""


@dataclass(frozen=True, slots=True)
class SegmentLine:
    """One segment as the page shows it; `change` is of its share, None where the model before had no such."""

    portrait: Portrait
    typical: str
    apart: tuple[str, ...]
    change: float | None


@dataclass(frozen=True, slots=True)
class Page:
    """All segments, the largest first, and how they were found."""

    lines: tuple[SegmentLine, ...]
    choice: Choice
    vote: tuple[dict[str, float], ...]


def page(segments: Segments, *, currency: str) -> Page:
    """What the page shows of the current model's segments."""
    lines = (
        SegmentLine(
            portrait=portrait,
            typical=typical(portrait, currency=currency),
            apart=apart(portrait),
            change=None if portrait.share_before is None else portrait.share - portrait.share_before,
        )
        for portrait in segments.portraits()
    )
    vote = tuple(dict(zip(VOTE, row, strict=True)) for row in segments.choice.table.tolist())
    return Page(tuple(lines), segments.choice, vote)


def typical(portrait: Portrait, *, currency: str) -> str:
    """The typical shopper of a segment in two or three sentences."""
    own = portrait.typical
    often = (
        f"{own.sessions:.0f} sessions, one in {_days(own.pace)}" if own.sessions > _ONCE else "one session"
    )
    said = [f"{often.capitalize()}, the last {_days(own.recency)} before the newest event."]
    if own.views >= 1:
        said.append(f"About {own.views:.0f} products looked at in a session.")
    if own.cart_rate >= 0.005:
        kept = (
            f", and {percent(own.abandonment, 0)} end with it left there" if own.abandonment >= 0.005 else ""
        )
        said.append(f"Something in the cart in {percent(own.cart_rate, 0)} of sessions{kept}.")
    if own.orders >= 0.1:
        said.append(
            f"{own.orders:.1f} orders so far, {money(own.spend, currency, whole=True)} at today’s prices."
        )
    else:
        said.append("Hardly ever an order.")
    return " ".join(said)


def apart(portrait: Portrait) -> tuple[str, ...]:
    """What sets a segment apart from all shoppers, the greatest difference first; at most three things."""
    off = sorted(portrait.offset._asdict().items(), key=lambda item: -abs(item[1]))
    return tuple(_APART[name][value < 0] for name, value in off[:3] if abs(value) >= APART)


def _days(count: float) -> str:
    if count < 1:
        return "less than a day"
    return "a day" if count < _ONCE else f"{count:.0f} days"
