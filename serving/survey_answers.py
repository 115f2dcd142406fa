"""What is said back to an answer of the exit survey: a sentence and some products with their reasons."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session

from core.delivery import delivery_sentence
from core.locales import minor_unit
from core.products import Product
from core.settings import Settings
from feedback.events import CartLine
from feedback.reasons import Reason
from feedback.surveys import Option
from serving.answers import Answer, Answers, Question

DELIVERY = "{delivery}"
"""Where a definition's answer says what delivery costs for this cart."""
SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Left:
    """What a shopper leaves: the products that the page names, and the cart that the events tell of."""

    products: Sequence[Product]
    cart: Callable[[], Sequence[CartLine]]
    """Its lines; asked where a sentence is about them, for it takes longer than all the rest."""

    @property
    def total(self) -> tuple[Decimal, str]:
        """What it comes to; zero where the events tell of another cart, or may tell of variants at
        other prices: a wrong sum must not be told."""
        products = {product.product_id: product for product in self.products}
        currencies = {product.currency for product in self.products}
        lines = self.cart() if len(currencies) == 1 else ()
        if not lines or {line.product_id for line in lines} != products.keys():
            return Decimal(0), ""
        if not all(line.has_price_of(products[line.product_id]) for line in lines):
            return Decimal(0), ""
        total = sum((products[line.product_id].price * line.quantity for line in lines), Decimal(0))
        return total, currencies.pop()


@dataclass(frozen=True, slots=True)
class SurveyAnswer:
    """What is said back."""

    text: str
    suggestions: Sequence[Answer]


def survey_answer(
    answers: Answers, session: Session, shopper_id: str, option: Option, *, left: Left, settings: Settings
) -> SurveyAnswer:
    """The sentence of the option that was chosen, and what the shopper may like better for that reason."""
    text = option.answer
    if DELIVERY in text:
        text = text.replace(DELIVERY, delivery_sentence(settings, *left.total))
    suggestions = answers.recommend(session, shopper_id, _question(option.reason, left.products))
    return SurveyAnswer(text.strip(), suggestions)


def _question(reason: Reason, products: Sequence[Product]) -> Question:
    """Three that go with the cart; where its price was the reason, three that are like it and cost less."""
    if reason is Reason.PRICE and products:
        dearest = max(products, key=lambda product: product.price)
        return Question(
            "product", SUGGESTIONS, (dearest.product_id,), dearest.price - minor_unit(dearest.currency)
        )
    return Question("cart", SUGGESTIONS, tuple(product.product_id for product in products))
