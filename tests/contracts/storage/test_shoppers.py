"""Shoppers: merged, consenting, exported and erased, whole."""

from datetime import timedelta

from sqlalchemy import Engine, select
from sqlmodel import Session, SQLModel

from core import consent, privacy, residue, shoppers
from core.database import revision, transaction
from core.identification import identify
from core.keys import Keys
from core.people import same_person
from core.tables import Shopper
from tests.clock import ManualClock
from tests.contracts.storage.shop import leave_everything, rows_of


def test_merging_gives_all_that_a_visitor_left_to_the_known_shopper(
    session: Session, ayla: Shopper, clock: ManualClock
) -> None:
    visitor = shoppers.create_visitor(session, now=clock.now())
    nameless = session.get_one(Shopper, visitor.shopper_id)
    for proven in (nameless, ayla):
        shoppers.set_email(session, proven, " ayla@example.com ")
    leave_everything(session, nameless, clock.now())
    nameless_id = nameless.shopper_id
    left = rows_of(session, nameless_id)

    remaining, merged = identify(session, nameless, external_id="ayla", now=clock.now())

    assert (remaining.shopper_id, merged) == (ayla.shopper_id, True)
    assert remaining.email == "ayla@example.com"
    assert rows_of(session, ayla.shopper_id) == left
    assert set(rows_of(session, nameless_id).values()) == {0}
    assert shoppers.shopper_of_visitor(session, visitor.visitor_id).shopper_id == ayla.shopper_id


def test_one_person_on_two_devices_is_found_by_their_address(
    session: Session, ayla: Shopper, clock: ManualClock
) -> None:
    other = session.get_one(Shopper, shoppers.create_visitor(session, now=clock.now()).shopper_id)
    shoppers.set_email(session, ayla, "Ayla@Example.com")
    shoppers.set_email(session, other, "ayla@example.com")

    assert same_person(session, ayla.shopper_id) == sorted([ayla.shopper_id, other.shopper_id])


def test_the_newest_decision_holds_and_the_older_stay_as_proof(
    session: Session, keys: Keys, ayla: Shopper, clock: ManualClock
) -> None:
    shoppers.set_email(session, ayla, "ayla@example.com")
    assert not consent.may_email(session, keys, ayla)
    for granted in (True, False, True):
        clock.advance(timedelta(minutes=1))
        decision = {consent.ConsentPurpose.RECOVERY_EMAIL: granted}
        consent.decide(session, ayla.shopper_id, decision, source="storefront", now=clock.now())
        assert consent.may_email(session, keys, ayla) is granted
    assert rows_of(session, ayla.shopper_id)["consent_decision"] == 3


def test_an_unsubscribed_address_stays_so_after_erasure(
    session: Session, keys: Keys, ayla: Shopper, clock: ManualClock
) -> None:
    shoppers.set_email(session, ayla, "ayla@example.com")
    consent.suppress(session, keys, "AYLA@example.com", now=clock.now())
    privacy.erase(session, ayla.shopper_id, [])

    back = shoppers.ensure_shopper(session, "ayla", now=clock.now())
    shoppers.set_email(session, back, "ayla@example.com")
    yes = {consent.ConsentPurpose.RECOVERY_EMAIL: True}
    consent.decide(session, back.shopper_id, yes, source="storefront", now=clock.now())
    assert not consent.may_email(session, keys, back)
    consent.unsuppress(session, keys, "ayla@example.com")
    assert consent.may_email(session, keys, back)


def test_erasure_leaves_no_row_of_the_shopper_and_every_row_of_others(
    session: Session, ayla: Shopper, clock: ManualClock
) -> None:
    ines = shoppers.ensure_shopper(session, "ines", now=clock.now())
    for shopper in (ayla, ines):
        leave_everything(session, shopper, clock.now())
    before, others = rows_of(session, ayla.shopper_id), rows_of(session, ines.shopper_id)

    counts = privacy.erase(session, ayla.shopper_id, [])

    assert counts == before
    assert 0 not in before.values()
    assert set(rows_of(session, ayla.shopper_id).values()) == {0}
    assert rows_of(session, ines.shopper_id) == others
    session.expunge_all()
    for table in SQLModel.metadata.sorted_tables:
        for row in session.execute(select(table)):
            assert ayla.shopper_id not in str(row), table.name


def test_an_export_names_every_personal_table_and_only_the_shoppers_rows(
    session: Session, ayla: Shopper, clock: ManualClock
) -> None:
    ines = shoppers.ensure_shopper(session, "ines", now=clock.now())
    for shopper in (ayla, ines):
        leave_everything(session, shopper, clock.now())

    exported = privacy.export(session, ayla.shopper_id)

    assert {name: len(rows) for name, rows in exported.items()} == rows_of(session, ayla.shopper_id)
    assert exported["event"][0]["price"] == "34.00"
    assert ines.shopper_id not in str(exported)


def test_what_an_erasure_left_in_the_files_is_owed_until_it_is_cleared(
    engine: Engine, clock: ManualClock
) -> None:
    assert privacy.settle(engine, (), thoroughly=False)  # nothing is owed
    with transaction(engine) as session:
        ayla = shoppers.ensure_shopper(session, "ayla", now=clock.now())
    with transaction(engine) as session:
        privacy.erase(session, ayla.shopper_id, ())
    # PostgreSQL's vacuum takes longer than a request should.
    assert privacy.settle(engine, (), thoroughly=False) is (engine.dialect.name == "sqlite")
    assert privacy.settle(engine, (), thoroughly=True)
    with transaction(engine, writes=False) as session:
        assert revision(session, residue.OWED) == revision(session, residue.SWEPT) == 1
    if engine.dialect.name == "postgresql":
        query = "SELECT last_vacuum FROM pg_stat_user_tables WHERE relname IN ('shopper', 'event')"
        with engine.connect() as connection:
            assert None not in connection.exec_driver_sql(query).scalars().all()
