"""Addresses on both databases: proven, claimed, confirmed; and what an upgrade makes of those there were."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy import Engine
from sqlmodel import Session, select

from core import consent, privacy, shoppers
from core.addresses import AddressStanding, claim, claimed, confirm, forget
from core.database import connect, transaction
from core.keys import Keys
from core.migration import configuration, upgrade
from core.people import people, same_person
from core.settings import Settings
from core.tables import AddressClaim, AddressProof, ClaimState, Shopper
from recovery.confirmation import compose_due
from tests.clock import ManualClock

AYLA = "ayla@example.com"


@pytest.fixture
def nameless(session: Session, clock: ManualClock) -> Shopper:
    visitor = shoppers.create_visitor(session, now=clock.now())
    return session.get_one(Shopper, visitor.shopper_id)


def test_a_claim_joins_nobody_and_gets_no_email(
    session: Session, keys: Keys, ayla: Shopper, nameless: Shopper, clock: ManualClock
) -> None:
    shoppers.set_email(session, ayla, AYLA)
    yes = {consent.ConsentPurpose.RECOVERY_EMAIL: True}
    consent.decide(session, nameless.shopper_id, yes, source="storefront", now=clock.now())
    assert claim(session, nameless, f" {AYLA.upper()} ", now=clock.now()) is AddressStanding.UNCONFIRMED

    assert same_person(session, nameless.shopper_id) == [nameless.shopper_id]
    assert same_person(session, ayla.shopper_id) == [ayla.shopper_id]
    assert people(session, [ayla.shopper_id])[ayla.shopper_id] == {ayla.shopper_id}
    assert not consent.may_email(session, keys, nameless)
    assert claimed(session, nameless.shopper_id) == AYLA.upper()

    claim_id = session.exec(select(AddressClaim.claim_id)).one()
    assert confirm(session, claim_id, now=clock.now())
    assert same_person(session, ayla.shopper_id) == sorted([ayla.shopper_id, nameless.shopper_id])
    assert consent.may_email(session, keys, nameless)
    assert claimed(session, nameless.shopper_id) is None


def test_the_newest_address_that_was_typed_counts(
    session: Session, nameless: Shopper, clock: ManualClock
) -> None:
    for address in ("typo@example.com", AYLA, "AYLA@example.com"):
        clock.advance(timedelta(minutes=1))
        claim(session, nameless, address, now=clock.now())
    states = {
        address_claim.address: address_claim.state for address_claim in session.exec(select(AddressClaim))
    }
    assert states == {"typo@example.com": ClaimState.REPLACED, AYLA: ClaimState.UNCONFIRMED}
    typo = session.exec(select(AddressClaim.claim_id).where(AddressClaim.state == ClaimState.REPLACED)).one()
    assert not confirm(session, typo, now=clock.now())
    assert nameless.email is None


def test_a_confirmed_address_may_be_followed_by_another_and_the_shops_by_none(
    session: Session, nameless: Shopper, clock: ManualClock
) -> None:
    for address in ("old@example.com", AYLA):
        claim(session, nameless, address, now=clock.now())
        claim_id = session.exec(select(AddressClaim.claim_id).where(AddressClaim.address == address)).one()
        assert confirm(session, claim_id, now=clock.now())
    assert (nameless.email, nameless.email_proof) == (AYLA, AddressProof.OWNER)
    assert confirm(session, claim_id, now=clock.now()), "the same link twice"

    shoppers.set_email(session, nameless, "shop@example.com")
    assert claim(session, nameless, AYLA, now=clock.now()) is AddressStanding.NOT_TAKEN
    assert claim(session, nameless, "SHOP@example.com", now=clock.now()) is AddressStanding.PROVEN


def test_a_merge_takes_claims_and_proofs_along(
    session: Session, ayla: Shopper, nameless: Shopper, clock: ManualClock
) -> None:
    claim(session, nameless, AYLA, now=clock.now())
    claim_id = session.exec(select(AddressClaim.claim_id)).one()
    shoppers.merge(session, source=nameless, target=ayla)
    assert not ayla.email
    assert confirm(session, claim_id, now=clock.now())
    assert (ayla.email, ayla.email_proof) == (AYLA, AddressProof.OWNER)


def test_what_nobody_confirms_is_forgotten_and_erased(
    session: Session, nameless: Shopper, ayla: Shopper, clock: ManualClock
) -> None:
    claim(session, nameless, AYLA, now=clock.now())
    claim(session, ayla, "other@example.com", now=clock.now())
    assert forget(session, before=clock.now(), now=clock.now()) == 0
    assert privacy.erase(session, ayla.shopper_id, [])["address_claim"] == 1
    assert forget(session, before=clock.now() + timedelta(seconds=1), now=clock.now()) == 1


@pytest.mark.parametrize("name", ["sqlite", "postgresql"])
def test_an_upgrade_says_when_an_address_was_replaced(
    name: str, request: pytest.FixtureRequest, settings: Settings
) -> None:
    url = request.getfixturevalue("postgres").fresh_database() if name == "postgresql" else settings.database
    engine = connect(url)
    upgrade(engine)
    command.downgrade(configuration(engine), "0014")
    with engine.begin() as connection:
        connection.execute(
            sa.text("INSERT INTO shopper (shopper_id, created_at) VALUES ('s', '2026-01-01 00:00:00')")
        )
        for claim_id, state, day in (("old", "replaced", 1), ("new", "confirmed", 2)):
            statement = "INSERT INTO address_claim (claim_id, shopper_id, address, state, claimed_at) VALUES"
            row = f" ('{claim_id}', 's', '{claim_id}@example.com', '{state}', '2026-01-0{day} 00:00:00')"
            connection.execute(sa.text(statement + row))
    upgrade(engine)
    with transaction(engine, writes=False) as session:
        replaced = {row.claim_id: row.replaced_at for row in session.exec(select(AddressClaim))}
    assert replaced == {"old": datetime(2026, 1, 2, tzinfo=UTC), "new": None}
    engine.dispose()


@pytest.fixture
def before(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Engine]:
    """A database as it was before addresses were proven, with the kinds of shoppers there were."""
    on_postgres = request.param == "postgresql"
    engine = connect(
        request.getfixturevalue("postgres").fresh_database() if on_postgres else settings.database
    )
    upgrade(engine)
    command.downgrade(configuration(engine), "0008")
    rows = [("known", "c-1", "c@example.com"), ("typed", None, "t@example.com"), ("nobody", None, None)]
    with engine.begin() as connection:
        for shopper_id, external_id, email in rows:
            connection.execute(
                sa.text("INSERT INTO shopper VALUES (:shopper_id, :external_id, :email, :at)"),
                {
                    "shopper_id": shopper_id,
                    "external_id": external_id,
                    "email": email,
                    "at": "2026-01-01 00:00:00",
                },
            )
            connection.execute(
                sa.text(
                    "INSERT INTO consent_decision VALUES (:shopper_id, :shopper_id, 'recovery_email', true,"
                    " 'storefront', '2026-01-01 00:00:00')"
                ),
                {"shopper_id": shopper_id},
            )
    yield engine
    engine.dispose()


@pytest.mark.parametrize("before", ["sqlite", "postgresql"], indirect=True)
def test_an_upgrade_believes_the_shop_and_asks_the_rest(
    before: Engine, settings: Settings, keys: Keys
) -> None:
    upgrade(before)
    with transaction(before) as session:
        addresses = {
            shopper.shopper_id: (shopper.email, shopper.email_proof)
            for shopper in session.exec(select(Shopper))
        }
        [typed] = session.exec(select(AddressClaim)).all()
    assert addresses == {
        "known": ("c@example.com", AddressProof.SHOP),
        "typed": (None, None),
        "nobody": (None, None),
    }
    assert (typed.shopper_id, typed.address, typed.state) == (
        "typed",
        "t@example.com",
        ClaimState.UNCONFIRMED,
    )
    assert compose_due(before, settings, keys, now=typed.claimed_at) == {"composed": 1}

    command.downgrade(configuration(before), "0008")
    with before.connect() as connection:
        rows = connection.execute(sa.text("SELECT shopper_id, email FROM shopper"))
        emails = {row.shopper_id: row.email for row in rows}
    assert emails == {"known": "c@example.com", "typed": "t@example.com", "nobody": None}
