"""What every mailer keeps to, and what a mail server's answers mean; the server is a real one on loopback."""

import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from core.errors import Unavailable
from core.keys import Keys
from core.settings import Settings
from recovery.carts import SoldLine
from recovery.delivery import Mailer, Outbox, mailer_for
from recovery.delivery.faults import Bounced, Deferred, Rejected, Uncertain
from recovery.delivery.smtp import SmtpMailer
from recovery.messages import Letter, compose
from tests.contracts.mailbox import Mailbox, free_port
from tests.recovery.shop import BOOTS, JACKET


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(mailbox: Mailbox) -> Iterator[str]:
    """The URL of a running mail server."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


@pytest.fixture
def message(settings: Settings, keys: Keys) -> EmailMessage:
    lines = (SoldLine(JACKET, 1), SoldLine(BOOTS, 2))
    letter = Letter(email_id="email-1", cart_id="cart-1", address="ayla@example.com", lines=lines)
    return compose(letter, settings=settings, keys=keys, now=datetime(2026, 3, 2, 12, tzinfo=UTC))


@pytest.fixture
def smtp(server: str) -> Iterator[SmtpMailer]:
    """A mailer for that server."""
    with closing(SmtpMailer(server)) as mailer:
        yield mailer


class Arrived(Protocol):
    """What came out at the other end."""

    def __call__(self) -> list[bytes]:
        """The messages."""
        ...


@pytest.fixture(params=["outbox", "smtp"])
def delivery(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Mailer, Arrived]:
    """A mailer, and a look at the other end of it."""
    if request.param == "outbox":
        folder = tmp_path / "outbox"
        return Outbox(folder), lambda: [path.read_bytes() for path in sorted(folder.glob("*.eml"))]
    mailbox: Mailbox = request.getfixturevalue("mailbox")
    return request.getfixturevalue("smtp"), lambda: mailbox.taken


def test_the_message_arrives_as_it_was_composed(
    delivery: tuple[Mailer, Arrived], message: EmailMessage
) -> None:
    mailer, arrived = delivery
    mailer.send(message, email_id="email-1")
    assert [content.strip() for content in arrived()] == [message.as_bytes().strip()]


def test_sending_twice_is_sending_once_where_it_says_so(
    delivery: tuple[Mailer, Arrived], message: EmailMessage
) -> None:
    mailer, arrived = delivery
    mailer.send(message, email_id="email-1")
    mailer.send(message, email_id="email-1")
    assert len(arrived()) == (1 if mailer.idempotent else 2)


def test_two_emails_are_two(delivery: tuple[Mailer, Arrived], message: EmailMessage) -> None:
    mailer, arrived = delivery
    mailer.send(message, email_id="email-1")
    mailer.send(message, email_id="email-2")
    assert len(arrived()) == 2


def test_what_is_kept_can_be_forgotten(delivery: tuple[Mailer, Arrived], message: EmailMessage) -> None:
    mailer, arrived = delivery
    mailer.send(message, email_id="email-1")
    assert mailer.forget(["email-1", "never-sent"]) == (1 if mailer.name == "outbox" else 0)
    assert mailer.forget(["email-1"]) == 0
    assert mailer.name == "smtp" or arrived() == []


def test_the_settings_choose(settings: Settings) -> None:
    assert mailer_for(settings).name == "outbox"
    assert mailer_for(settings.model_copy(update={"smtp_url": "smtp://127.0.0.1:2525"})).name == "smtp"


@pytest.mark.parametrize("url", ["http://host", "smtp://", "host:25"])
def test_a_url_that_is_no_mail_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="RAPPORT_SMTP_URL"):
        SmtpMailer(url)


def test_an_outbox_that_cannot_be_written_is_away(tmp_path: Path, message: EmailMessage) -> None:
    (tmp_path / "outbox").write_text("a file where the folder should be")
    with pytest.raises(Unavailable):
        Outbox(tmp_path / "outbox").send(message, email_id="email-1")


def test_a_draft_of_a_dead_process_is_forgotten_too(tmp_path: Path) -> None:
    (tmp_path / ".email-1.tmp").write_text("half a mess")
    Outbox(tmp_path).forget(["email-1"])
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_not_there_is_away(message: EmailMessage) -> None:
    with pytest.raises(Unavailable) as raised:
        SmtpMailer(f"smtp://127.0.0.1:{free_port()}").send(message, email_id="email-1")
    assert not isinstance(raised.value, Deferred)


def test_a_server_that_does_not_answer_is_away(message: EmailMessage) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        mailer = SmtpMailer(f"smtp://127.0.0.1:{silent.getsockname()[1]}", timeout=0.2)
        with pytest.raises(Unavailable):
            mailer.send(message, email_id="email-1")


@pytest.mark.parametrize(
    ("command", "reply", "means"),
    [
        ("RCPT", "450 busy", Deferred),
        ("RCPT", "550 no such person", Bounced),
        ("RCPT", "550 5.1.1 no such person", Bounced),
        ("RCPT", "554 5.1.2 no such host", Bounced),
        ("RCPT", "556 no mail there", Bounced),
        ("RCPT", "550 5.7.1 you are on a list", Rejected),
        ("RCPT", "552 5.2.2 full", Rejected),
        ("RCPT", "550 5.1.8 who are you", Rejected),
        ("RCPT", "530 5.7.0 sign in first", Rejected),
        ("DATA", "451 later", Deferred),
        ("DATA", "554 we do not like it", Rejected),
        ("MAIL", "553 you may not send from there", Unavailable),
    ],
)
def test_what_the_replies_mean(
    command: str,
    reply: str,
    means: type[Exception],
    mailbox: Mailbox,
    smtp: SmtpMailer,
    message: EmailMessage,
) -> None:
    mailbox.replies = {command: reply}
    with pytest.raises(means) as raised:
        smtp.send(message, email_id="email-1")
    assert type(raised.value) is means
    assert reply.split()[0] in str(raised.value)
    assert "person" not in str(raised.value)  # the server's own words may name the recipient
    assert mailbox.taken == []


def test_a_connection_that_breaks_before_the_answer_leaves_it_uncertain(
    mailbox: Mailbox, smtp: SmtpMailer, message: EmailMessage
) -> None:
    mailbox.hangs_up = True
    with pytest.raises(Uncertain):
        smtp.send(message, email_id="email-1")


def test_a_refused_message_does_not_cost_the_next_its_connection(
    mailbox: Mailbox, smtp: SmtpMailer, message: EmailMessage
) -> None:
    mailbox.replies = {"RCPT": "550 no such person"}
    with pytest.raises(Rejected):
        smtp.send(message, email_id="email-1")
    mailbox.replies = {}
    smtp.send(message, email_id="email-2")
    assert len(mailbox.taken) == 1


def test_dots_that_start_a_line_arrive(mailbox: Mailbox, smtp: SmtpMailer, message: EmailMessage) -> None:
    message.clear_content()
    message.set_content(".one\n..two\n.\nthree\n", cte="7bit")
    smtp.send(message, email_id="email-1")
    assert mailbox.taken[0].endswith(b"\r\n\r\n.one\r\n..two\r\n.\r\nthree\r\n")


def test_the_password_is_never_sent_in_the_clear(
    server: str, mailbox: Mailbox, message: EmailMessage
) -> None:
    with_password = server.replace("smtp://", "smtp://user:secret@")
    with pytest.raises(Unavailable, match="TLS"):
        SmtpMailer(with_password).send(message, email_id="email-1")
    assert mailbox.taken == []


def test_the_envelope_is_theirs_alone(smtp: SmtpMailer, mailbox: Mailbox, message: EmailMessage) -> None:
    smtp.send(message, email_id="email-1")
    assert mailbox.recipients == ["ayla@example.com"]
    assert message_from_bytes(mailbox.taken[0])["To"] == "ayla@example.com"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that only these tests trust, with its key in one file."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed, which makes the certificate")
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(path), "-out", f"{path}.crt"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, *files]
    subprocess.run(command, check=True, capture_output=True)
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path


@pytest.fixture(params=["smtp", "smtps"])
def secure(request: pytest.FixtureRequest, mailbox: Mailbox, certificate: Path) -> Iterator[str]:
    """The URL of a server that wants TLS and a password: by STARTTLS, and from the first byte."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    at_once = request.param == "smtps"
    controller = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=free_port(),
        ssl_context=context if at_once else None,
        tls_context=None if at_once else context,
        require_starttls=not at_once,
        auth_required=True,
        auth_require_tls=not at_once,  # it does not know that it speaks TLS where that came first
        authenticator=knows_the_shop,
    )
    controller.start()
    yield f"{request.param}://shop%40example.com:p%40ss@127.0.0.1:{controller.port}"
    controller.stop()


NOT_SEEING_TLS = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
"""The test server warns of passwords in the clear where TLS came first, which it does not see."""


def knows_the_shop(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
) -> AuthResult:
    """Whether the name and password are right."""
    return AuthResult(success=(data.login, data.password) == (b"shop@example.com", b"p@ss"))


def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=f"{certificate}.crt")


@NOT_SEEING_TLS
def test_it_goes_encrypted_and_signed_in(
    secure: str, certificate: Path, mailbox: Mailbox, message: EmailMessage
) -> None:
    with closing(SmtpMailer(secure, context=trusting(certificate))) as mailer:
        mailer.send(message, email_id="email-1")
    assert len(mailbox.taken) == 1


@NOT_SEEING_TLS
def test_a_wrong_password_loses_no_email(secure: str, certificate: Path, message: EmailMessage) -> None:
    # After a refusal the client tries another way to sign in, which this server never answers.
    url = secure.replace("p%40ss", "wrong")
    mailer = SmtpMailer(url, timeout=1, context=trusting(certificate))
    with pytest.raises(Unavailable):
        mailer.send(message, email_id="email-1")


@NOT_SEEING_TLS
def test_a_server_with_a_strangers_certificate_gets_nothing(
    secure: str, mailbox: Mailbox, message: EmailMessage
) -> None:
    with pytest.raises(Unavailable):
        SmtpMailer(secure).send(message, email_id="email-1")
    assert mailbox.taken == []
