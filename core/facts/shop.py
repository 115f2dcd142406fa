"""All facts of a shop: its sections, and questions of its own."""

from collections.abc import Iterator

from pydantic import Field

from core.facts.sections import (
    About,
    Accounts,
    Contact,
    Delivery,
    GiftCards,
    GiftWrap,
    Opening,
    Orders,
    Payment,
    Prices,
    Returns,
    Stock,
    Store,
    Vouchers,
    Warranty,
)
from core.facts.texts import FactsPart, Section, Sentence, Text


class FreeQuestion(Section):
    """What else shoppers ask, and what the shop answers."""

    questions: tuple[Sentence, ...] = Field(min_length=1, max_length=20)
    """The question as shoppers ask it, in some ways."""
    answer: Text
    """What is said."""


class ShopFacts(FactsPart):
    """The file as a whole; what it leaves out is not known."""

    delivery: Delivery = Delivery()
    returns: Returns = Returns()
    payment: Payment = Payment()
    vouchers: Vouchers = Vouchers()
    gift_cards: GiftCards = GiftCards()
    contact: Contact = Contact()
    opening: Opening = Opening()
    store: Store = Store()
    warranty: Warranty = Warranty()
    gift_wrap: GiftWrap = GiftWrap()
    account: Accounts = Accounts()
    prices: Prices = Prices()
    stock: Stock = Stock()
    orders: Orders = Orders()
    about: About = About()
    questions: tuple[FreeQuestion, ...] = ()

    def sections(self) -> Iterator[tuple[str, Section]]:
        """All sections with their names, in the file's order."""
        for name in type(self).model_fields:
            if isinstance(section := getattr(self, name), Section):
                yield name, section


def topics() -> list[str]:
    """All questions that the file has a field for, as section.field."""
    return [f"{name}.{field}" for name, section in ShopFacts().sections() for field in section.answering()]
