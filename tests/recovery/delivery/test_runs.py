"""A run of sending: goes on where connections break, gives up where all do, ends when it is asked to."""

from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from core.keys import Keys
from core.settings import Settings
from recovery.campaign import Campaign
from recovery.delivery import Dispatch, Outbox, send_due
from recovery.delivery.dispatch import MOST_BROKEN
from recovery.delivery.faults import Broken
from recovery.delivery.smtp import SmtpMailer
from recovery.tables import EmailState
from tests.clock import ManualClock
from tests.contracts.flaky import every, flaky
from tests.recovery.delivery.test_dispatch import Server, compose, states
from tests.recovery.shop import Shop


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def dispatch(settings: Settings, keys: Keys, server: Server, clock: ManualClock) -> Dispatch:
    return Dispatch(settings=settings, keys=keys, mailer=server, clock=clock)


@pytest.mark.parametrize("place", ["greeting", "RSET", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("n", [2, 3])
def test_connections_that_break_now_and_then_lose_no_email(
    shop: Shop, campaign: Campaign, dispatch: Dispatch, place: str, n: int
) -> None:
    compose(shop, campaign, *(f"shopper-{number}" for number in range(12)))
    with flaky(every(n, place)) as (url, server):
        mailer = SmtpMailer(url, most=3)
        assert send_due(shop.engine, replace(dispatch, mailer=mailer)) == {EmailState.SENT: 12}
    assert len(set(server.taken)) == len(server.taken) == 12


def test_a_connection_that_breaks_with_a_message_costs_that_one_alone(
    shop: Shop, campaign: Campaign, dispatch: Dispatch
) -> None:
    compose(shop, campaign, *(f"shopper-{number}" for number in range(9)))
    with flaky(every(3, "message")) as (url, server):
        counts = send_due(shop.engine, replace(dispatch, mailer=SmtpMailer(url)))
    assert counts == {EmailState.SENT: 6, EmailState.UNCONFIRMED: 3}
    assert len(set(server.taken)) == len(server.taken) == 9


@pytest.mark.parametrize(("place", "left"), [("greeting", 0), ("message", MOST_BROKEN)])
def test_a_server_that_breaks_every_connection_is_given_up(
    shop: Shop, campaign: Campaign, dispatch: Dispatch, place: str, left: int
) -> None:
    compose(shop, campaign, *(f"shopper-{number}" for number in range(MOST_BROKEN + 3)))
    with flaky(every(1, place)) as (url, server):
        send_due(shop.engine, replace(dispatch, mailer=SmtpMailer(url)))
        assert server.connections == MOST_BROKEN
    assert states(shop).count(EmailState.COMPOSED) == MOST_BROKEN + 3 - left


def test_a_message_that_breaks_its_connection_does_not_hold_up_the_others(
    shop: Shop, campaign: Campaign, dispatch: Dispatch, server: Server
) -> None:
    compose(shop, campaign, "ayla", "ben", "cem")
    server.refuses["ayla@example.com"] = Broken("It broke.")
    assert send_due(shop.engine, dispatch) == {EmailState.SENT: 2, EmailState.COMPOSED: 1}
    assert server.closed == 1


def test_asked_to_end_it_ends_between_two_emails(
    shop: Shop, campaign: Campaign, dispatch: Dispatch, server: Server
) -> None:
    class Ending(Server):
        """Hears in the middle of an email that the process is to end."""

        def send(self, message: EmailMessage, *, email_id: str) -> None:
            dispatch.stopping.set()
            super().send(message, email_id=email_id)

    compose(shop, campaign, "ayla", "ben")
    mailer = Ending()
    assert send_due(shop.engine, replace(dispatch, mailer=mailer)) == {EmailState.SENT: 1}
    assert (len(mailer.got), mailer.closed) == (1, 1)
    assert sorted(states(shop)) == [EmailState.COMPOSED, EmailState.SENT]


def test_the_outbox_folder_is_made_when_the_first_email_comes(
    shop: Shop, campaign: Campaign, dispatch: Dispatch, tmp_path: Path
) -> None:
    folder = tmp_path / "new" / "outbox"
    compose(shop, campaign, "ayla")
    send_due(shop.engine, replace(dispatch, mailer=Outbox(folder)))
    assert [path.suffix for path in folder.iterdir()] == [".eml"]
