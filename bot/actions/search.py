"""Finding products: by what the shopper asks, more of the same, cheaper ones, or by taste alone."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.events import SlotSet

from actions import money, preferences
from actions.amounts import minor_unit
from actions.conversation import Events, ShopAction, Turn, shown_products
from actions.finding import Search, find, look, recommend
from actions.learning import learn


class SearchProducts(ShopAction):
    """Looks for what the shopper asks, after storing what the message says of them."""

    def name(self) -> str:
        """Rasa's name of this action."""
        return "action_search_products"

    async def answer(self, turn: Turn) -> Events:
        """Show up to three products."""
        learned = await learn(turn)
        return await find(turn, learned=learned)


class ShowMore(ShopAction):
    """The next few products of the last search."""

    def name(self) -> str:
        """Rasa's name of this action."""
        return "action_show_more"

    async def answer(self, turn: Turn) -> Events:
        """Show what was not shown yet; without a last search, recommend."""
        search = Search.last(turn)
        if search is None:
            return await recommend(turn)
        return await look(turn, search, introduction="utter_found_more")


class ShowCheaper(ShopAction):
    """The last search again, below the cheapest price on the shopper's screen."""

    def name(self) -> str:
        """Rasa's name of this action."""
        return "action_show_cheaper"

    async def answer(self, turn: Turn) -> Events:
        """Show cheaper ones, or say that there are none; an amount in the message is the limit."""
        prices = [product.price for product in shown_products(turn) if product.price]
        stated = money.parse(turn.text)
        search = replace(Search.last(turn) or Search.asked(turn), minimum=None, seen=())
        learned = await learn(turn) if stated else []
        if stated and stated.maximum:
            return await look(turn, replace(search, maximum=stated.maximum), learned=learned)
        if not prices:
            return await recommend(turn)
        cheaper = replace(search, maximum=min(prices) - minor_unit())
        return await look(turn, cheaper, introduction="utter_found_cheaper", none="utter_none_cheaper")


class Recommend(ShopAction):
    """What suits the shopper, without a particular wish."""

    def name(self) -> str:
        """Rasa's name of this action."""
        return "action_recommend"

    async def answer(self, turn: Turn) -> Events:
        """Show up to three recommendations for the shopper's taste."""
        await learn(turn)
        return await recommend(turn)


class HandleUnclear(ShopAction):
    """A message that no intent fits: a search where it names something to buy, else the offer of a person."""

    def name(self) -> str:
        """Rasa's name of this action."""
        return "action_handle_unclear"

    async def answer(self, turn: Turn) -> Events:
        """Search, or admit it."""
        if preferences.statements(turn.text, turn.entities) or money.parse(turn.text):
            learned = await learn(turn)
            return await find(turn, learned=learned)
        turn.say("utter_unclear")
        return [SlotSet("offer", "handover")]
