"""One recovery email: the cart, an answer to the reason given, a few suggestions; as HTML and plain text."""

import textwrap
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from core.errors import InvalidInput
from core.keys import Keys, Purpose, sign
from core.locales import money
from core.mail_addresses import as_mailed
from core.products import Product
from core.settings import Settings
from feedback.reasons import Reason
from recovery import unsubscription
from recovery.carts import SoldLine
from recovery.messages import paragraphs
from recovery.messages.paragraphs import Facts
from recovery.messages.policy import POLICY
from serving.answers import Answer

WIDTH = 72
"""Columns of the plain-text part."""
LARGEST = 80_000
"""Bytes of a whole message: mail programs cut off what is longer, and the links at the foot with it."""
NAMED = ((10, 3), (5, 3), (3, 2), (1, 1), (1, 0))
"""So many lines and suggestions are named, or fewer, until a message is no larger."""
BREAKS = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Categories of characters that may begin a header or a paragraph; joiners are of another, and stay."""
TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Those that turn the direction of what follows, beyond the name that they stand in."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What one email is about; `lines` are what can still be bought, `missing` how many lines cannot."""

    email_id: str
    cart_id: str
    address: str
    lines: Sequence[SoldLine]
    missing: int = 0
    reason: Reason | None = None
    answers: Sequence[Answer] = ()


@dataclass(frozen=True, slots=True)
class Envelope:
    """What any email says of itself; `unsubscribe` is the address that ends the emails."""

    email_id: str
    address: str
    subject: str
    unsubscribe: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Item:
    """A product as the templates show it; addresses and prices are empty where there is none to trust."""

    title: str
    url: str
    image_url: str
    price: str
    quantity: int = 1
    amount: str = ""
    short: int = 0
    reason: str = ""


def compose(letter: Letter, *, settings: Settings, keys: Keys, now: datetime) -> EmailMessage:
    """The whole message, ready to send; InvalidInput for an address that no mail server would take.

    Of a large cart it names what is worth most, and how many more there are.
    """
    facts = paragraphs.facts(letter.lines, [answer.product for answer in letter.answers], settings)
    envelope = Envelope(
        email_id=letter.email_id,
        address=letter.address,
        subject=paragraphs.subject(letter.reason, facts),
        unsubscribe=unsubscription.link(settings, keys, email_id=letter.email_id, address=letter.address),
        at=now,
    )
    restore = {"restore_url": restore_link(settings, keys, letter.cart_id)}
    for lines, suggestions in NAMED:
        content = _content(letter, facts, settings, lines=lines, suggestions=suggestions) | restore
        message = enclose(envelope, "cart", content, settings)
        if len(message.as_bytes()) <= LARGEST:
            break
    return message


def enclose(
    envelope: Envelope, template: str, content: Mapping[str, object], settings: Settings
) -> EmailMessage:
    """A message with both parts of a template; InvalidInput for an address that no mail server would take."""
    whole = dict(content) | {
        "subject": envelope.subject,
        "shop": _one_line(settings.shop_name),
        "shop_url": settings.storefront_url,
        "unsubscribe_url": envelope.unsubscribe,
        "privacy_url": _web_address(settings.privacy_url, settings),
    }
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(_one_line(settings.shop_name), addr_spec=settings.email_from)
    message["To"] = _address(envelope.address)
    message["Subject"] = envelope.subject
    message["Date"] = envelope.at
    message["Message-ID"] = f"<{envelope.email_id}@{settings.email_from.rpartition('@')[2]}>"
    message["List-Unsubscribe"] = f"<{envelope.unsubscribe}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(_render(f"{template}.txt.jinja", whole), cte="quoted-printable")
    message.add_alternative(_render(f"{template}.html.jinja", whole), subtype="html", cte="quoted-printable")
    # A random boundary would make two compositions of one email differ.
    message.set_boundary(f"part-{envelope.email_id}")
    return message


def _content(
    letter: Letter, facts: Facts, settings: Settings, *, lines: int, suggestions: int
) -> dict[str, object]:
    named = letter.lines
    if len(named) > lines:
        named = sorted(named, key=lambda line: -line.product.price * line.quantity)[:lines]
    return {
        "paragraph": paragraphs.paragraph(letter.reason, facts),
        "items": [_line(line, settings) for line in named],
        "more": len(letter.lines) - len(named),
        "missing": letter.missing,
        "total": facts.total,
        "suggestions": [
            _item(answer.product, settings, reason=answer.reason.text)
            for answer in letter.answers[:suggestions]
        ],
    }


def _line(line: SoldLine, settings: Settings) -> _Item:
    """A line of the cart; of what may be another variant nothing is said of price and stock."""
    item = _item(line.product, settings)
    if not line.is_priced:
        return replace(item, quantity=line.quantity + line.short, price="")
    amount = money(line.product.price * line.quantity, line.product.currency)
    return replace(item, quantity=line.quantity, amount=amount, short=line.short)


def _item(product: Product, settings: Settings, *, reason: str = "") -> _Item:
    return _Item(
        title=_one_line(product.title),
        url=_web_address(product.url, settings),
        image_url=_web_address(product.image_url, settings),
        price=money(product.price, product.currency),
        reason=_one_line(reason),
    )


def restore_link(settings: Settings, keys: Keys, cart_id: str) -> str:
    """The shop's cart page, which puts a cart back."""
    page = urlsplit(_web_address(settings.cart_url, settings))
    token = f"restore={sign(keys, Purpose.CART, cart_id)}"
    return page._replace(query="&".join(filter(None, (page.query, token)))).geturl()


def _web_address(url: str, settings: Settings) -> str:
    """The whole address of a page or picture of the shop; empty for anything that is not the web."""
    whole = urljoin(settings.storefront_url.rstrip("/") + "/", url) if url else ""
    return whole if urlsplit(whole).scheme in ("http", "https") else ""


def _address(text: str) -> Address:
    address = as_mailed(text)
    if not address:
        raise InvalidInput("This shopper's address is not one that email can be sent to.", field="email")
    name, _, domain = address.rpartition("@")
    return Address(username=name, domain=domain)


def _one_line(text: str) -> str:
    """A line break in a name must not begin a new header or a new paragraph; what joins letters stays."""
    kept = (char for char in text if char not in TURNS)
    return " ".join("".join(" " if unicodedata.category(char) in BREAKS else char for char in kept).split())


def _isolated(text: str) -> str:
    """In plain text, a name from right to left between marks that keep the rest in its order (UAX #9)."""
    turns = any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)
    return f"\u2068{text}\u2069" if turns else text


def _wrap(text: str, indent: str = "") -> str:
    # Links are longer than a line and must stay whole.
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _render(template: str, content: dict[str, object]) -> str:
    return _environment.get_template(template).render(content)


_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(("html.jinja",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_environment.filters |= {"wrapped": _wrap, "isolated": _isolated}
