"""A recommendation's reason in a sentence: it names the greatest part of the sum, and claims nothing else."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.interactions import Kind, Statement
from core.products import ProductId
from recommender.profile import source as statement_source
from recommender.recommendation import Contribution, Recommendation

_DID = {
    Kind.VIEW: "you looked at",
    Kind.CLICK: "you looked at",
    Kind.CART: "you put in your cart",
    Kind.PURCHASE: "you bought",
    Kind.LIKE: "you liked",
}
_WITHOUT_SOURCE = {
    "popular": ("popular", "Popular with other shoppers"),
    "trending": ("trending", "Popular this week"),
    "price": ("cheaper", "Costs less than most of its kind"),
}
_ASKED = {
    "category": "You asked for {value}",
    "brand": "You asked for {value}",
    "for": "You asked for something for {value}",
    "recipient": "You asked for something for {value}",
    "occasion": "You asked for something for {value}",
    "material": "You asked for something in {value}",
    "size": "You asked for size {value}",
}


@dataclass(frozen=True)
class Reason:
    """A code for machines, a sentence for the shopper, and the product the sentence names."""

    code: str
    text: str
    product_id: ProductId | None = None


def reason(
    recommendation: Recommendation,
    *,
    titles: Mapping[ProductId, str],
    statements: Sequence[Statement] = (),
) -> Reason:
    """The sentence for the source that gave most; a source that cannot be named is passed over."""
    for group in _sources(recommendation):
        found = _sentence(group, titles, statements)
        if found is not None:
            return found
    return Reason("range", "From our range")


def _sources(recommendation: Recommendation) -> list[list[Contribution]]:
    """Contributions of one source together, the source that gave most first, and within it the scorer."""
    groups: dict[tuple[str | None, str], list[Contribution]] = defaultdict(list)
    for each in recommendation.contributions:
        groups[each.source, each.scorer if each.source is None else ""].append(each)
    helpful = [group for group in groups.values() if sum(each.value for each in group) > 0]
    helpful.sort(key=lambda group: -sum(each.value for each in group))
    return [sorted(group, key=lambda each: -each.value) for group in helpful]


def _sentence(
    group: list[Contribution], titles: Mapping[ProductId, str], statements: Sequence[Statement]
) -> Reason | None:
    strongest = group[0]
    if strongest.source is None:
        code, text = _WITHOUT_SOURCE[strongest.scorer]
        return Reason(code, text)
    if any(each.scorer in ("said", "meaning") for each in group):
        return _asked(group, strongest.source, statements)
    title = titles.get(ProductId(strongest.source))
    return _goes_with(strongest, title) if title else None


def _asked(group: list[Contribution], source: str, statements: Sequence[Statement]) -> Reason:
    stated = next((each for each in statements if statement_source(each) == source), None)
    if stated is None:
        return Reason("said", "Close to what you asked for")
    if not any(each.scorer == "said" and each.value > 0 for each in group):
        return Reason("said", f"Close to what you asked for: {stated.value}")
    sentence = _ASKED.get(stated.attribute, "You asked for something {value}")
    return Reason("said", sentence.format(value=stated.value))


def _goes_with(strongest: Contribution, title: str) -> Reason | None:
    start = "Similar to" if strongest.scorer == "content" else "Goes with"
    code = "similar" if strongest.scorer == "content" else "goes_with"
    named = title if title.lower().startswith("the ") else f"the {title}"
    product_id = ProductId(strongest.source or "")
    if strongest.act is None:
        return Reason(code, f"{start} {named}", product_id)
    did = _DID.get(strongest.act)
    return Reason(code, f"{start} {named} {did}", product_id) if did else None
