"""What a tap is: what this conversation offered, a like, or the answer to an open basket request."""

from typing import Any

import pytest

from core.clock import SystemClock
from feedback.conversations import buttons
from feedback.tables import ChatMessage, Sender

CHIP = '/take_off{"part": "colour:green"}'
DONE = '/basket_result{"request_id": "b-1", "done": "yes"}'


def message(text: str = "", sender: Sender = Sender.ASSISTANT, **extras: Any) -> ChatMessage:
    return ChatMessage(
        message_id="m",
        conversation_id="c",
        shopper_id="s",
        position=0,
        sender=sender,
        text=text,
        extras=extras,
        sent_at=SystemClock().now(),
    )


OFFERED = message(chips=[{"title": "green", "payload": CHIP}])
REQUESTED = message(basket={"request_id": "b-1", "action": "add", "product_id": "mug", "quantity": 1})


@pytest.mark.parametrize(
    ("text", "conversation", "tapped"),
    [
        (CHIP, [OFFERED], True),
        (CHIP, [], False),
        ('/take_off{"part": "price"}', [OFFERED], False),
        (DONE, [REQUESTED], True),
        (DONE, [REQUESTED, message(DONE, Sender.SHOPPER)], True),
        (DONE, [REQUESTED, message(DONE, Sender.SHOPPER, tapped=True)], False),
        (DONE, [OFFERED], False),
        ('/basket_result{"request_id": "b-1", "done": "maybe"}', [REQUESTED], False),
        ('/like_product{"product_id": "mug"}', [], True),
        ("/restart", [OFFERED, REQUESTED], False),
    ],
)
def test_only_what_was_offered_or_asked_for_is_a_tap(
    text: str, conversation: list[ChatMessage], tapped: bool
) -> None:
    assert buttons.is_tap(text, conversation) is tapped


def test_a_like_names_its_product() -> None:
    opinion = buttons.opinion('/like_product{"product_id":"a \\"b\\""}')
    assert opinion is not None
    assert opinion.product_id == 'a "b"'
