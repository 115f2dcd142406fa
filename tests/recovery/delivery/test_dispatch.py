"""Sending: once, also when two race or one dies; never against a shopper's wish; and nothing is lost."""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from email.message import EmailMessage

import pytest

from core.consent import suppress
from core.database import connect, transaction
from core.errors import RapportError, Unavailable
from core.keys import Keys
from core.migration import upgrade
from core.privacy import erase
from core.settings import Settings
from recovery.campaign import Campaign, compose_due
from recovery.delivery import Dispatch, Outbox, send_due
from recovery.delivery.faults import Deferred, Rejected, Uncertain
from recovery.messages import parse
from recovery.tables import EmailState
from tests.clock import ManualClock
from tests.recovery.shop import Shop, suggest_boots


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Server:
    """A mail server that remembers, and fails as it is told: before or after it took the message."""

    idempotent: bool = False
    name: str = "server"
    got: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    refuses: dict[str, RapportError] = field(default_factory=dict)
    closed: int = 0
    kills_before: bool = False
    kills_after: bool = False

    def send(self, message: EmailMessage, *, email_id: str) -> None:
        """Take it, or fail."""
        address = str(message["To"])
        if self.kills_before:
            raise Killed
        if address in self.refuses:
            raise self.refuses[address]
        self.got.append(address)
        self.ids.append(email_id)
        if self.kills_after:
            raise Killed

    def forget(self, email_ids: Iterable[str]) -> int:
        """It keeps what it got."""
        self.forgotten.extend(email_ids)
        return 0

    def close(self) -> None:
        """Between two runs."""
        self.closed += 1


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def dispatch(settings: Settings, keys: Keys, server: Server, clock: ManualClock) -> Dispatch:
    return Dispatch(settings=settings, keys=keys, mailer=server, clock=clock)


def compose(shop: Shop, campaign: Campaign, *names: str) -> list[str]:
    """Each leaves a cart, and an email about it is composed."""
    shoppers = [shop.leaves_a_cart(name) for name in names]
    compose_due(shop.engine, campaign, now=shop.clock.now())
    return shoppers


def states(shop: Shop) -> list[EmailState]:
    return [email.state for email in shop.emails()]


def test_an_email_is_sent_once(shop: Shop, campaign: Campaign, dispatch: Dispatch, server: Server) -> None:
    compose(shop, campaign, "ayla")
    assert send_due(shop.engine, dispatch) == {EmailState.SENT: 1}
    assert send_due(shop.engine, dispatch) == {}
    assert server.got == ["ayla@example.com"]
    [email] = shop.emails()
    assert (email.state, email.sent_at, email.note) == (EmailState.SENT, shop.clock.now(), "")


def test_what_was_composed_is_what_is_sent(shop: Shop, campaign: Campaign, dispatch: Dispatch) -> None:
    folder = dispatch.settings.outbox_folder
    compose(shop, campaign, "ayla")
    send_due(shop.engine, replace(dispatch, mailer=Outbox(folder)))
    [email] = shop.emails()
    sent = (folder / f"{email.email_id}.eml").read_bytes()
    assert sent.decode() == email.message
    assert parse(sent.decode())["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_purchase_after_composing_cancels_it(
    shop: Shop, campaign: Campaign, dispatch: Dispatch, server: Server
) -> None:
    compose(shop, campaign, "ayla")
    shop.buys(shop.shopper("laptop", email="AYLA@example.com"))
    assert send_due(shop.engine, dispatch) == {EmailState.CANCELLED: 1}
    assert server.got == []
    assert shop.emails()[0].note == "They have bought in the meantime."


def test_an_unsubscription_after_composing_cancels_it(
    shop: Shop, campaign: Campaign, dispatch: Dispatch, server: Server
) -> None:
    compose(shop, campaign, "ayla")
    with transaction(shop.engine) as session:
        suppress(session, dispatch.keys, "ayla@example.com", now=shop.clock.now())
    assert send_due(shop.engine, dispatch) == {EmailState.CANCELLED: 1}
    assert server.got == []


def test_going_on_with_the_cart_cancels_it(
    shop: Shop, campaign: Campaign, dispatch: Dispatch, server: Server
) -> None:
    [ayla] = compose(shop, campaign, "ayla")
    shop.adds(ayla, "mug")
    assert send_due(shop.engine, dispatch) == {EmailState.CANCELLED: 1}
    assert server.got == []


def test_a_server_that_is_away_loses_nothing(
    shop: Shop, campaign: Campaign, dispatch: Dispatch, server: Server
) -> None:
    compose(shop, campaign, "ayla", "marek")
    away = Unavailable("The mail server does not answer.")
    server.refuses = {"ayla@example.com": away, "marek@example.com": away}
    assert send_due(shop.engine, dispatch) == {EmailState.COMPOSED: 1}  # it is away for the second too
    assert states(shop) == [EmailState.COMPOSED, EmailState.COMPOSED]
    server.refuses = {}
    assert send_due(shop.engine, dispatch) == {EmailState.SENT: 2}


def test_one_away_for_longer_than_the_cart_is_worth_an_email(
    shop: Shop, campaign: Campaign, dispatch: Dispatch, server: Server
) -> None:
    compose(shop, campaign, "ayla")
    server.refuses = {"ayla@example.com": Unavailable("The mail server does not answer.")}
    send_due(shop.engine, dispatch)
    shop.waits(days=7)
    server.refuses = {}
    assert send_due(shop.engine, dispatch) == {EmailState.CANCELLED: 1}
    assert server.got == []


def test_one_that_is_refused_does_not_stop_the_others(
    shop: Shop, campaign: Campaign, dispatch: Dispatch, server: Server
) -> None:
    compose(shop, campaign, "ayla", "marek", "ines", "ada")
    server.refuses = {
        "ayla@example.com": Deferred("Not now, code 450."),
        "marek@example.com": Rejected("Never, code 550."),
        "ines@example.com": Uncertain("The connection broke while sending."),
    }
    assert send_due(shop.engine, dispatch) == {
        EmailState.COMPOSED: 1,
        EmailState.FAILED: 1,
        EmailState.UNCONFIRMED: 1,
        EmailState.SENT: 1,
    }
    notes = {str(parse(email.message)["To"]): email.note for email in shop.emails()}
    assert notes["marek@example.com"] == "Never, code 550."
    server.refuses = {}
    assert send_due(shop.engine, dispatch) == {EmailState.SENT: 1}
    assert server.got == ["ada@example.com", "ayla@example.com"]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_death_while_a_server_had_it_is_never_sent_again(
    moment: str, shop: Shop, campaign: Campaign, dispatch: Dispatch, server: Server
) -> None:
    compose(shop, campaign, "ayla")
    setattr(server, f"kills_{moment}", True)
    with pytest.raises(Killed):
        send_due(shop.engine, dispatch)
    assert states(shop) == [EmailState.SENDING]
    setattr(server, f"kills_{moment}", False)
    assert send_due(shop.engine, dispatch) == {}  # it may be alive still
    shop.waits(minutes=16)
    assert send_due(shop.engine, dispatch) == {EmailState.UNCONFIRMED: 1}
    assert send_due(shop.engine, dispatch) == {}
    assert server.got == (["ayla@example.com"] if moment == "after" else [])


@pytest.mark.parametrize("moment", ["before", "after"])
def test_death_while_writing_a_file_writes_it_again(
    moment: str, shop: Shop, campaign: Campaign, dispatch: Dispatch
) -> None:
    folder = dispatch.settings.outbox_folder

    class DyingOutbox(Outbox):
        def send(self, message: EmailMessage, *, email_id: str) -> None:
            if moment == "after":
                super().send(message, email_id=email_id)
            raise Killed

    compose(shop, campaign, "ayla")
    with pytest.raises(Killed):
        send_due(shop.engine, replace(dispatch, mailer=DyingOutbox(folder)))
    shop.waits(minutes=16)
    assert send_due(shop.engine, replace(dispatch, mailer=Outbox(folder))) == {EmailState.SENT: 1}
    assert len(list(folder.iterdir())) == 1


def test_a_slow_sender_taken_for_dead_still_says_that_it_was_sent(
    shop: Shop, campaign: Campaign, dispatch: Dispatch, server: Server
) -> None:
    class Slow(Server):
        def send(self, message: EmailMessage, *, email_id: str) -> None:
            shop.waits(minutes=16)
            assert send_due(shop.engine, replace(dispatch, mailer=server)) == {EmailState.UNCONFIRMED: 1}
            super().send(message, email_id=email_id)

    compose(shop, campaign, "ayla")
    assert send_due(shop.engine, replace(dispatch, mailer=Slow())) == {EmailState.SENT: 1}
    assert states(shop) == [EmailState.SENT]
    assert server.got == []


def test_an_erasure_while_the_file_is_written_leaves_no_file(
    shop: Shop, campaign: Campaign, dispatch: Dispatch
) -> None:
    folder = dispatch.settings.outbox_folder

    class ErasedMeanwhile(Outbox):
        def send(self, message: EmailMessage, *, email_id: str) -> None:
            with transaction(shop.engine) as session:
                erase(session, ayla, [Outbox(folder)])
            super().send(message, email_id=email_id)

    [ayla] = compose(shop, campaign, "ayla")
    assert send_due(shop.engine, replace(dispatch, mailer=ErasedMeanwhile(folder))) == {}
    assert list(folder.iterdir()) == []


def test_an_erasure_takes_the_shoppers_emails_from_the_outbox_and_no_others(
    shop: Shop, campaign: Campaign, dispatch: Dispatch
) -> None:
    folder = dispatch.settings.outbox_folder
    ayla, _ = compose(shop, campaign, "ayla", "marek")
    send_due(shop.engine, replace(dispatch, mailer=Outbox(folder)))
    with transaction(shop.engine) as session:
        counts = erase(session, ayla, [Outbox(folder)])
    assert counts["outbox"] == counts["recovery_email"] == counts["abandoned_cart"] == 1
    [left] = folder.iterdir()
    assert b"marek@example.com" in left.read_bytes()
    assert [str(parse(email.message)["To"]) for email in shop.emails()] == ["marek@example.com"]


@pytest.fixture(params=["sqlite", "postgresql"])
def anywhere(request: pytest.FixtureRequest, settings: Settings, clock: ManualClock) -> Iterator[Shop]:
    """The shop on each of the two databases."""
    on_postgres = request.param == "postgresql"
    engine = connect(
        request.getfixturevalue("postgres").fresh_database() if on_postgres else settings.database
    )
    upgrade(engine)
    yield Shop(engine, clock)
    engine.dispose()


def test_two_senders_send_each_email_once(anywhere: Shop, settings: Settings, keys: Keys) -> None:
    names = [f"shopper-{number}" for number in range(8)]
    compose(anywhere, Campaign(settings=settings, keys=keys, recommend=suggest_boots), *names)
    server = Server()
    dispatch = Dispatch(settings=settings, keys=keys, mailer=server, clock=anywhere.clock)
    barrier = threading.Barrier(2, timeout=30)
    counts: list[int] = []

    def work() -> None:
        barrier.wait()
        counts.append(send_due(anywhere.engine, dispatch).get(EmailState.SENT, 0))

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert sum(counts) == 8
    assert sorted(server.got) == sorted(f"{name}@example.com" for name in names)
    assert sorted(server.ids) == sorted(email.email_id for email in anywhere.emails())
    assert set(states(anywhere)) == {EmailState.SENT}
