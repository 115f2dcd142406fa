"""Who writes in another language is told that only English is understood, and offered a person."""

import asyncio

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import Clause, Turn
from actions.dialogue import Dialogue
from actions.skills.languages import english_only
from tests.fake_api import FakeShop
from tests.talking import CONVERSATION, shop


@pytest.mark.parametrize(
    ("language", "response"), [("de", "utter_english_only_de"), ("fr", "utter_english_only")]
)
def test_it_is_said_in_their_language_where_we_have_it(language: str, response: str) -> None:
    dispatcher = CollectingDispatcher()
    clause = Clause("…", "other_language")
    turn = Turn(
        shop=shop(FakeShop()),
        dispatcher=dispatcher,
        conversation=CONVERSATION,
        text="…",
        clauses=[clause],
        vocabulary=None,  # type: ignore[arg-type]  # not asked
        language=language,
    )
    outcome = asyncio.run(english_only(turn, clause, Dialogue()))
    assert [message["response"] for message in dispatcher.messages] == [response]
    assert outcome.dialogue.offer == "handover"
