"""The races: eight callers make the same thing at once, on every route that makes something."""

import random
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from benchmarks.load.arena import CALLERS, Arena, Unfair, fresh
from benchmarks.load.client import Request

Race = Callable[[Arena], Awaitable[None]]
RACES: dict[str, Race] = {}
PRODUCT = {"title": "Blue racing mug", "price": "9.50", "stock": 5, "category": "Home > Kitchen"}


@dataclass(frozen=True)
class Outcome:
    """The answers of a race by status, and what was wrong."""

    statuses: Counter[int]
    faults: list[str]


async def run(arena: Arena, name: str, *, rounds: int) -> Outcome:
    """Run a race so many times."""
    arena.statuses, arena.faults = Counter(), []
    for _ in range(rounds):
        with suppress(Unfair):
            await RACES[name](arena)
    return Outcome(arena.statuses, arena.faults)


def race(run: Race) -> Race:
    """Enter it under its function's name."""
    RACES[run.__name__.replace("_", " ")] = run
    return run


def event(product: str, **fields: object) -> dict[str, object]:
    """A view, now."""
    now = datetime.now(UTC).isoformat()
    return {
        "id": fresh(),
        "type": "view",
        "occurred_at": now,
        "session_id": "s",
        "product_id": product,
        **fields,
    }


@race
async def new_shopper_by_events(arena: Arena) -> None:
    """A shop's server tells of somebody new, in eight batches at once."""
    shopper = fresh()
    bodies = [{"events": [event(arena.product, shopper_id=shopper)]} for _ in range(CALLERS)]
    await arena.at_once([arena.server("POST", "/v1/events", body) for body in bodies], allowed=[202])
    stored = await arena.export(shopper)
    arena.expect("shoppers", len(stored["shopper"]), 1)
    arena.expect("events", len(stored["event"]), CALLERS)


@race
async def same_events(arena: Arena) -> None:
    """The same batch arrives eight times at once."""
    shopper = fresh()
    batch = {"events": [event(arena.product, shopper_id=shopper) for _ in range(5)]}
    answers = await arena.at_once([arena.server("POST", "/v1/events", batch)] * CALLERS, allowed=[202])
    arena.expect("accepted", sum(answer.json["accepted"] for answer in answers), 5)
    arena.expect("events", len((await arena.export(shopper))["event"]), 5)


@race
async def same_events_in_any_order(arena: Arena) -> None:
    """Eight batches hold the same events of eight new shoppers, each in an order of its own."""
    shoppers = [fresh() for _ in range(CALLERS)]
    events = [event(arena.product, shopper_id=shopper) for shopper in shoppers]
    bodies = [{"events": random.sample(events, CALLERS)} for _ in range(CALLERS)]
    answers = await arena.at_once(
        [arena.server("POST", "/v1/events", body) for body in bodies], allowed=[202]
    )
    arena.expect("accepted", sum(answer.json["accepted"] for answer in answers), CALLERS)


@race
async def visitors(arena: Arena) -> None:
    """Eight browsers come in: eight visitors."""
    answers = await arena.at_once([arena.server("POST", "/v1/visitors")] * CALLERS, allowed=[201])
    arena.expect("visitors", len({answer.json["visitor_id"] for answer in answers}), CALLERS)


@race
async def identify_one_visitor(arena: Arena) -> None:
    """One visitor is named eight times at once."""
    visitor, shopper = await arena.visitor(), fresh()
    body = {"visitor_id": visitor["visitor_id"], "external_id": shopper}
    answers = await arena.at_once([arena.server("POST", "/v1/identify", body)] * CALLERS, allowed=[200])
    arena.alike(answer.json for answer in answers)
    arena.expect("shoppers", len((await arena.export(shopper))["shopper"]), 1)


@race
async def identify_many_visitors(arena: Arena) -> None:
    """Eight browsers turn out to be the same new shopper at once."""
    shopper = fresh()
    browsers = [await arena.visitor() for _ in range(CALLERS)]
    bodies = [{"visitor_id": browser["visitor_id"], "external_id": shopper} for browser in browsers]
    await arena.at_once([arena.server("POST", "/v1/identify", body) for body in bodies], allowed=[200])
    stored = await arena.export(shopper)
    arena.expect("shoppers", len(stored["shopper"]), 1)
    arena.expect("visitors", len(stored["visitor"]), CALLERS)


@race
async def identify_while_events_arrive(arena: Arena) -> None:
    """A visitor turns out to be a known shopper while their browser sends events."""
    visitor, shopper = await arena.visitor(), fresh()
    await arena.alone(
        arena.server("POST", "/v1/events", {"events": [event(arena.product, shopper_id=shopper)]})
    )
    naming = arena.server(
        "POST", "/v1/identify", {"visitor_id": visitor["visitor_id"], "external_id": shopper}
    )
    await arena.at_once([naming, *_views(arena, visitor["token"], CALLERS - 1)], allowed=[200, 202])
    arena.expect("events", len((await arena.export(shopper))["event"]), CALLERS)


@race
async def same_chat_message(arena: Arena) -> None:
    """A message is sent eight times at once: kept once, answered once."""
    token = (await arena.visitor())["token"]
    body = {"id": fresh(), "text": "something blue"}
    message = arena.browser(token, "POST", "/v1/chat/messages", body)
    answers = await arena.at_once([message] * CALLERS, allowed=[200])
    arena.alike([said["id"] for said in answer.json["messages"]] for answer in answers)
    stored = await arena.export_of(token)
    arena.expect("conversations", len(stored["conversation"]), 1)
    arena.expect("messages", len(stored["chat_message"]), 2)


@race
async def first_chat_messages(arena: Arena) -> None:
    """Eight different messages begin one conversation."""
    token = (await arena.visitor())["token"]
    bodies = [{"id": fresh(), "text": f"something blue {number}"} for number in range(CALLERS)]
    sent = [arena.browser(token, "POST", "/v1/chat/messages", body) for body in bodies]
    answers = await arena.at_once(sent, allowed=[200])
    arena.alike(answer.json["conversation_id"] for answer in answers)
    stored = await arena.export_of(token)
    positions = [message["position"] for message in stored["chat_message"]]
    arena.expect("conversations", len(stored["conversation"]), 1)
    arena.expect("places of messages", sorted(positions), list(range(2 * CALLERS)))


@race
async def same_survey_answer(arena: Arena) -> None:
    """An answer is sent eight times at once: one 201, else 200, and the same is said back."""
    token = (await arena.visitor())["token"]
    body = {"id": fresh(), "version": 1, "reason": "extra_costs", "session_id": "s"}
    request = arena.browser(token, "POST", "/v1/surveys/exit_intent/responses", body)
    answers = await arena.at_once([request] * CALLERS, allowed=[200, 201])
    arena.alike(answer.json for answer in answers)
    arena.expect("new answers", sum(answer.status == 201 for answer in answers), 1)
    arena.expect("answers", len((await arena.export_of(token))["survey_response"]), 1)


@race
async def same_survey_showing(arena: Arena) -> None:
    """Eight tabs want to ask the same thing: one of them may."""
    token = (await arena.visitor())["token"]
    requests = [
        arena.browser(token, "POST", "/v1/surveys/showings", {"id": fresh(), "session_id": "s"})
        for _ in range(CALLERS)
    ]
    answers = await arena.at_once(requests, allowed=[200])
    arena.expect("surveys to show", sum(answer.json["survey"] is not None for answer in answers), 1)
    shown = [event["type"] for event in (await arena.export_of(token))["event"]]
    arena.expect("showings", shown, ["survey_shown"])


@race
async def same_order(arena: Arena) -> None:
    """An order of somebody new is reported eight times at once."""
    shopper = fresh()
    body = {"shopper_id": shopper, "status": "placed", "placed_at": datetime.now(UTC).isoformat()}
    request = arena.server("PUT", f"/v1/orders/{fresh()}", body)
    answers = await arena.at_once([request] * CALLERS, allowed=[200])
    arena.alike(answer.json for answer in answers)
    stored = await arena.export(shopper)
    arena.expect("shoppers", len(stored["shopper"]), 1)
    arena.expect("orders", sum(len(rows) for name, rows in stored.items() if "order" in name), 1)


@race
async def same_product(arena: Arena) -> None:
    """A new product is stored eight times at once."""
    request = arena.server("PUT", f"/v1/products/{fresh()}", PRODUCT)
    answers = await arena.at_once([request] * CALLERS, allowed=[200])
    arena.alike(answer.json for answer in answers)
    read = await arena.alone(arena.server("GET", request.path))
    arena.expect("title", read.json["title"], PRODUCT["title"])


@race
async def same_products_in_any_order(arena: Arena) -> None:
    """Eight batches hold the same thirty new products, each in an order of its own."""
    products = [{"product_id": fresh(), **PRODUCT} for _ in range(30)]
    bodies = [{"products": random.sample(products, len(products))} for _ in range(CALLERS)]
    answers = await arena.at_once(
        [arena.server("POST", "/v1/products", body) for body in bodies], allowed=[200]
    )
    arena.expect("changed", sum(answer.json["changed"] for answer in answers), len(products))


@race
async def consent(arena: Arena) -> None:
    """A visitor decides the same eight times at once."""
    token = (await arena.visitor())["token"]
    request = arena.browser(token, "PUT", "/v1/consent", {"recovery_email": True})
    answers = await arena.at_once([request] * CALLERS, allowed=[200])
    arena.alike(answer.json for answer in answers)
    read = await arena.alone(arena.browser(token, "GET", "/v1/consent"))
    arena.expect("consent", read.json["recovery_email"], True)


@race
async def rules(arena: Arena) -> None:
    """Eight rules are added at once, changed at once, taken away at once."""
    rule = {"name": "Race", "action": "boost", "match": {"categories": ["Home"]}, "enabled": False}
    added = await arena.at_once([arena.server("POST", "/v1/rules", rule)] * CALLERS, allowed=[201])
    ids = {answer.json["rule_id"] for answer in added}
    arena.expect("rules", len(ids), CALLERS)
    if ids:
        path = f"/v1/rules/{ids.pop()}"
        change = arena.server("PUT", path, rule | {"strength": 2.0})
        await arena.at_once([change] * CALLERS, allowed=[200])
        await arena.at_once([arena.server("DELETE", path)] * CALLERS, allowed=[204, 404])
    await arena.at_once([arena.server("DELETE", f"/v1/rules/{rule_id}") for rule_id in ids], allowed=[204])


@race
async def signals(arena: Arena) -> None:
    """The assistant learns eight things of one conversation at once, and calls for a person eight times."""
    token = (await arena.visitor())["token"]
    said = arena.browser(token, "POST", "/v1/chat/messages", {"id": fresh(), "text": "hello"})
    conversation = f"/v1/conversations/{(await arena.alone(said)).json['conversation_id']}"
    body = {"signals": [{"kind": "preference", "attribute": "size", "value": "m"}]}
    learn = arena.server("POST", f"{conversation}/signals", body)
    await arena.at_once([learn] * CALLERS, allowed=[201])
    held: list[Any] = (await arena.alone(arena.server("GET", f"{conversation}/signals"))).json["signals"]
    arena.expect("sizes that hold", len(held), 1)
    call = arena.server("POST", f"{conversation}/handover", {"summary": "wants a person"})
    called = await arena.at_once([call] * CALLERS, allowed=[201])
    arena.alike(answer.json for answer in called)


@race
async def erasure_while_events_arrive(arena: Arena) -> None:
    """What a browser sends while its visitor is erased is stored and goes, or the visitor is not known."""
    token = (await arena.visitor())["token"]
    erasure = arena.browser(token, "POST", "/v1/privacy/erasure")
    requests = [*_views(arena, token, CALLERS - 1), erasure]
    random.shuffle(requests)
    await arena.at_once(requests, allowed=[200, 202, 401])
    await arena.at_once([arena.browser(token, "GET", "/v1/privacy/export")], allowed=[401])


@race
async def erasure_while_a_server_tells(arena: Arena) -> None:
    """A shopper is erased while the shop's server tells of them: what comes later makes them anew."""
    shopper = fresh()

    def told() -> Request:
        return arena.server("POST", "/v1/events", {"events": [event(arena.product, shopper_id=shopper)]})

    await arena.alone(told())
    erasure = arena.server("POST", f"/v1/privacy/erasure?shopper_id={shopper}")
    await arena.at_once([*(told() for _ in range(CALLERS - 2)), erasure, erasure], allowed=[200, 202, 404])


def _views(arena: Arena, token: str, count: int) -> list[Request]:
    bodies = [{"events": [event(arena.product)]} for _ in range(count)]
    return [arena.browser(token, "POST", "/v1/events", body) for body in bodies]
