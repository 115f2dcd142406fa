"""A recommendation's reason in a sentence: it names the greatest part of the sum, and claims nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.interactions import Kind, Statement
from core.products import ProductId
from recommender.phrases import DEFAULT, Phrases, phrases
from recommender.policy.rules import SCORER as RULES
from recommender.recommendation import Contribution, Recommendation
from recommender.scorers.statements import ATTRIBUTE_MATCH, PERSONALISED_MATCH, QUERY_MATCH, SEMANTIC_MATCH
from recommender.stated_preferences import source as statement_source

_DID = {
    Kind.VIEW: "view",
    Kind.CLICK: "view",
    Kind.CART: "cart",
    Kind.PURCHASE: "purchase",
    Kind.LIKE: "like",
}
_NOBODYS = {"popular": "popular", "country": "popular", "trending": "trending", "price": "cheaper"}
_WISHES = (ATTRIBUTE_MATCH, SEMANTIC_MATCH, PERSONALISED_MATCH, QUERY_MATCH)
_ASKED = {"recipient": "for"}


@dataclass(frozen=True)
class Explanation:
    """A code for machines, a sentence for the shopper, and the product the sentence names."""

    code: str
    text: str
    product_id: ProductId | None = None


def reason(
    recommendation: Recommendation,
    *,
    titles: Mapping[ProductId, str],
    statements: Sequence[Statement] = (),
    language: str = DEFAULT,
) -> Explanation:
    """The sentence for the source that gave most; a source that cannot be named is passed over."""
    said = phrases(language)
    for group in recommendation.by_source():
        explanation = _again(group[0], recommendation, said) or _sentence(group, titles, statements, said)
        if explanation is not None:
            return explanation
    return Explanation("range", said.reasons["range"])


def _sentence(
    group: list[Contribution],
    titles: Mapping[ProductId, str],
    statements: Sequence[Statement],
    said: Phrases,
) -> Explanation | None:
    strongest = group[0]
    if strongest.scorer == RULES:
        return Explanation("picked", said.reasons["picked"])
    if strongest.source is None:
        code = _NOBODYS.get(strongest.scorer)
        return Explanation(code, said.reasons[code]) if code else None
    if any(part.scorer in _WISHES for part in group):
        return _asked(group, strongest.source, statements, said)
    title = titles.get(ProductId(strongest.source))
    return _goes_with(strongest, title, said) if title else None


def _asked(
    group: list[Contribution], source: str, statements: Sequence[Statement], said: Phrases
) -> Explanation:
    stated = next((statement for statement in statements if statement_source(statement) == source), None)
    if stated is None:
        return Explanation("said", said.reasons["close"])
    if not any(part.scorer == ATTRIBUTE_MATCH and part.value > 0 for part in group):
        return Explanation("said", said.reasons["close_to"].format(value=stated.value))
    attribute = _ASKED.get(stated.attribute, stated.attribute)
    sentence = said.asked.get(attribute, said.asked["other"])
    return Explanation("said", sentence.format(value=stated.value))


def _again(strongest: Contribution, recommendation: Recommendation, said: Phrases) -> Explanation | None:
    """Where the shopper comes back to a product, that it goes with itself would be no reason."""
    if strongest.source != recommendation.product_id or strongest.interaction not in _DID:
        return None
    return Explanation("again", said.again[_DID[strongest.interaction]], recommendation.product_id)


def _goes_with(strongest: Contribution, title: str, said: Phrases) -> Explanation | None:
    code = "similar" if strongest.scorer == "content" else "goes_with"
    start = said.reasons[code].format(title=said.named(title))
    product_id = ProductId(strongest.source or "")
    if strongest.interaction is None:
        return Explanation(code, start, product_id)
    did = _DID.get(strongest.interaction)
    return Explanation(code, said.did[did].format(start=start), product_id) if did else None
