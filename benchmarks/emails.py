"""How many emails are composed and sent in a second, beside a bare smtplib loop in the same run.

    python -m benchmarks.emails --carts 300 --products 2000 --json

A shop of its own in a temporary folder: so many shoppers with some history left a cart, a model is trained,
one run of the job composes and sends. The mail server is a socket on loopback in a process of its own that
takes everything; the bare loop hands it the same messages over one connection.
"""

import argparse
import json
import multiprocessing
import random
import smtplib
import socket
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Self

from sqlalchemy import Engine
from sqlmodel import select

from core import catalog
from core.clock import Clock, SystemClock
from core.consent import ConsentPurpose, decide
from core.database import connect, new_id, transaction
from core.keys import load_keys
from core.migration import upgrade
from core.products import Product, ProductId
from core.settings import Settings
from core.shoppers import ensure_shopper, set_email
from feedback.events import NewEvent, store
from feedback.reasons import Reason
from feedback.surveys import NewResponse, respond
from feedback.tables import EventType
from jobs.context import JobContext
from jobs.retrain import retrain
from jobs.work import campaign_of, detect_abandoned_carts, label_responses
from recommender.config import TrainingConfig
from recovery.campaign import compose_due
from recovery.delivery import Dispatch, send_due
from recovery.delivery.smtp import SmtpMailer
from recovery.eligibility import Verdict
from recovery.tables import EmailState, RecoveryEmail

HISTORY = 12
"""Events of each shopper before the cart."""
WORDS = (
    "oak",
    "brass",
    "linen",
    "river",
    "harbour",
    "finch",
    "cedar",
    "copper",
    "wool",
    "stone",
    "amber",
    "slate",
    "moss",
    "tide",
    "ember",
    "quill",
)


@dataclass(frozen=True, slots=True)
class Report:
    """Emails and what they took."""

    carts: int
    composed: int
    sent: int
    composed_per_second: float
    sent_per_second: float
    bare_smtplib_per_second: float
    composing_cpu_ms: float
    """Per email, as the next two."""
    sending_cpu_ms: float
    bare_smtplib_cpu_ms: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--carts", type=int, default=300)
    parser.add_argument("--products", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--database", default="", help="a PostgreSQL instead of SQLite in a temporary folder")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = Settings(
            _env_file=None, var=folder, encoder=Path("var/encoder"), database_url=given.database
        )
        report = measured(settings, carts=given.carts, products=given.products, seed=given.seed)
    if given.json:
        print(json.dumps({name: getattr(report, name) for name in Report.__slots__}))
    else:
        for name in Report.__slots__:
            print(f"{name.replace('_', ' '):28}{getattr(report, name):>10,.1f}")


def measured(settings: Settings, *, carts: int, products: int, seed: int) -> Report:
    """One run of the job on a shop made for it."""
    engine = connect(settings.database)
    upgrade(engine)
    context = JobContext(settings, load_keys(settings), engine, SystemClock())
    open_shop(engine, context.clock, carts=carts, products=products, seed=seed)
    retrain(context, choose=lambda *_args, **_more: TrainingConfig())
    label_responses(context)
    detect_abandoned_carts(context)
    context.answers.refresh()
    with Stopwatch() as composing:
        verdicts = compose_due(engine, campaign_of(context), now=context.clock.now())
    composed = verdicts[Verdict.COMPOSED]
    with Sink() as sink:
        dispatch = Dispatch(
            settings=settings, keys=context.keys, mailer=SmtpMailer(sink.url), clock=context.clock
        )
        with Stopwatch() as sending:
            states = send_due(engine, dispatch)
        with transaction(engine, writes=False) as session:
            texts = session.exec(select(RecoveryEmail.message)).all()
        with Stopwatch() as bare:
            bare_loop(sink, [text.encode() for text in texts])
    engine.dispose()
    sent = states[EmailState.SENT]
    return Report(
        carts,
        composed,
        sent,
        composed_per_second=composed / composing.seconds,
        sent_per_second=sent / sending.seconds,
        bare_smtplib_per_second=len(texts) / bare.seconds,
        composing_cpu_ms=1_000 * composing.cpu / composed,
        sending_cpu_ms=1_000 * sending.cpu / sent,
        bare_smtplib_cpu_ms=1_000 * bare.cpu / len(texts),
    )


class Stopwatch:
    """Seconds on the wall and of this process's CPU: other work on the machine slows down only the first."""

    seconds = cpu = 0.0

    def __enter__(self) -> Self:
        self._begun = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        wall, cpu = self._begun
        self.seconds, self.cpu = time.perf_counter() - wall, time.process_time() - cpu


def bare_loop(sink: "Sink", messages: Sequence[bytes]) -> None:
    """A loop that knows nothing but smtplib, over one connection."""
    with smtplib.SMTP("127.0.0.1", sink.port) as server:
        for content in messages:
            server.sendmail("shop@example.com", ["shopper@shop.example"], content)


def open_shop(engine: Engine, clock: Clock, *, carts: int, products: int, seed: int) -> None:
    """Products, and shoppers with a history who left a cart two hours ago; a third of them said why."""
    chance, now = random.Random(seed), clock.now()
    ids = [ProductId(f"p-{number}") for number in range(products)]
    shelf = [product(chance, product_id) for product_id in ids]
    with transaction(engine) as session:
        catalog.upsert(session, shelf, now=now)
    left = now - timedelta(hours=2)
    for number in range(carts):
        with transaction(engine) as session:
            shopper = ensure_shopper(session, f"shopper-{number}", now=left)
            set_email(session, shopper, f"shopper-{number}@shop.example")
            decide(
                session,
                shopper.shopper_id,
                {ConsentPurpose.RECOVERY_EMAIL: True},
                source="storefront",
                now=left,
            )
            liked = chance.randrange(products)
            events = [
                NewEvent(
                    event_id=new_id(),
                    shopper_id=shopper.shopper_id,
                    session_id=f"s-{number}-{place // 4}",
                    type=kind,
                    occurred_at=left - timedelta(hours=12 * (HISTORY - place)),
                    product_id=ids[(liked + chance.randrange(20)) % products],
                    order_id=new_id() if kind is EventType.PURCHASE else None,
                )
                for place in range(HISTORY)
                for kind in [EventType.PURCHASE if place == 3 else EventType.VIEW]
            ]
            events += [
                NewEvent(
                    event_id=new_id(),
                    shopper_id=shopper.shopper_id,
                    session_id=f"s-{number}-cart",
                    type=EventType.CART,
                    occurred_at=left,
                    product_id=ids[(liked + place) % products],
                )
                for place in range(chance.randint(1, 3))
            ]
            store(session, events, now=left)
            if number % 3 == 0:
                respond(session, answer(shopper.shopper_id, number), now=left)


def product(chance: random.Random, product_id: ProductId) -> Product:
    """Something with a title, a price and pictures."""
    name = " ".join(chance.sample(WORDS, 3)).capitalize()
    category = f"Home > {chance.choice(WORDS).capitalize()}"
    return Product(
        product_id,
        name,
        category=category,
        price=Decimal(chance.randint(300, 9000)) / 100,
        stock=50,
        url=f"/product.html?id={product_id}",
        image_url=f"/pictures/{product_id}.png",
    )


def answer(shopper_id: str, number: int) -> NewResponse:
    """The exit-intent survey, answered."""
    return NewResponse(
        response_id=new_id(),
        shopper_id=shopper_id,
        session_id=f"s-{number}-cart",
        survey="exit_intent",
        version=1,
        reason=list(Reason)[number % len(Reason)],
        text="",
        product_ids=(),
    )


class Sink:
    """A mail server that takes everything and keeps nothing, in a process of its own."""

    def __enter__(self) -> "Sink":
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._process = multiprocessing.get_context("fork").Process(target=take_all, args=(self._socket,))
        self._process.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.join()
        self._socket.close()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"smtp://127.0.0.1:{self.port}"


def take_all(listening: socket.socket) -> None:
    """One connection after the other: yes to everything."""
    while True:
        connection, _ = listening.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 sink\r\n")
            for line in lines:
                word = line[:4].upper()
                if word == b"DATA":
                    connection.sendall(b"354 go on\r\n")
                    while next(lines, b".\r\n") != b".\r\n":
                        pass
                connection.sendall(b"221 bye\r\n" if word == b"QUIT" else b"250 yes\r\n")
                if word == b"QUIT":
                    break


if __name__ == "__main__":
    main()
