"""Names of all kinds in an email: joiners, both directions, long words, and carts of any size."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from email.header import decode_header, make_header
from html import unescape

import pytest

from core.keys import Keys
from core.products import Product, ProductId
from core.settings import Settings
from recovery.carts import SoldLine
from recovery.messages import Envelope, Letter, compose, enclose, parse
from recovery.messages.letter import LARGEST
from tests.recovery.messages.test_letter import LETTER, NOW, Page, part
from tests.recovery.shop import ANSWER, BOOTS, JACKET

LONG = "Überseekoffer" * 31
NAMES = {
    "a family": "Mug 👩‍👩‍👧 and 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "a zero-width non-joiner": "می‌خواهم کتاب",
    "right to left": "מעיל גשם (XL)",
    "a long word": LONG[:400],
    "an emoji younger than Python": "Mug \U0001fae9",
    "combined": "नमस्ते क्‍ष",
}


def cart(count: int, *, title: str = "", url: str = "") -> Sequence[SoldLine]:
    """So many lines, the dearest last."""
    return [
        SoldLine(
            Product(
                ProductId(f"p-{number}"),
                title=title or f"Product {number}",
                price=Decimal(number + 1),
                url=url,
                image_url=url,
            ),
            1,
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("title", NAMES.values(), ids=NAMES)
def test_a_name_arrives_as_it_is_written(title: str, settings: Settings, keys: Keys) -> None:
    letter = replace(
        LETTER,
        lines=(SoldLine(replace(JACKET, title=title), 2),),
        answers=(replace(ANSWER, product=replace(BOOTS, title=title)),),
    )
    named = settings.model_copy(update={"shop_name": title})
    message = compose(letter, settings=named, keys=keys, now=NOW)
    assert unescape(part(message, "html")).count(title) >= 4
    text = " ".join(part(message, "plain").split())
    assert text.count(title) >= 2
    raw = message.as_bytes().decode("ascii")
    # Python's own parser of addresses puts a space between two encoded words of one name.
    [sender] = re.findall(r"^From: ([^\r]*)", raw.replace("\r\n ", " "), re.MULTILINE)
    name = str(make_header(decode_header(sender))).rpartition("<")[0]
    assert name.strip().strip('"') == title


@pytest.mark.parametrize("subject", NAMES.values(), ids=NAMES)
def test_a_subject_arrives_as_it_is_written(subject: str, settings: Settings, keys: Keys) -> None:
    envelope = Envelope("e", "ayla@example.com", subject, "https://rapport.example/v1/unsubscribe", NOW)
    content = {"confirm_url": "https://rapport.example/v1/confirm", "days": 30}
    message = parse(enclose(envelope, "confirmation", content, settings).as_string())
    assert message["Subject"] == subject
    assert subject in unescape(part(message, "html"))
    assert subject in part(message, "plain")


def test_a_name_from_right_to_left_leaves_the_amount_where_it_is(settings: Settings, keys: Keys) -> None:
    lines = (SoldLine(replace(JACKET, title=NAMES["right to left"]), 1),)
    message = compose(replace(LETTER, lines=lines, answers=()), settings=settings, keys=keys, now=NOW)
    assert f"1 × \u2068{NAMES['right to left']}\u2069, £18.05" in part(message, "plain")
    assert f"<bdi>{NAMES['right to left']}</bdi>" in part(message, "html")


def test_a_name_turns_nothing_around_beyond_itself(settings: Settings, keys: Keys) -> None:
    lines = (SoldLine(replace(JACKET, title="Mug \u202efdp.exe"), 1),)
    message = compose(replace(LETTER, lines=lines, answers=()), settings=settings, keys=keys, now=NOW)
    for kind in ("plain", "html"):
        assert "\u202e" not in part(message, kind)
        assert "Mug fdp.exe" in part(message, kind)


URL = "https://shop.example/" + "long=path&" * 198


@pytest.mark.parametrize("count", [1, 50, 500])
@pytest.mark.parametrize("title", ["x" * 200, "Regenjacke für Kinder " * 9, "👩‍👩‍👧" * 40, "👩" * 500])
@pytest.mark.parametrize("url", ["", URL])
def test_any_cart_makes_an_email_that_no_mail_program_cuts_off(
    count: int, title: str, url: str, settings: Settings, keys: Keys
) -> None:
    suggestion = replace(ANSWER, product=replace(BOOTS, title=title, url=url, image_url=url))
    letter = replace(LETTER, lines=cart(count, title=title, url=url), answers=(suggestion,) * 3)
    message = compose(letter, settings=settings, keys=keys, now=NOW)
    assert len(message.as_bytes()) < LARGEST == 80_000
    assert title.split()[0] in part(message, "plain")


def test_of_a_large_cart_what_is_worth_most_is_named_and_the_rest_counted(
    settings: Settings, keys: Keys
) -> None:
    letter = replace(LETTER, lines=cart(57), answers=())
    message = compose(letter, settings=settings, keys=keys, now=NOW)
    html, text = part(message, "html"), part(message, "plain")
    page = Page(html)
    restore = next(link for link in page.values("a", "href") if "restore=" in link)
    assert [f"Product {number}," in text for number in (46, 47, 56)] == [False, True, True]
    assert "  and 47 more\n" in text
    assert f'<a href="{restore}" class="ink" ' in html
    assert "and 47 more</a>" in html
    assert "Product 56 and 56 more, in the basket you left." in html
    total = f"£{sum(range(1, 58)):,}.00"
    assert f"Together {total}" in text
    assert total in html


def test_a_small_cart_is_named_in_the_order_it_was_filled(settings: Settings, keys: Keys) -> None:
    letter = Letter("e", "c", "ayla@example.com", cart(10))
    text = part(compose(letter, settings=settings, keys=keys, now=NOW), "plain")
    assert [text.index(f"Product {number},") for number in range(10)] == sorted(
        text.index(f"Product {number},") for number in range(10)
    )
    assert "more" not in text.partition("Your basket")[2].partition("Together")[0]
