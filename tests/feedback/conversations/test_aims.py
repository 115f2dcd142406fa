"""What words alone tell of a message: whom it asks for, what is no search, and which number an order has."""

import pytest

from feedback.conversations.aims import Aim, aim_of, asks_for_assistant, asks_who_is_there, order_numbers

BACK = [
    "bot please",
    "Back to the assistant",
    "I want to talk to the bot again",
    "assistant again pls",
    "Bot",
]
NOT_BACK = [
    "are you a bot?",
    "no bot please",
    "I don't want the assistant",
    "is this the assistant or a person",
    "a toy bot with wheels",
    "that bot was useless",
    "",
]
PEOPLE = [
    "can I talk to a real person?",
    "get me a human",
    "operator",
    "could you put me through to customer services",
    "someone real to speak with a manager about this",
    "is there anybody there who can help? i need an actual person now",
]
ORDERS = [
    "where's my parcel?",
    "WHERE IS MY ORDER",
    "track my order AB-1044",
    "#1044",
    "has it been dispatched?",
]
SHOP = [
    "do you deliver to Norway",
    "can i pay with a voucher?",
    "my lamp came broken",
    "i'd like my money back for this",
    "how do returns work",
    "PayPal?",
    "i want a refund",
]
SHOWN = [
    "is it machine washable",
    "how tall are these",
    "compare the first and the third",
    "why these boots",
]
MEMORY = ["what do you remember about me", "forget the red", "delete everything you know about me"]
TALK = ["hi", "thanks a lot!", "ok", "you are useless", "lol what", "good morning", ""]
SEARCHES = [
    "red umbrella",
    "a gift for someone who likes people watching",
    "a book about human anatomy",
    "something nice for my mum under 20 pounds",
    "do you have wool jumpers",
    "robot vacuum cleaner",
    "green one in large",
    "waterproof coat that is not too long",
    "travel agent costume",
    "a card holder",
    "password notebook",
    "i need a receipt holder",
    "size 12 boots",
]


@pytest.mark.parametrize("text", BACK)
def test_who_wants_the_assistant_back_is_understood(text: str) -> None:
    assert asks_for_assistant(text)


@pytest.mark.parametrize("text", NOT_BACK)
def test_who_only_speaks_of_it_stays_with_the_person(text: str) -> None:
    assert not asks_for_assistant(text)


@pytest.mark.parametrize(
    "text",
    ["hello? anyone there", "Is anybody there?", "hello??", "still waiting...", "how long will this take"],
)
def test_who_calls_whether_anybody_is_there_is_heard(text: str) -> None:
    assert asks_who_is_there(text)


@pytest.mark.parametrize(
    "text", ["hello", "a book about waiting", "how long is the rope?", "there are two of us"]
)
def test_who_says_something_else_does_not_call(text: str) -> None:
    assert not asks_who_is_there(text)


@pytest.mark.parametrize(
    ("text", "aim"),
    [(text, Aim.PERSON) for text in PEOPLE]
    + [(text, Aim.ORDER) for text in ORDERS]
    + [(text, Aim.SHOP) for text in SHOP]
    + [(text, Aim.SHOWN) for text in SHOWN]
    + [(text, Aim.MEMORY) for text in MEMORY]
    + [(text, Aim.TALK) for text in TALK]
    + [(text, Aim.SEARCH) for text in SEARCHES],
)
def test_a_message_is_taken_for_what_it_is_after(text: str, aim: Aim) -> None:
    assert aim_of(text) is aim


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("where is hf20007?", ["hf20007"]),
        ("HF-20007", ["hf20007"]),
        ("order 20007 please", ["20007"]),
        ("where is A-7", ["a7"]),
        ("#1001", ["1001"]),
        ("two mugs for 12", []),
    ],
)
def test_an_order_is_named_in_any_case_with_marks_or_without(text: str, numbers: list[str]) -> None:
    assert order_numbers(text) == numbers
