"""A visitor's token: good for its life, renewed in use, unharmed by clocks that jump."""

from datetime import UTC, datetime, timedelta

import pytest

from core.errors import NotSignedIn
from core.keys import Keys, Purpose, sign
from core.visitor_tokens import renewed, token_for, visitor_of

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LIFE = timedelta(days=90)
HOUR = timedelta(hours=1)


def made(keys: Keys, age: timedelta) -> str:
    return token_for(keys, "v1", now=NOW - age)


def test_it_says_which_visitor_for_as_long_as_it_lives(keys: Keys) -> None:
    for age in (timedelta(0), LIFE):
        assert visitor_of(keys, made(keys, age), life=LIFE, now=NOW) == "v1"
    with pytest.raises(NotSignedIn, match="expired"):
        visitor_of(keys, made(keys, LIFE + timedelta(days=1)), life=LIFE, now=NOW)


def test_it_is_renewed_once_a_tenth_of_its_life_is_over_and_never_after_its_end(keys: Keys) -> None:
    for age, expected in ((8, False), (9, True), (90, True), (91, False)):
        fresh = renewed(keys, made(keys, timedelta(days=age)), life=LIFE, now=NOW)
        assert (fresh is not None) is expected, age
    fresh = renewed(keys, made(keys, LIFE), life=LIFE, now=NOW)
    assert fresh is not None
    assert visitor_of(keys, fresh, life=LIFE, now=NOW + LIFE) == "v1"


def test_a_clock_that_jumps_an_hour_ends_no_token(keys: Keys) -> None:
    assert visitor_of(keys, made(keys, LIFE + HOUR), life=LIFE, now=NOW) == "v1"
    assert visitor_of(keys, made(keys, -HOUR), life=LIFE, now=NOW) == "v1"


def test_one_from_a_clock_that_ran_far_ahead_is_read_and_replaced(keys: Keys) -> None:
    token = made(keys, timedelta(days=-300))
    assert visitor_of(keys, token, life=LIFE, now=NOW) == "v1"
    assert renewed(keys, token, life=LIFE, now=NOW) == made(keys, timedelta(0))


def test_one_of_before_tokens_had_an_age_is_read_and_replaced(keys: Keys) -> None:
    token = sign(keys, Purpose.VISITOR, "v1")
    assert visitor_of(keys, token, life=LIFE, now=NOW) == "v1"
    assert renewed(keys, token, life=LIFE, now=NOW) == made(keys, timedelta(0))


def test_what_was_not_signed_here_is_neither_read_nor_renewed(keys: Keys) -> None:
    for token in ("", "nonsense", sign(keys, Purpose.CART, "v1.0"), made(keys, LIFE)[:-1]):
        assert renewed(keys, token, life=LIFE, now=NOW) is None
        with pytest.raises(NotSignedIn):
            visitor_of(keys, token, life=LIFE, now=NOW)
