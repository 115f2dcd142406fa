"""Where callers race: eight of them send at the same moment, then it is asked what was stored."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from benchmarks.load.client import Answer, Connection, Request, bearer

CALLERS = 8


@dataclass
class Arena:
    """Servers of one shop and its keys; how they answered, and what was wrong with that."""

    ports: Sequence[int]
    publishable: str
    secret: str
    product: str
    """The id of a product that is there."""
    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def server(self, method: str, path: str, body: object = None) -> Request:
        """A request of the shop's server."""
        return Request(path, method, path, bearer(self.secret), _written(body))

    def browser(self, token: str, method: str, path: str, body: object = None) -> Request:
        """A request of a visitor's browser."""
        return Request(path, method, path, bearer(self.publishable, token), _written(body))

    async def visitor(self) -> dict[str, str]:
        """Somebody new, with visitor_id and token."""
        made: dict[str, str] = (await self.alone(self.server("POST", "/v1/visitors"))).json
        return made

    async def alone(self, request: Request) -> Answer:
        """Ask alone, over a connection of its own; it must be answered well."""
        async with Connection(self.ports[0]) as connection:
            answer = await connection.ask(request)
        if answer.status >= 300:
            self.faults.append(
                f"alone, {request.method} {request.path}: {answer.status} {answer.body[:200]!r}"
            )
            raise Unfair
        return answer

    async def at_once(self, requests: Sequence[Request], *, allowed: Iterable[int]) -> list[Answer]:
        """All callers ask in the same moment; what is not `allowed` is a fault. Returns the good answers."""
        async with AsyncExitStack() as stack:
            ports = [self.ports[place % len(self.ports)] for place in range(len(requests))]
            connections = [await stack.enter_async_context(Connection(port)) for port in ports]
            for connection in connections:
                await connection.open()
            pairs = zip(connections, requests, strict=True)
            answers = await asyncio.gather(
                *(connection.ask(request) for connection, request in pairs), return_exceptions=True
            )
        good = []
        for request, answer in zip(requests, answers, strict=True):
            if isinstance(answer, BaseException):
                self.statuses[0] += 1
                self.faults.append(f"{request.method} {request.path}: {type(answer).__name__}")
                continue
            self.statuses[answer.status] += 1
            if answer.status not in allowed:
                self.faults.append(f"{request.method} {request.path}: {answer.status} {answer.body[:200]!r}")
            elif answer.status < 300:
                good.append(answer)
        return good

    async def export(self, shopper_id: str) -> Mapping[str, list[Any]]:
        """Everything that is stored of a shopper whom the shop calls so."""
        stored = await self.alone(self.server("GET", f"/v1/privacy/export?shopper_id={shopper_id}"))
        tables: Mapping[str, list[Any]] = stored.json
        return tables

    async def export_of(self, token: str) -> Mapping[str, list[Any]]:
        """Everything that is stored of a visitor."""
        tables: Mapping[str, list[Any]] = (
            await self.alone(self.browser(token, "GET", "/v1/privacy/export"))
        ).json
        return tables

    def expect(self, what: str, actual: object, wanted: object) -> None:
        """Note a fault where they differ."""
        if actual != wanted:
            self.faults.append(f"{what}: {actual}, not {wanted}")

    def alike(self, bodies: Iterable[object]) -> None:
        """The losers are told what the winner is told."""
        different = {json.dumps(body, sort_keys=True) for body in bodies}
        if len(different) > 1:
            self.faults.append(f"{len(different)} different answers: {sorted(different)[:2]}")


class Unfair(Exception):
    """A race could not begin or be judged; why stands among the faults."""


def fresh() -> str:
    """An id that nobody has used."""
    return str(uuid4())


def _written(body: object) -> bytes:
    return b"" if body is None else json.dumps(body).encode()
