"""Placeholders are no ids, however they are written; ids that look a little like them are."""

import pytest

from core.errors import InvalidInput
from core.external_ids import check_external_id, is_placeholder

WRITTEN = """
null undefined None 0 NaN guest anonymous -1 unknown nil N/A false true default user_id customer-id
NULL Undefined GUEST Anonymous 00 0.0 -1.0 - -- "null" (none) [guest] ｎｕｌｌ ０ {{customer.id}} ${user.id}
00000000-0000-0000-0000-000000000000 not-logged-in Not_Set
"""
PLACEHOLDERS = [*WRITTEN.split(), "", "  ", "\u00a0", "[object Object]", "Not set", " null "]
IDS = "1 -2 10 001 c-0 0a guest-17 nullius anonymous7 u@example.com nan-goldin ayla 4f0c user-1 Zoë"


@pytest.mark.parametrize(
    "external_id", [*PLACEHOLDERS, "", "  ", "\u00a0", "[object Object]", "Not set", " null "]
)
def test_a_placeholder_names_nobody(external_id: str) -> None:
    assert is_placeholder(external_id)
    with pytest.raises(InvalidInput) as refused:
        check_external_id(external_id, field="external_id")
    [error] = refused.value.errors
    assert error.field == "external_id"
    assert "no id at all" in error.message


@pytest.mark.parametrize("external_id", IDS.split())
def test_an_id_that_only_looks_a_little_like_one_is_an_id(external_id: str) -> None:
    assert not is_placeholder(external_id)


def test_a_shop_names_its_own() -> None:
    assert not is_placeholder("Walk-In")
    assert is_placeholder("Walk-In", ["walk-in", "kunde"])
    assert is_placeholder(" KUNDE ", ["walk-in", "kunde"])
