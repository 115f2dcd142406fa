"""What is an address, one notion for all who mail."""

import pytest

from core.mail_addresses import INTERNATIONAL, NONE, as_mailed, fault


@pytest.mark.parametrize(
    ("text", "mailed"),
    [
        ("ayla@example.com", "ayla@example.com"),
        ("ayla+cart@Example.com", "ayla+cart@example.com"),
        ("ayla@bücher.example", "ayla@xn--bcher-kva.example"),
        ("o'neil@example.com", "o'neil@example.com"),
        ("jörg@example.com", ""),
        ("ayla@shop.test", "ayla@shop.test"),
        ("ayla@shop.invalid", ""),
        ("ayla@localhost", ""),
        ("ayla", ""),
        ("a b@example.com", ""),
        ("ayla@example.com\r\nBcc: all@example.com", ""),
        ("a..b@example.com", ""),
        ("@example.com", ""),
        ("", ""),
        ("x" * 10_000 + "@example.com", ""),
    ],
    ids=lambda text: text[:30],
)
def test_an_address_is_one_that_mail_servers_take(text: str, mailed: str) -> None:
    assert as_mailed(text) == mailed


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("ü@example.com", INTERNATIONAL),
        ("пример@пример.испытание", INTERNATIONAL),
        ("user@bücher.example", ""),
        ("no address", NONE),
        ("ü@", NONE),
    ],
)
def test_what_is_refused_is_told_why(text: str, says: str) -> None:
    assert fault(text) == says
