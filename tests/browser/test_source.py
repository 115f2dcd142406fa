"""What led a shopper here, as one word that names nobody."""

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SHOP = "https://shop.example/mugs"


@pytest.mark.parametrize(
    ("address", "referrer", "expected"),
    [
        (SHOP, "", "direct"),
        (SHOP, "https://shop.example/", "direct"),
        (SHOP, "https://www.google.co.uk/", "search"),
        (SHOP, "https://duckduckgo.com/", "search"),
        (SHOP, "https://l.facebook.com/", "social"),
        (SHOP, "https://t.co/abc", "social"),
        (SHOP, "https://mail.google.com/mail/u/0", "email"),
        (SHOP, "https://a-blog.example/ten-best-mugs", "link"),
        (SHOP + "?utm_medium=newsletter&utm_campaign=spring", "https://www.google.com/", "email"),
        (SHOP + "?utm_medium=cpc", "https://www.google.com/", "ads"),
        (SHOP + "?gclid=abc", "", "ads"),
        (SHOP + "?utm_medium=ayla@example.com", "", "direct"),
        (SHOP, "not an address", "direct"),
    ],
)
def test_one_word_for_the_place(blank: Page, address: str, referrer: str, expected: str) -> None:
    script = "async ([address, referrer]) => (await import('/source.js')).source(address, referrer)"
    assert blank.evaluate(script, [address, referrer]) == expected


SESSION = """async () => {
  const { Session } = await import('/visitor.js');
  const { JsonStorage } = await import('/storage.js');
  let now = 0;
  const session = new Session({ storage: new JsonStorage(null), now: () => now });
  const first = { id: session.id(), source: session.source() };
  session.renew();
  return { first, renewed: session.source(), same: session.id() === first.id };
}"""


def test_a_session_remembers_what_led_to_it(blank: Page) -> None:
    session = blank.evaluate(SESSION)
    assert session["first"]["source"] == session["renewed"] == "direct"
    assert not session["same"]
