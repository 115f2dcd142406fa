"""Placeholders are no ids, however they are written; ids that look a little like them are."""

import pytest

from core.errors import InvalidInput
from core.external_ids import check_address, check_external_id, is_placeholder, is_placeholder_address

WRITTEN = """
null undefined None 0 NaN guest anonymous -1 unknown nil N/A false true default user_id customer-id
NULL Undefined GUEST Anonymous 00 0.0 -1.0 - -- "null" (none) [guest] ｎｕｌｌ ０ {{customer.id}} ${user.id}
00000000-0000-0000-0000-000000000000 not-logged-in Not_Set
"""
PLACEHOLDERS = [*WRITTEN.split(), "", "  ", "\u00a0", "[object Object]", "Not set", " null "]
KINDS = """
visitor nobody notloggedin current_user guestUser userId YOUR_USER_ID Object Infinity -Infinity 0x0 +0 #N/A
#REF! invité %customer_id% %klantnummer% %%id%% *|EMAIL|* |CUSTOMER_ID| ##id## [CUSTOMER] [customer_id] {id}
$customer.id $order->id @customer.id $id #{id} %7B%7Bcustomer.id%7D%7D null\u200b n\u200bull \u202enull
undefined-undefined nullnull null@null.com guest@shop.example noreply@shop.example
"""
WRITTEN_APART = [
    "Guest User",
    "undefined undefined",
    "null null",
    "Walk-in Customer",
    "Not Logged In",
    "{{ user }}",
]
NAMES = ["Anna Guest", "Guest, Anna", "Mr. Null", "True Blood", "John Doe", "a b", "x" * 200]
WHOLE = """
me no current 99999 user12 Nil.Armstrong guesthouse idris david inno noel NO-123 ID-9 0x0a1 50% a%2Fb a+b&c=d
#1001 @anna $anna __anna__ gid://shopify/Customer/1234 auth0|507f1f77bcf86cd799439011 cus_NffrFeUfNV2Hib 日本
3f2504e0-4f89-41d3-9a0c-0305e82c3301 {AF2504E0-4F89-41D3-9A0C-0305E82C330A} user@example.com info@shop.example
guest.anna@shop.example
"""
IDS = "1 -2 10 001 c-0 0a guest-17 nullius anonymous7 u@example.com nan-goldin ayla 4f0c user-1 Zoë"


@pytest.mark.parametrize("external_id", [*PLACEHOLDERS, *KINDS.split(), *WRITTEN_APART])
def test_a_placeholder_names_nobody(external_id: str) -> None:
    assert is_placeholder(external_id)
    with pytest.raises(InvalidInput) as refused:
        check_external_id(external_id, field="external_id")
    [error] = refused.value.errors
    assert error.field == "external_id"
    assert "no id at all" in error.message


@pytest.mark.parametrize("external_id", [*IDS.split(), *WHOLE.split(), *NAMES])
def test_an_id_that_only_looks_a_little_like_one_is_an_id(external_id: str) -> None:
    assert not is_placeholder(external_id)


def test_a_shop_names_its_own() -> None:
    assert not is_placeholder("Walk-In")
    assert is_placeholder("Walk-In", ["walk-in", "kunde"])
    assert is_placeholder(" KUNDE ", ["walk-in", "kunde"])


@pytest.mark.parametrize("external_id", ["c\u200b1", "\ufeffc-1", "c\u202e1", "c-1 ", "<c>"])
def test_what_could_be_no_id_at_any_door_is_none_here(external_id: str) -> None:
    with pytest.raises(InvalidInput, match="is no id"):
        check_external_id(external_id, field="shopper_id")


NOBODYS = """
guest@shop.example GUEST@shop.co.uk guest_user@shop.example null@null.com undefined@example.com none@none.com
anna@null.com noreply@shop.example no-reply@shop.example do-not-reply@shop.example no.reply+7@shop.example
anonymous@shop.example x@noemail.com x@no-email.shop.example test@test.com a@a.com xx@xx.de 0@shop.example
{{email}}@shop.example %email%@shop.example ａnon@shop.example null
"""
SOMEBODYS = """
anna@shop.example guesthouse@shop.example guest.anna@shop.example guest+17@shop.example noreen@shop.example
noreplyanna@shop.example user@example.com test@example.com me@me.com info@firm.example 12345@mail.example
annone@shop.example anna@email.com nobody ""
"""


@pytest.mark.parametrize("address", NOBODYS.split())
def test_an_address_of_nobody(address: str) -> None:
    assert is_placeholder_address(address)
    with pytest.raises(InvalidInput) as refused:
        check_address(address, field="email")
    assert refused.value.errors[0].field == "email"


@pytest.mark.parametrize("address", SOMEBODYS.split())
def test_an_address_that_only_looks_a_little_like_one(address: str) -> None:
    assert not is_placeholder_address(address)


def test_a_shop_names_its_own_address() -> None:
    assert not is_placeholder_address("till@shop.example")
    assert is_placeholder_address("Till@Shop.example", ["walk-in", "till@shop.example"])
