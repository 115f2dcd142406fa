"""What a product is called beside its id: one product's only, in whatever spelling."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from core import aliases, catalog
from core.errors import InvalidInput, NotFound
from core.products import Product, ProductId
from tests.clock import ManualClock

NOW = ManualClock().now()


def product(product_id: str, *own: str) -> Product:
    return Product(ProductId(product_id), product_id.title(), aliases=own)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


@pytest.mark.parametrize(
    ("written", "read", "same"),
    [
        ("012345678905", "0012345678905", True),  # UPC as EAN
        ("012345678905", "00012345678905", True),  # and as GTIN-14
        ("012345678905", "12345678905", True),  # as a spreadsheet leaves it
        ("40063813", "00000040063813", True),
        ("007", "7", False),
        ("007", "0007", False),
        ("A-1", "a-1", False),
        ("A-1", "A1", False),
        ("123456789012345", "0123456789012345", False),  # longer than any GTIN
        ("٠١٢٣٤٥٦٧٨", "012345678", False),
    ],
)
def test_of_numbers_that_may_be_gtins_alone_leading_zeros_do_not_count(
    written: str, read: str, same: bool
) -> None:
    assert (aliases.canonical(written) == aliases.canonical(read)) is same
    assert (read in aliases.spellings(written)) is same


def test_aliases_come_back_as_they_were_written(session: Session) -> None:
    mug = product("mug", "00123", "0012345678905", "MUG/RED M", "mug", "12345678905", "00123")
    catalog.upsert(session, [mug, product("pan")], now=NOW)
    session.expire_all()
    kept = ("00123", "0012345678905", "MUG/RED M")
    assert catalog.product(session, "mug").aliases == kept
    assert {stored.product_id: stored.aliases for stored in catalog.products(session)} == {
        "mug": kept,
        "pan": (),
    }
    assert catalog.upsert(session, [mug], now=NOW) == 0, "it differs in nothing"
    assert catalog.upsert(session, [product("mug", "MUG/RED M")], now=NOW) == 1
    assert catalog.product(session, "mug").aliases == ("MUG/RED M",)
    assert aliases.resolve(session, ["00123", "MUG/RED M"]) == {"MUG/RED M": "mug"}


def test_a_change_of_aliases_is_a_change_of_the_catalog(session: Session) -> None:
    catalog.upsert(session, [product("mug"), product("pan")], now=NOW)
    catalog.upsert(session, [product("mug", "M-1"), product("pan")], now=NOW + timedelta(hours=1))
    assert [changed.product_id for changed in catalog.changes(session, since=1)] == ["mug"]


def test_ids_and_aliases_are_resolved_and_ids_come_first(session: Session) -> None:
    catalog.upsert(session, [product("7", "0012345678905"), product("007", "M-1")], now=NOW)
    names = ["7", "007", "M-1", "m-1", "12345678905", "012345678905", "0007", "nothing"]
    ids = {"7": "7", "007": "007", "M-1": "007", "12345678905": "7", "012345678905": "7"}
    assert aliases.resolve(session, names) == ids
    in_memory = aliases.Names.of({stored.product_id: stored for stored in catalog.products(session)})
    assert {name: known for name in names if (known := in_memory.product_id(name))} == ids
    assert catalog.named(session, "M-1").product_id == "007"
    with pytest.raises(NotFound, match="'M-1'; it is an alias of '007'"):
        catalog.deactivate(session, "M-1", now=NOW)


@pytest.mark.parametrize(
    ("told", "place", "field", "message"),
    [
        (
            [product("pan", "M-1")],
            0,
            "aliases[0]",
            "'M-1' is an alias of product 'mug' and cannot name 'pan'",
        ),
        ([product("pan", "P", "12345678905")], 0, "aliases[1]", "'12345678905' is an alias of product 'mug'"),
        ([product("pan", "mug")], 0, "aliases[0]", "'mug' is the id of product 'mug' and cannot name 'pan'"),
        ([product("pan", "40063813339")], 0, "aliases[0]", "is the id of product '0040063813339'"),
        ([product("M-1")], 0, "product_id", "'M-1' is an alias of product 'mug'"),
        ([product("12345678905")], 0, "product_id", "'12345678905' is an alias of product 'mug'"),
        ([product("pan", "X"), product("pot", "X")], 1, "aliases[0]", "'X' is an alias of product 'pan'"),
        ([product("pan", "pot"), product("pot")], 0, "aliases[0]", "'pot' is the id of product 'pot'"),
    ],
)
def test_a_name_of_anothers_is_refused_naming_both(
    session: Session, told: list[Product], place: int, field: str, message: str
) -> None:
    mug = product("mug", "M-1", "0012345678905")
    catalog.upsert(session, [mug, product("0040063813339")], now=NOW)
    session.commit()
    [(refused_at, clash)] = aliases.refused(session, told).items()
    assert (refused_at, clash.field) == (place, field)
    assert message in clash.message
    with pytest.raises(InvalidInput) as refused:
        catalog.upsert(session, told, now=NOW)
    assert [error.field for error in refused.value.errors] == [f"products[{place}].{field}"]
    session.rollback()
    assert len(catalog.products(session)) == 2


def test_an_alias_moves_from_one_product_to_another(session: Session) -> None:
    catalog.upsert(session, [product("mug", "M-1"), product("pan", "P-1")], now=NOW)
    assert catalog.upsert(session, [product("mug", "P-1"), product("pan", "M-1")], now=NOW) == 2
    assert aliases.resolve(session, ["M-1", "P-1"]) == {"M-1": "pan", "P-1": "mug"}


def test_who_has_a_name_keeps_it_whoever_comes_first(session: Session) -> None:
    catalog.upsert(session, [product("mug", "M-1")], now=NOW)
    told = [product("M-1"), product("pan", "M-1"), product("mug", "M-1", "M-2"), product("pot", "M-2")]
    for order in ([0, 1, 2, 3], [2, 3, 1, 0], [1, 2, 0, 3]):
        refused = aliases.refused(session, [told[place] for place in order])
        assert {order[place] for place in refused} == {0, 1, 3}


def test_who_is_refused_gives_nothing_up(session: Session) -> None:
    catalog.upsert(session, [product("mug", "M-1"), product("pan", "P-1"), product("pot")], now=NOW)
    told = [product("pot", "M-1"), product("mug", "P-1")]
    assert set(aliases.refused(session, told)) == {0, 1}


def test_names_in_memory_follow_the_catalog() -> None:
    mug, pan = product("mug", "M-1", "M-2"), product("pan")
    before = {known.product_id: known for known in (mug, pan)}
    names = aliases.Names.of(before)
    other = [replace(mug, aliases=("M-2",)), replace(pan, aliases=("M-1",))]
    after = {known.product_id: known for known in other}
    names = names.changed(after, other)
    assert list(names.known(["M-1", "M-2", "M-3"])) == ["pan", "mug"]
    left = {mug.product_id: other[0]}
    names = names.changed(left, [replace(other[1], active=False)])
    assert list(names.known(["M-1", "pan", "M-2"])) == ["mug"]
