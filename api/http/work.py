"""The work of a request: what needs the session, the endpoint and the commit, in turn and in one thread.

FastAPI sends each plain dependency, the endpoint and the end of a session to a thread of its own, one after
the other. A request that holds the database's lock then waits for a thread, while those who have the threads
wait for the lock. Here a request waits for its turn first, holding nothing, and then needs nobody to finish.
"""

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial, wraps
from inspect import Parameter, Signature
from typing import Annotated, Any, TypeVar, get_args

import anyio
from anyio import CapacityLimiter, Semaphore, to_thread
from fastapi import Depends, Request, params
from sqlalchemy import Engine
from sqlmodel import Session

from api.http.address import AddressRoute
from api.http.statuses import raises
from core.database import CONNECTIONS, repeated
from core.errors import Unavailable

Result = TypeVar("Result")
Endpoint = Callable[..., Any]
Given = Mapping[str, Any]
"""What FastAPI read from the request, by the parameter's name."""
Made = dict[Callable[..., Any], Any]
"""What was made with the session, by the dependency that made it."""

SLOW_SECONDS = 0.05
"""Many times what a request takes at the interpreter."""
BUSY = "Too much is asked at once; try again in a moment."
_REQUEST, _READS = "request", "_reads"


class Turns:
    """Turns in the order they are asked for, `at_once` together; one that is `slow` lets the next begin."""

    def __init__(self, at_once: int = 1, *, slow: float | None = None) -> None:
        self._free = Semaphore(at_once, fast_acquire=True)
        self._slow = slow

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn, have it, and pass it on: in the end, or as soon as it is a slow one."""
        await self._free.acquire()
        passed = False

        def pass_on() -> None:
            nonlocal passed
            if not passed:
                passed = True
                self._free.release()

        slow = None if self._slow is None else asyncio.get_running_loop().call_later(self._slow, pass_on)
        try:
            yield
        finally:
            if slow is not None:
                slow.cancel()
            pass_on()


class Workers:
    """A process's threads for requests: fewer than connections, so that no request waits for one in its work.

    One is at work at a time: a second one only takes the interpreter from the first, which costs both. Who is
    slow waits for the database, or for a core of its own, and lets the next begin. On SQLite who writes does
    not hold up who reads, and lets nobody in: the database has one writer at a time.
    """

    def __init__(self, engine: Engine, *, patience: float, at_once: int = 1) -> None:
        self._engine = engine
        self._patience = patience
        self._threads = CapacityLimiter(CONNECTIONS)
        self._reading, self._thinking = (Turns(at_once, slow=SLOW_SECONDS) for _ in range(2))
        self._writing = Turns() if engine.dialect.name == "sqlite" else self._reading

    async def run(self, work: Callable[[], Result], *, writes: bool) -> Result:
        """Work with the database in a thread when its turn comes; Unavailable where `patience` ends first."""
        return await self._in_turn(self._writing if writes else self._reading, work)

    async def think(self, work: Callable[[], Result]) -> Result:
        """As `run`, for work that needs no database: neither holds up the other."""
        return await self._in_turn(self._thinking, work)

    async def _in_turn(self, turns: Turns, work: Callable[[], Result]) -> Result:
        try:
            with anyio.fail_after(self._patience):  # the wait only: work that has begun is not given up
                async with turns.turn():
                    return await to_thread.run_sync(work, limiter=self._threads)
        except TimeoutError:
            raise Unavailable(BUSY) from None

    async def transact(self, work: Callable[[Session], Result], *, writes: bool) -> Result:
        """Work in one transaction, again where another caller was first, so that it must bear repeating."""
        return await self.run(partial(repeated, self._engine, work, writes=writes), writes=writes)


def session() -> Session:
    """What a dependency or endpoint of a `WorkRoute` declares to get the request's transaction."""
    raise TypeError("Only the plain functions of a WorkRoute get a session.")


SessionOf = Annotated[Session, Depends(session)]


def only_reads(endpoint: Endpoint) -> Endpoint:
    """Say of an endpoint that is no GET that it writes nothing, and so need not wait for who does."""
    setattr(endpoint, _READS, True)
    return endpoint


class WorkRoute(AddressRoute):
    """A route whose plain endpoint works in one thread and one transaction; one that is `async` as ever."""

    def __init__(self, path: str, endpoint: Endpoint, **options: Any) -> None:
        waits = inspect.iscoroutinefunction(endpoint)
        super().__init__(path, endpoint if waits else in_one_thread(endpoint), **options)


def in_one_thread(endpoint: Endpoint) -> Endpoint:
    """An endpoint for FastAPI that asks for what the request says, and does all the rest in a worker."""
    leaves: dict[str, Parameter] = {_REQUEST: Parameter(_REQUEST, Parameter.KEYWORD_ONLY, annotation=Request)}
    call = _bound(endpoint, leaves)
    reads, alone = getattr(endpoint, _READS, False), not _needs_session(endpoint)

    @wraps(endpoint)
    async def work(**given: Any) -> Any:
        request: Request = given[_REQUEST]
        workers: Workers = request.app.state.services.workers
        if alone:
            return await workers.think(lambda: call(given, {}))
        writes = not reads and request.method not in ("GET", "HEAD")
        return await workers.transact(lambda opened: call(given, {session: opened}), writes=writes)

    returned = inspect.signature(endpoint, eval_str=True).return_annotation
    signature = Signature(list(leaves.values()), return_annotation=returned)
    work.__signature__ = signature  # type: ignore[attr-defined] # FastAPI reads it as the endpoint's own
    return raises(Unavailable)(work)  # where its turn does not come


def _bound(function: Endpoint, leaves: dict[str, Parameter]) -> Callable[[Given, Made], Any]:
    """A caller of `function`; what it and those it needs take from the request goes into `leaves`."""
    if inspect.iscoroutinefunction(function):
        raise TypeError(f"{function.__name__} needs the session, so it cannot be async.")
    given: list[str] = []
    made: dict[str, tuple[Endpoint, Callable[[Given, Made], Any]]] = {}
    for name, parameter in inspect.signature(function, eval_str=True).parameters.items():
        dependency = _dependency(parameter)
        if dependency is not None and (_is_plain(dependency) or _needs_session(dependency)):
            made[name] = (dependency, _bound(dependency, leaves) if dependency is not session else _given)
        else:
            given.append(name)
            _add(leaves, parameter, function)

    def call(read: Given, known: Made) -> Any:
        arguments = {name: read[name] for name in given}
        for name, (dependency, make) in made.items():
            if dependency not in known:
                known[dependency] = make(read, known)
            arguments[name] = known[dependency]
        return function(**arguments)

    return call


def _given(_read: Given, known: Made) -> Any:
    return known[session]


def _add(leaves: dict[str, Parameter], parameter: Parameter, function: Endpoint) -> None:
    leaf = parameter.replace(kind=Parameter.KEYWORD_ONLY)
    if leaves.setdefault(leaf.name, leaf) != leaf:
        raise TypeError(f"{function.__name__} takes another {leaf.name!r} than what it works with.")


def _dependency(parameter: Parameter) -> Endpoint | None:
    marks = (mark for mark in get_args(parameter.annotation)[1:] if isinstance(mark, params.Depends))
    return next((mark.dependency for mark in marks if mark.dependency is not None), None)


def _is_plain(dependency: Endpoint) -> bool:
    """Whether it can be called where the endpoint is: an object with a scheme of security stays FastAPI's."""
    waits = inspect.iscoroutinefunction(dependency) or inspect.isgeneratorfunction(dependency)
    return inspect.isfunction(dependency) and not waits


def _needs_session(dependency: Endpoint) -> bool:
    if dependency is session:
        return True
    sub_dependencies = map(_dependency, inspect.signature(dependency, eval_str=True).parameters.values())
    return any(
        _needs_session(sub_dependency) for sub_dependency in sub_dependencies if sub_dependency is not None
    )
