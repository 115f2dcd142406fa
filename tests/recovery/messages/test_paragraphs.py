"""What is said to each reason: all of the vocabulary, only what is known, no false promise."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from core.settings import Settings
from feedback.reasons import Reason
from recovery.carts import SoldLine
from recovery.messages.paragraphs import NO_REASON, facts, paragraph, subject, total, wordings
from tests.recovery.shop import BOOTS, JACKET, MUG

LINES = [SoldLine(JACKET, 1), SoldLine(MUG, 2)]
NOT_HONEST = re.compile(
    r"hurry up|last chance|only \d|running out|nearly gone|discount|% off|voucher|guarantee|!",
    re.IGNORECASE,
)


@pytest.fixture
def terms() -> Settings:
    return Settings(_env_file=None, free_delivery_from=Decimal("40.00"), delivery_cost=Decimal("3.95"))


def test_every_reason_of_the_vocabulary_has_its_wording_and_no_other() -> None:
    assert set(wordings()) == {*Reason, NO_REASON}


@pytest.mark.parametrize("reason", [*Reason, None])
def test_every_wording_is_filled_and_without_pressure(reason: Reason | None, terms: Settings) -> None:
    known = facts(LINES, [BOOTS], terms)
    text = f"{subject(reason, known)} {paragraph(reason, known)}"
    assert not re.search(r"[{}]", text)
    assert not NOT_HONEST.search(text)
    assert "  " not in text


def test_subjects_fit_a_phones_inbox() -> None:
    lines = [line for wording in wordings().values() for line in (wording.subject, wording.subject_if_known)]
    assert max(map(len, lines)) <= 50


def test_delivery_is_answered_with_this_carts_figures(terms: Settings) -> None:
    text = paragraph(Reason.EXTRA_COSTS, facts(LINES, [], terms))
    assert "£3.95" in text
    assert "£40.00" in text
    assert "£5.95" in text  # 40.00 less 34.05


def test_a_shop_without_delivery_terms_claims_none(terms: Settings) -> None:
    known, unknown = (facts(LINES, [], settings) for settings in (terms, Settings(_env_file=None)))
    assert subject(Reason.EXTRA_COSTS, known) == "What delivery costs for your basket"
    assert "delivery" not in subject(Reason.EXTRA_COSTS, unknown).lower()
    assert paragraph(Reason.EXTRA_COSTS, unknown) == wordings()[Reason.EXTRA_COSTS].paragraph


def test_the_total_is_told_to_the_shopper_who_could_not_see_it(terms: Settings) -> None:
    assert "£34.05" in paragraph(Reason.TOTAL_NOT_VISIBLE, facts(LINES, [], terms))


def test_cheaper_suggestions_are_mentioned_only_where_they_are(terms: Settings) -> None:
    dear, cheap = replace(BOOTS, price=Decimal("99.00")), replace(BOOTS, price=Decimal("5.00"))
    assert "£5.00" in paragraph(Reason.PRICE, facts(LINES, [dear, cheap], terms))
    assert "suggestions" not in paragraph(Reason.PRICE, facts(LINES, [dear], terms))
    assert "suggestions" not in paragraph(Reason.PRICE, facts(LINES, [], terms))


def test_two_currencies_are_not_added(terms: Settings) -> None:
    mixed = [SoldLine(JACKET, 1), SoldLine(replace(MUG, currency="EUR"), 1)]
    assert total(mixed) is None
    assert facts(mixed, [BOOTS], terms).total == ""
