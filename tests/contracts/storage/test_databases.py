"""The database's own doors, as the container of PostgreSQL makes them: a role and a database for each."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from core.database import connect, transaction
from core.migration import upgrade
from feedback.conversations import TrackerStore
from tests.postgres import SERVER_USER, Cluster

SCRIPT = Path(__file__).parents[3] / "migrations" / "databases.sql"
PASSWORDS = {"DATABASE_PASSWORD": "rapport's \\ own", "TRACKER_PASSWORD": "assistant's"}


def fill(cluster: Cluster, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the script as the image's entry point does: psql, the superuser, the superuser's database."""
    command = ["psql", "--no-psqlrc", "--host", str(cluster.folder), "--username", SERVER_USER]
    command += ["--dbname", SERVER_USER, "--file", str(SCRIPT)]
    inherited = {name: value for name, value in os.environ.items() if name not in PASSWORDS}
    return subprocess.run(
        command, env=inherited | environment, capture_output=True, text=True, check=False, cwd="/"
    )


def url(cluster: Cluster, role: str, database: str) -> str:
    return f"postgresql+psycopg://{role}@/{database}?host={cluster.folder}"


@pytest.fixture(scope="module")
def filled(postgres: Cluster) -> Iterator[Cluster]:
    made = fill(postgres, **PASSWORDS)
    assert made.returncode == 0, made.stderr
    yield postgres
    with psycopg.connect(
        host=str(postgres.folder), user=SERVER_USER, dbname=SERVER_USER, autocommit=True
    ) as connection:
        connection.execute("GRANT CONNECT ON DATABASE postgres TO PUBLIC")
        for database in ("rapport", "assistant"):
            connection.execute(f"DROP DATABASE {database} WITH (FORCE)".encode())
        for role in ("rapport", "assistant"):
            connection.execute(f"DROP ROLE {role}".encode())


def refused(cluster: Cluster, role: str, database: str) -> str:
    """What the server says to who may not enter."""
    with pytest.raises(psycopg.OperationalError) as error:
        psycopg.connect(host=str(cluster.folder), user=role, dbname=database)
    return str(error.value)


def test_without_a_password_nothing_is_made(postgres: Cluster) -> None:
    """Comes first: the others have the roles."""
    made = fill(postgres, DATABASE_PASSWORD="one of two")
    assert made.returncode != 0
    with psycopg.connect(host=str(postgres.folder), user=SERVER_USER, dbname=SERVER_USER) as connection:
        roles = connection.execute("SELECT rolname FROM pg_roles WHERE rolname IN ('rapport', 'assistant')")
        assert roles.fetchall() == []


def test_rapport_makes_its_tables_without_being_a_superuser(filled: Cluster) -> None:
    engine = connect(url(filled, "rapport", "rapport"))
    upgrade(engine)
    with transaction(engine) as session:
        session.execute(text("SELECT count(*) FROM shopper"))
        powers = session.execute(
            text(
                "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls FROM pg_roles "
                "WHERE rolname IN ('rapport', 'assistant')"
            )
        )
        assert powers.scalars().all() == [False, False]
    engine.dispose()


def test_the_assistant_keeps_its_conversations_and_enters_no_other_database(filled: Cluster) -> None:
    with psycopg.connect(host=str(filled.folder), user="assistant", dbname="assistant") as connection:
        connection.execute("CREATE TABLE mine (id integer)")
        connection.rollback()
    for database in ("rapport", "postgres"):
        assert "User does not have CONNECT privilege" in refused(filled, "assistant", database)


def test_even_inside_the_assistant_reads_nothing_of_rapport(filled: Cluster) -> None:
    """Somebody may grant the way in one day; the tables are still another's."""
    engine = connect(url(filled, "rapport", "rapport"))
    upgrade(engine)
    with transaction(engine) as session:
        session.execute(text("GRANT CONNECT ON DATABASE rapport TO assistant"))
    try:
        with psycopg.connect(host=str(filled.folder), user="assistant", dbname="rapport") as connection:
            for statement in ("SELECT * FROM shopper", "DELETE FROM event", "CREATE TABLE mine (id integer)"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(statement.encode())
                connection.rollback()
    finally:
        with transaction(engine) as session:
            session.execute(text("REVOKE CONNECT ON DATABASE rapport FROM assistant"))
        engine.dispose()


def test_an_erasure_reaches_what_the_assistant_keeps(filled: Cluster) -> None:
    with psycopg.connect(host=str(filled.folder), user="assistant", dbname="assistant") as connection:
        connection.execute("CREATE TABLE events (id serial PRIMARY KEY, sender_id text)")
        connection.execute("INSERT INTO events (sender_id) VALUES ('theirs'), ('theirs'), ('another')")
    engine = connect(url(filled, "rapport", "assistant"))
    assert TrackerStore(engine).forget(["theirs"]) == 2
    engine.dispose()
    with psycopg.connect(
        host=str(filled.folder), user="rapport", dbname="assistant", autocommit=True
    ) as connection:
        said: list[str | None] = []
        connection.add_notice_handler(lambda notice: said.append(notice.message_primary))
        connection.execute("VACUUM events")  # who may not is only warned
        assert said == []
        assert connection.execute("SELECT sender_id FROM events").fetchall() == [("another",)]


def test_the_passwords_are_kept_hashed_and_are_needed(filled: Cluster) -> None:
    with psycopg.connect(host=str(filled.folder), user=SERVER_USER, dbname=SERVER_USER) as connection:
        query = "SELECT rolname, rolpassword FROM pg_authid WHERE rolname IN ('rapport', 'assistant')"
        kept: dict[str, str] = dict(connection.execute(query).fetchall())
    assert set(kept) == {"rapport", "assistant"}
    assert all(password.startswith("SCRAM-SHA-256$") for password in kept.values())
