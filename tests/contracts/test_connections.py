"""A mail server's connections: used for many messages, and replaced where they break."""

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from core.keys import Keys
from core.settings import Settings
from recovery.carts import SoldLine
from recovery.delivery.faults import Broken, Uncertain
from recovery.delivery.smtp import SmtpMailer
from recovery.messages import Letter, compose
from tests.contracts.flaky import every, flaky
from tests.recovery.shop import JACKET


@pytest.fixture
def message(settings: Settings, keys: Keys) -> EmailMessage:
    letter = Letter(
        email_id="email-1", cart_id="cart-1", address="ayla@example.com", lines=(SoldLine(JACKET, 1),)
    )
    return compose(letter, settings=settings, keys=keys, now=datetime(2026, 3, 2, 12, tzinfo=UTC))


def test_many_messages_go_over_one_connection(message: EmailMessage) -> None:
    with flaky(lambda _where, _times: False) as (url, server):
        mailer = SmtpMailer(url)
        for number in range(3):
            mailer.send(message, email_id=f"email-{number}")
        mailer.close()
        mailer.close()  # nothing is open any more
        assert (server.connections, len(server.taken)) == (1, 3)
        envelope = ["MAIL", "RCPT", "DATA"]
        assert server.commands == ["EHLO", *envelope, "RSET", *envelope, "RSET", *envelope, "QUIT"]


def test_a_connection_is_given_up_after_many_messages(message: EmailMessage) -> None:
    with flaky(lambda _where, _times: False) as (url, server):
        mailer = SmtpMailer(url, most=2)
        for number in range(5):
            mailer.send(message, email_id=f"email-{number}")
        mailer.close()
        assert (server.connections, len(server.taken)) == (3, 5)


@pytest.mark.parametrize("place", ["RSET", "MAIL", "RCPT", "DATA"])
def test_a_connection_that_broke_before_the_message_is_replaced(message: EmailMessage, place: str) -> None:
    with flaky(lambda where, times: where == place and times == (1 if place == "RSET" else 2)) as (
        url,
        server,
    ):
        mailer = SmtpMailer(url)
        mailer.send(message, email_id="email-1")
        mailer.send(message, email_id="email-2")
        mailer.close()
        assert (server.connections, len(server.taken)) == (2, 2)


@pytest.mark.parametrize("place", ["greeting", "EHLO", "MAIL", "RCPT", "DATA"])
def test_a_new_connection_that_breaks_leaves_the_message_unsent(message: EmailMessage, place: str) -> None:
    with flaky(lambda where, _times: where == place) as (url, server):
        with pytest.raises(Broken):
            SmtpMailer(url).send(message, email_id="email-1")
        assert server.taken == []


def test_a_message_that_may_have_arrived_is_not_sent_again(message: EmailMessage) -> None:
    with flaky(every(2, "message")) as (url, server):
        mailer = SmtpMailer(url)
        mailer.send(message, email_id="email-1")
        with pytest.raises(Uncertain):
            mailer.send(message, email_id="email-2")
        mailer.send(message, email_id="email-3")
        mailer.close()
        assert (server.connections, len(server.taken)) == (2, 3)
