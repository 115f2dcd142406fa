"""The answer: a product, its score, and the parts that the score is the sum of."""

from dataclasses import dataclass

from core.interactions import Kind
from core.products import ProductId


@dataclass(frozen=True)
class Contribution:
    """A part of a score: which scorer gave it, from which product id or statement, and what she had done."""

    scorer: str
    source: str | None
    value: float
    act: Kind | None = None


@dataclass(frozen=True)
class Recommendation:
    """A product for her; the contributions add up to the score."""

    product_id: ProductId
    score: float
    contributions: tuple[Contribution, ...]
