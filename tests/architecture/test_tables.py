"""Every personal table is known as one, and the migrations make exactly the tables that the code declares."""

import re

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Table
from sqlmodel import SQLModel

import feedback.tables
import recovery.tables  # noqa: F401  the tables of every room
from core import privacy
from core.database import connect, table_of
from core.migration import upgrade
from core.settings import Settings
from core.tables import ProductRow
from feedback.reasons import Reason

WORDS = "email address phone text message query summary note error session_id visitor user"
PERSONAL = re.compile(WORDS.replace(" ", "|"))
ABOUT_PRODUCTS = {table_of(ProductRow).name, "product_vector"}


def tables() -> list[Table]:
    return SQLModel.metadata.sorted_tables


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.name)
def test_a_table_that_may_hold_something_personal_names_its_shopper(table: Table) -> None:
    suspicious = [column.name for column in table.columns if PERSONAL.search(column.name)]
    if suspicious and table.name not in ABOUT_PRODUCTS:
        assert "shopper_id" in table.columns or table.name in privacy.EXCEPTIONS, suspicious


def test_every_exception_is_a_table_and_says_why() -> None:
    names = {table.name for table in tables()}
    assert set(privacy.EXCEPTIONS) <= names
    assert all(len(reason.split()) > 3 for reason in privacy.EXCEPTIONS.values())
    assert not any("shopper_id" in SQLModel.metadata.tables[name].columns for name in privacy.EXCEPTIONS)


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")  # SQLite's
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_migrations_make_the_declared_tables(
    database: str, settings: Settings, request: pytest.FixtureRequest
) -> None:
    url = settings.database
    if database == "postgresql":
        url = request.getfixturevalue("postgres").fresh_database()
    engine = connect(url)
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, SQLModel.metadata)
    engine.dispose()
    assert differences == []


def test_the_vocabulary_of_reasons_is_the_one_of_the_database() -> None:
    stored = {table.name for table in tables() if "reason" in table.columns}
    assert {"survey_response", "label"} <= stored
    assert feedback.tables.SurveyResponse.model_fields["reason"].annotation is Reason
