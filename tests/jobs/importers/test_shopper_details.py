"""Shoppers of a file: described, made where they are new; the file lifts nobody's no."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from core.addresses import claim
from core.consent import ConsentPurpose, consents, decide, may_email, suppress
from core.database import transaction
from core.keys import Keys
from core.shoppers import ensure_shopper, shopper_by_external_id
from core.tables import AddressProof
from jobs.importers.formats.translation import Shop
from tests.clock import ManualClock
from tests.jobs.conftest import MakeTask, WriteCsv, adds_up, imported, rejected, stored

AYLA = {
    "shopper_id": "c-1",
    "email": "ayla@example.com",
    "recovery_email": "yes",
    "personalisation": "",
    "country": "GB",
    "language": "en",
    "timezone": "Europe/London",
    "name": "Ayla",
}


def test_a_file_of_shoppers_comes_in_once(
    engine: Engine, make_task: MakeTask, write_csv: WriteCsv, keys: Keys
) -> None:
    path = write_csv("a.csv", [AYLA, dict.fromkeys(AYLA, "") | {"shopper_id": "c-2"}])
    first = imported(make_task(path), "shoppers")
    before = stored(engine)
    again = imported(make_task(path), "shoppers")

    assert (first.imported, first.new_shoppers, first.rejected) == (2, 2, 0)
    assert (again.known, again.imported, again.new_shoppers) == (2, 0, 0)
    assert stored(engine) == before
    assert adds_up(first)
    assert adds_up(again)
    [ayla, _] = sorted(before["Shopper"], key=lambda row: str(row["external_id"]))
    assert {name: ayla[name] for name in ("email", "country", "language", "timezone", "name")} == {
        name: AYLA[name] for name in ("email", "country", "language", "timezone", "name")
    }
    assert ayla["email_proof"] == AddressProof.SHOP
    with transaction(engine, writes=False) as session:
        shopper = shopper_by_external_id(session, "c-1")
        assert may_email(session, keys, shopper)
        assert consents(session, shopper.shopper_id)[ConsentPurpose.PERSONALISATION] is True


def test_an_empty_cell_leaves_what_is_there_and_a_changed_one_is_news(
    engine: Engine, make_task: MakeTask, write_csv: WriteCsv, clock: ManualClock
) -> None:
    imported(make_task(write_csv("a.csv", [AYLA])), "shoppers")
    clock.advance(timedelta(days=1))
    changed = write_csv("b.csv", [{"shopper_id": "c-1", "country": "FR", "name": "", "recovery_email": "no"}])
    assert imported(make_task(changed), "shoppers").imported == 1
    assert imported(make_task(changed), "shoppers").known == 1
    [ayla] = stored(engine)["Shopper"]
    assert (ayla["country"], ayla["name"], ayla["email"]) == ("FR", "Ayla", "ayla@example.com")
    with transaction(engine, writes=False) as session:
        assert consents(session, ayla["shopper_id"])[ConsentPurpose.RECOVERY_EMAIL] is False


def test_a_file_lifts_neither_a_no_nor_an_unsubscription(
    engine: Engine, make_task: MakeTask, write_csv: WriteCsv, keys: Keys, clock: ManualClock
) -> None:
    with transaction(engine) as session:
        ayla = ensure_shopper(session, "c-1", now=clock.now())
        no = {ConsentPurpose.RECOVERY_EMAIL: False}
        decide(session, ayla.shopper_id, no, source="storefront", now=clock.now())
        suppress(session, keys, "mia@example.com", now=clock.now())
    clock.advance(timedelta(days=1))
    mia = AYLA | {"shopper_id": "c-2", "email": "mia@example.com"}
    imported(make_task(write_csv("a.csv", [AYLA, mia])), "shoppers")
    with transaction(engine, writes=False) as session:
        for name in ("c-1", "c-2"):
            assert not may_email(session, keys, shopper_by_external_id(session, name))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"shopper_id": "null"}, "shopper_id: is empty or a placeholder"),
        ({"shopper_id": "Kunde"}, "shopper_id: is empty or a placeholder"),
        ({"shopper_id": "c-1"}, "shopper_id: stands on an earlier line"),
        ({"email": "nobody"}, "email: is not an address"),
        ({"recovery_email": "perhaps"}, "recovery_email: must be one of"),
        ({"country": "Britain"}, "country: is not a country"),
        ({"language": "English!"}, "language: is not a language"),
        ({"timezone": "Mars"}, "timezone: is not a time zone"),
        ({"name": "x" * 201}, "name: is longer"),
    ],
)
def test_a_bad_line_is_rejected_with_field_and_remedy(
    engine: Engine, make_task: MakeTask, write_csv: WriteCsv, change: dict[str, Any], reason: str
) -> None:
    path = write_csv("a.csv", [AYLA, AYLA | {"shopper_id": "c-2"} | change])
    totals = imported(make_task(path), "shoppers", shop=Shop("GBP", placeholders=["kunde"]))
    assert (totals.imported, totals.rejected) == (1, 1)
    assert rejected(totals)[0]["reason"].startswith(reason)
    assert len(stored(engine)["Shopper"]) == 1


def test_an_address_or_a_name_of_nobody_is_left_out_and_the_shopper_kept(
    engine: Engine, make_task: MakeTask, write_csv: WriteCsv
) -> None:
    addresses = ["guest@shop.example", "none@none.com", "null", "Till@shop.example"]
    rows = [AYLA | {"shopper_id": f"c-{n}", "email": email} for n, email in enumerate(addresses)]
    rows.append(AYLA | {"shopper_id": "named", "name": "null"})
    shop = Shop("GBP", placeholders=["till@shop.example"])
    totals = imported(make_task(write_csv("a.csv", rows)), "shoppers", shop=shop)
    assert (totals.lines, totals.imported, totals.rejected) == (5, 5, 0)
    assert sorted(totals.left_out.values()) == [1, 4]
    assert totals.as_json()["left_out"] == dict(totals.left_out)
    assert totals.rejects_file is not None
    assert len(totals.rejects_file.read_text().splitlines()) == 5
    shoppers = {row["external_id"]: row for row in stored(engine)["Shopper"]}
    assert [shoppers[f"c-{n}"]["email"] for n in range(4)] == [None] * 4
    assert {shoppers[f"c-{n}"]["name"] for n in range(4)} == {"Ayla"}
    assert (shoppers["named"]["name"], shoppers["named"]["email"]) == (None, "ayla@example.com")


def test_a_yes_of_a_file_holds_for_the_address_that_it_comes_with(
    engine: Engine, make_task: MakeTask, write_csv: WriteCsv, keys: Keys, clock: ManualClock
) -> None:
    yes = {ConsentPurpose.RECOVERY_EMAIL: True}
    with transaction(engine) as session:
        for name in ("c-1", "c-2"):
            shopper = ensure_shopper(session, name, now=clock.now())
            claim(session, shopper, f"typed-{name}@example.com", now=clock.now())
            decide(session, shopper.shopper_id, yes, source="storefront", now=clock.now())
    clock.advance(timedelta(days=1))
    silent = AYLA | {"shopper_id": "c-2", "email": "mia@example.com", "recovery_email": ""}
    imported(make_task(write_csv("a.csv", [AYLA, silent])), "shoppers")
    with transaction(engine, writes=False) as session:
        assert may_email(session, keys, shopper_by_external_id(session, "c-1"))
        assert not may_email(session, keys, shopper_by_external_id(session, "c-2"))
