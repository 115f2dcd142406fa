"""The client of the API: how it fails, and what it sends."""

import asyncio
from collections.abc import Callable

import httpx
import pytest

from actions.api import Shop, ShopAway, ShopRefused
from actions.dialogue import Search


def answering(handle: Callable[[httpx.Request], httpx.Response]) -> Shop:
    return Shop(httpx.AsyncClient(transport=httpx.MockTransport(handle), base_url="http://shop"))


def test_a_refused_connection_means_that_the_shop_is_away() -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(ShopAway, match="ConnectError"):
        asyncio.run(answering(handle).signals("c"))


def test_a_slow_answer_means_that_the_shop_is_away() -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("slow", request=request)

    with pytest.raises(ShopAway, match="ReadTimeout"):
        asyncio.run(answering(handle).signals("c"))


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_error_means_that_the_shop_is_away(status: int) -> None:
    with pytest.raises(ShopAway):
        asyncio.run(answering(lambda _: httpx.Response(status)).recommendations("c"))


@pytest.mark.parametrize("status", [401, 404, 422])
def test_a_refusal_is_a_fault_of_ours(status: int) -> None:
    with pytest.raises(ShopRefused, match=str(status)):
        asyncio.run(answering(lambda _: httpx.Response(status)).search("c", Search("mug")))


def test_what_is_gone_already_can_be_taken_back() -> None:
    asked: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request.method)
        return httpx.Response(404)

    asyncio.run(answering(handle).take_back("c", "s1"))
    assert asked == ["DELETE"]


def test_an_unknown_product_is_none() -> None:
    assert asyncio.run(answering(lambda _: httpx.Response(404)).product("p")) is None


def test_ids_cannot_leave_their_place_in_the_path() -> None:
    seen: list[bytes] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.raw_path)
        return httpx.Response(404)

    assert asyncio.run(answering(handle).order("c/../x", "HF 1?a=b")) is None
    assert seen == [b"/v1/conversations/c%2F..%2Fx/orders/HF%201%3Fa%3Db"]
