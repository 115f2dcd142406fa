"""One email: what stands in it, how it is written down, and what cannot get into it."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from email.message import EmailMessage
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from pydantic import ValidationError

from core.errors import InvalidInput
from core.keys import Keys, Purpose, read
from core.settings import Settings
from feedback.reasons import Reason
from recovery.carts import SoldLine
from recovery.messages import Letter, compose, parse, sealed
from tests.recovery.shop import ANSWER, BOOTS, JACKET, MUG, WHY

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LETTER = Letter(
    email_id="0123456789abcdef",
    cart_id="cart-1",
    address="ayla@example.com",
    lines=(SoldLine(JACKET, 1), SoldLine(MUG, 2)),
    reason=Reason.EXTRA_COSTS,
    answers=(ANSWER,),
)


class Page(HTMLParser):
    """The tags of a page, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def values(self, tag: str, attribute: str) -> list[str]:
        """An attribute's values in the tags of a kind."""
        return [
            attributes[attribute] or ""
            for name, attributes in self.tags
            if name == tag and attribute in attributes
        ]


@pytest.fixture
def shop_settings(settings: Settings) -> Settings:
    return settings.model_copy(
        update={
            "shop_name": "Harbour & Finch",
            "email_from": "hello@harbour.example",
            "public_url": "https://rapport.example/",
            "storefront_url": "https://shop.example",
            "delivery_cost": Decimal("3.95"),
        }
    )


def written(letter: Letter, settings: Settings, keys: Keys) -> EmailMessage:
    return compose(letter, settings=settings, keys=keys, now=NOW)


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert isinstance(body, EmailMessage)
    return str(body.get_content())


def test_both_parts_hold_cart_answer_suggestion_and_links(shop_settings: Settings, keys: Keys) -> None:
    message = written(LETTER, shop_settings, keys)
    for kind in ("html", "plain"):
        text = part(message, kind)
        for expected in (
            "Rain jacket",
            "£18.05",
            "£16.00",
            "£34.05",
            "£3.95",
            "Puddle boots",
            "Goes with the Rain jacket you put in your cart",
            "https://shop.example/cart.html?restore=",
            "https://rapport.example/v1/unsubscribe?token=",
            "https://shop.example/privacy.html",
        ):
            assert expected in text, (kind, expected)


@pytest.mark.parametrize(
    ("shop", "cart", "link"),
    [
        ("https://shop.example/de/", "cart.html", "https://shop.example/de/cart.html?restore="),
        ("https://shop.example/de", "/basket", "https://shop.example/basket?restore="),
        ("https://shop.example", "basket?lang=de#lines", "https://shop.example/basket?lang=de&restore="),
        ("https://shop.example", "https://pay.example/cart", "https://pay.example/cart?restore="),
    ],
)
def test_the_shop_says_where_its_pages_are(
    shop_settings: Settings, keys: Keys, shop: str, cart: str, link: str
) -> None:
    pages = {"storefront_url": shop, "cart_url": cart, "privacy_url": "https://shop.example/my-data"}
    settings = shop_settings.model_copy(update=pages)
    for kind in ("html", "plain"):
        text = unescape(part(written(LETTER, settings, keys), kind))
        assert link in text
        assert "https://shop.example/my-data" in text


@pytest.mark.parametrize("page", ["javascript:alert(1)", ""])
def test_a_page_of_the_shop_is_on_the_web(page: str) -> None:
    with pytest.raises(ValidationError, match="cart_url"):
        Settings(_env_file=None, cart_url=page)


def test_pictures_have_whole_addresses_and_words(shop_settings: Settings, keys: Keys) -> None:
    page = Page(part(written(LETTER, shop_settings, keys), "html"))
    assert page.values("img", "src") == [
        "https://shop.example/pictures/jacket.png",
        "https://shop.example/pictures/mug.png",
    ]
    assert page.values("img", "alt") == ["Rain jacket", "Stoneware mug"]


def test_the_headers_are_those_of_a_mailing_that_can_be_left(shop_settings: Settings, keys: Keys) -> None:
    message = written(LETTER, shop_settings, keys)
    [sender] = message["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Harbour & Finch", "hello@harbour.example")
    assert message["To"] == "ayla@example.com"
    assert message["Date"].datetime == NOW
    assert message["Message-ID"] == "<0123456789abcdef@harbour.example>"
    assert message["List-Unsubscribe"].startswith("<https://rapport.example/v1/unsubscribe?token=")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] is None  # it is no automatic reply (RFC 3834)


def test_long_links_stay_whole_in_the_headers(shop_settings: Settings, keys: Keys) -> None:
    lines = written(LETTER, shop_settings, keys).as_bytes().split(b"\r\n")
    [link] = [line for line in lines if line.startswith(b"List-Unsubscribe:")]
    assert link.endswith(b">")
    assert len(link) < 998
    assert b"=?utf-8" not in link


def test_written_down_and_read_back_it_is_the_same(shop_settings: Settings, keys: Keys) -> None:
    message = written(LETTER, shop_settings, keys)
    assert parse(message.as_string()).as_bytes() == message.as_bytes()
    message.as_bytes().decode("ascii")


def test_composed_twice_it_is_the_same_to_the_byte(shop_settings: Settings, keys: Keys) -> None:
    assert written(LETTER, shop_settings, keys).as_bytes() == written(LETTER, shop_settings, keys).as_bytes()


def test_the_links_carry_the_cart_and_nothing_of_the_shopper(shop_settings: Settings, keys: Keys) -> None:
    message = written(LETTER, shop_settings, keys)
    text = part(message, "plain")
    token = text.split("restore=")[1].split()[0]
    assert read(keys, Purpose.CART, token) == "cart-1"
    unsubscribe = text.split("token=")[1].split()[0]
    assert "ayla" not in read(keys, Purpose.UNSUBSCRIBE, unsubscribe)


@pytest.mark.parametrize(
    "title",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '"><a href="https://evil.example">free</a>',
        "{{ 7 * 7 }}",
        "Mug\r\nBcc: everyone@example.com",
    ],
)
def test_markup_in_a_product_is_shown_as_it_is(title: str, shop_settings: Settings, keys: Keys) -> None:
    reason = replace(WHY, text=title)
    letter = replace(
        LETTER,
        lines=(SoldLine(replace(JACKET, title=title), 1),),
        answers=(replace(ANSWER, product=replace(BOOTS, title=title), reason=reason),),
    )
    message = written(letter, shop_settings, keys)
    page = Page(part(message, "html"))
    assert "script" not in {tag for tag, _ in page.tags}
    assert not any("onerror" in attributes for _, attributes in page.tags)
    assert not any("evil" in link for link in page.values("a", "href"))
    assert "49" not in part(message, "plain").splitlines()
    assert message["Bcc"] is None
    assert " ".join(title.split()) in part(message, "plain").replace("\n  ", " ")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,hi", "file:///etc/passwd"])
def test_a_product_links_to_the_web_or_nowhere(address: str, shop_settings: Settings, keys: Keys) -> None:
    letter = replace(
        LETTER, lines=(SoldLine(replace(JACKET, url=address, image_url=address), 1),), answers=()
    )
    page = Page(part(written(letter, shop_settings, keys), "html"))
    assert page.values("img", "src") == []
    assert all(link.startswith("https://") for link in page.values("a", "href"))


def test_a_line_break_in_the_shops_name_begins_no_header(shop_settings: Settings, keys: Keys) -> None:
    named = shop_settings.model_copy(update={"shop_name": "Shop\r\nBcc: everyone@example.com"})
    message = parse(written(LETTER, named, keys).as_string())
    assert message["Bcc"] is None
    assert message["Subject"] == "What delivery costs for your basket"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "no address",
        "ayla@",
        "@example.com",
        "a@example.com\r\nBcc: b@example.com",
        "äyla@example.com",
        "a@b, c@d",
    ],
)
def test_what_is_no_address_is_refused(address: str, shop_settings: Settings, keys: Keys) -> None:
    with pytest.raises(InvalidInput):
        written(replace(LETTER, address=address), shop_settings, keys)


def test_a_domain_of_any_alphabet_is_written_to(shop_settings: Settings, keys: Keys) -> None:
    message = written(replace(LETTER, address="ayla@exämple.com"), shop_settings, keys)
    assert message["To"] == "ayla@xn--exmple-cua.com"


def test_without_a_reason_it_claims_to_have_heard_none(shop_settings: Settings, keys: Keys) -> None:
    text = part(written(replace(LETTER, reason=None), shop_settings, keys), "plain")
    assert "You told us" not in text


def test_what_cannot_be_ordered_is_said(shop_settings: Settings, keys: Keys) -> None:
    def text(missing: int) -> str:
        return " ".join(part(written(replace(LETTER, missing=missing), shop_settings, keys), "plain").split())

    assert "can no longer be ordered" not in text(0)
    assert "One thing you chose can no longer be ordered and is not listed." in text(1)
    assert "2 things you chose can no longer be ordered and are not listed." in text(2)


@pytest.mark.parametrize(
    "change", [{"answers": ()}, {"lines": (SoldLine(JACKET, 1),)}, {"lines": (SoldLine(MUG, 9),)}]
)
def test_plain_text_fits_its_lines(change: dict[str, Any], shop_settings: Settings, keys: Keys) -> None:
    text = part(written(replace(LETTER, **change), shop_settings, keys), "plain")
    assert all(len(line) <= 72 or "https://" in line for line in text.splitlines())
    assert "\n\n\n\n" not in text


def test_a_sealed_message_is_what_was_composed(shop_settings: Settings, keys: Keys) -> None:
    text = written(LETTER, shop_settings, keys).as_string()
    assert sealed(text).as_bytes() == text.encode() == parse(text).as_bytes()
    assert sealed(text)["To"] == parse(text)["To"]
