"""Rasa dead, hung or silent is away, is left alone for a while, and is noticed by health."""

from collections.abc import Callable

import anyio
import httpx
import pytest

from api.assistant import Assistant, Reply
from api.breaker import Breaker
from core.errors import Unavailable

pytestmark = pytest.mark.anyio
Answer = Callable[[httpx.Request], httpx.Response]
HELLO = [{"text": "Hello."}]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def telling(messages: object) -> Answer:
    return lambda _request: httpx.Response(200, json=messages)


def dead(_request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("nobody there")


def assistant(answer: Answer, breaker: Breaker | None = None) -> Assistant:
    transport = httpx.MockTransport(answer)
    return Assistant(
        "http://rasa",
        timeout=30.0,
        actions_url="http://actions:5055/webhook",
        breaker=breaker,
        transport=transport,
    )


@pytest.mark.parametrize(
    "answer",
    [
        dead,
        lambda _request: httpx.Response(500),
        lambda _request: httpx.Response(200, content=b"not JSON"),
        telling([]),
        telling([{"recipient_id": "c"}]),
        telling([{"text": ""}, {"custom": {}}, {"custom": "what"}, 7]),
        telling({"text": "Hello."}),
    ],
    ids=["dead", "an error", "no JSON", "no message", "nothing in it", "nothing in any", "no list"],
)
async def test_whoever_says_nothing_that_can_be_read_is_away(answer: Answer) -> None:
    with pytest.raises(Unavailable):
        await assistant(answer).reply("c", "hi", {})


async def test_whoever_hangs_is_away_however_they_spend_the_time() -> None:
    class Dripping(httpx.AsyncBaseTransport):
        """Sends a byte now and then, so that no single wait is long."""

        async def handle_async_request(self, _request: httpx.Request) -> httpx.Response:
            async def drops() -> object:
                while True:
                    yield b" "
                    await anyio.sleep(0.01)

            return httpx.Response(200, content=drops())  # type: ignore[arg-type]

    with pytest.raises(Unavailable):
        await Assistant("http://rasa", timeout=0.05, transport=Dripping()).reply("c", "hi", {})


async def test_after_three_failures_nobody_waits_for_it_until_it_was_tried_again() -> None:
    now = 0.0
    asked = 0
    answer: Answer = dead

    def rasa(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += request.url.path != "/"
        return answer(request)

    away = assistant(rasa, Breaker(failures=3, rest_seconds=5.0, clock=lambda: now))
    for _ in range(10):
        with pytest.raises(Unavailable):
            await away.reply("c", "hi", {})
    assert asked == 3
    answer = telling(HELLO)
    assert not await away.ready()
    now = 5.0
    assert await away.reply("c", "hi", {}) == [Reply("Hello.")]
    assert await away.ready()


async def test_health_asks_rasa_and_its_action_server() -> None:
    def only_rasa(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200) if request.url.host == "rasa" else dead(request)

    def only_actions(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200 if str(request.url) == "http://actions:5055/health" else 503)

    first, second = assistant(only_rasa), assistant(only_actions)
    assert (await first.ready(), await first.actions_ready()) == (True, False)
    assert (await second.ready(), await second.actions_ready()) == (False, True)


async def test_words_and_what_came_with_them_are_one_message() -> None:
    messages = [
        {"text": "These.", "buttons": [{"title": "Yes", "payload": "/affirm"}]},
        {"custom": {"products": [{"product": {}}], "chips": [1]}},
        {"custom": {"text": "And:", "quote": {"text": "so"}}},
    ]
    these, more = await assistant(telling(messages)).reply("c", "hi", {})
    assert (these.text, these.products, set(these.parts)) == (
        "These.",
        [{"product": {}}],
        {"buttons", "chips"},
    )
    assert (more.text, dict(more.parts)) == ("And:", {"quote": {"text": "so"}})
