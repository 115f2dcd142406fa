"""What may act as a command: the payloads of our own buttons, and nothing that was only typed."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from rasa.core.channels.channel import InputChannel

from actions.buttons import LONGEST, NOTHING_SAID, as_said, is_payload, payload
from components.channel import Door

DOMAIN = Path(__file__).parents[2] / "domain"
PAYLOADS = [
    "/affirm",
    "/deny",
    '/like_product{"product_id": "mug-blue"}',
    '/like_product{"product_id":"mug-blue"}',
    '/dislike_product{"product_id": "caf\\u00e9-\\"large\\""}',
    '/like_product{"product_id": "two  spaces"}',
    '/forget_preference{"signal_id": "9f"}',
    '/take_off{"part": "colour:green"}',
    '/basket_result{"request_id":"b-1","done":"yes"}',
]


@pytest.mark.parametrize("text", PAYLOADS)
def test_what_a_button_sends_stays_as_it_is(text: str) -> None:
    assert as_said(text) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/restart", "restart"),
        ("/session_start", "session_start"),
        ("/back", "back"),
        ("/ask_human", "ask_human"),
        ('/find_product{"colour": "blue"}', 'find_product{"colour": "blue"}'),
        ('/like_product{"product_id": "a", "colour": "b"}', 'like_product{"product_id": "a", "colour": "b"}'),
        ("/affirm@1.0", "affirm@1.0"),
        ('/basket_result{"done": "yes"}', 'basket_result{"done": "yes"}'),
        (" \u00a0/ //restart", "restart"),
        ("///", NOTHING_SAID),
        ("", NOTHING_SAID),
        ("a  blue\n\nmug", "a blue mug"),
        ("either/or", "either/or"),
    ],
)
def test_what_was_typed_is_words(text: str, words: str) -> None:
    assert as_said(text) == words


def test_a_message_is_cut_where_the_api_cuts_it() -> None:
    assert len(as_said("a" * 10_000)) == LONGEST == 1_000


def test_a_payload_names_what_was_chosen() -> None:
    text = payload("like_product", product_id='a"b')
    assert text == '/like_product{"product_id": "a\\"b"}'
    assert is_payload(text)
    assert len(payload("dislike_product", product_id="\U0001f600" * 200)) < LONGEST, "the longest id there is"


def test_every_button_of_the_domain_may_act() -> None:
    texts = [
        variation
        for path in DOMAIN.glob("*.yml")
        for variations in (yaml.safe_load(path.read_text()).get("responses") or {}).values()
        for variation in variations
    ]
    buttons = [button["payload"] for text in texts for button in text.get("buttons", ())]
    assert buttons
    assert [button for button in buttons if not is_payload(button)] == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"message": "/restart"}, "restart"),
        ({"message": "/affirm"}, "/affirm"),
        ({"message": 7}, NOTHING_SAID),
        ({}, NOTHING_SAID),
    ],
)
def test_the_channel_lets_in_words_and_buttons_only(body: dict[str, Any], said: str) -> None:
    assert Door()._extract_message(SimpleNamespace(json=body)) == said  # type: ignore[arg-type]


def test_the_channel_is_the_one_that_rasa_opens_under_its_own_address() -> None:
    from rasa.core.run import create_http_input_channels

    (channel,) = create_http_input_channels(None, str(DOMAIN.parent / "credentials.yml"))
    assert isinstance(channel, Door)
    assert isinstance(channel, InputChannel)
    assert (channel.name(), channel.url_prefix()) == ("rest", "rest")
