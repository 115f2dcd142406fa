"""The engine, the session, single reads, and the few statements that need a word of dialect."""

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, Table, event, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, SQLModel, create_engine

from core import private
from core.tables import Revision

Row = TypeVar("Row")

WRITES = "rapport_writes"  # an execution option: this connection will write
PRAGMAS = (
    "journal_mode=WAL",
    "busy_timeout=30000",
    "foreign_keys=ON",
    "synchronous=NORMAL",
    "secure_delete=ON",  # what is erased is overwritten, not only unlinked
)
POOL = 20  # connections that wait to be used again: as many as threads may read at once
BATCH = 1_000  # rows a statement: SQLite takes 32,766 variables


def new_id() -> str:
    """A random id, 32 hexadecimal digits."""
    return uuid.uuid4().hex


def connect(url: str) -> Engine:
    """An engine for `url`: SQLite in WAL mode with a busy timeout, PostgreSQL with live connections only."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    path = url.removeprefix("sqlite:///")
    private.folder(Path(path).parent)
    private.file(Path(path))  # its log and index take their mode from it
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would come late and unasked
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """A writer takes the lock at once: a reader that turns writer in WAL mode fails without waiting."""
    mode = "IMMEDIATE" if connection.get_execution_options().get(WRITES, False) else "DEFERRED"
    connection.exec_driver_sql(f"BEGIN {mode}")


@contextmanager
def transaction(engine: Engine, *, writes: bool = True) -> Iterator[Session]:
    """One request, one job, one transaction: committed at the end, rolled back on an error."""
    bound = engine.execution_options(**{WRITES: writes})
    with Session(bound, expire_on_commit=False) as session, session.begin():
        yield session


Rows = tuple[tuple[Any, ...], ...]


class Reader:
    """Single reads, each seeing one moment, without a transaction's round trips and without the ORM.

    Its connections are its own and commit by themselves: a read never queues behind writers that hold all of
    the engine's connections while they wait for their turn. They are closed when `engine` is disposed of.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = _reading(engine.url)
        event.listen(engine, "engine_disposed", self._dispose)

    def rows(self, statement: str, **parameters: str) -> Rows:
        """The rows of one SELECT, whose parameters are written `:name`; OperationalError as SQLAlchemy's."""
        dialect = self._engine.dialect
        connection = self._engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(in_words_of(dialect.name, statement), parameters)
            return tuple(cursor.fetchall())
        except dialect.loaded_dbapi.OperationalError as error:
            connection.invalidate()
            raise OperationalError(statement, None, error) from error
        finally:
            connection.close()

    def _dispose(self, _engine: Engine) -> None:
        self._engine.dispose()


def _reading(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        return connect(url.render_as_string(hide_password=False))  # a connection of ours has no BEGIN unasked
    return create_engine(url, isolation_level="AUTOCOMMIT", pool_pre_ping=True, pool_size=POOL)


@cache
def in_words_of(dialect: str, statement: str) -> str:
    """A statement with parameters `:name` as the dialect's driver wants them."""
    return re.sub(r"(?<!:):(\w+)", r"%(\1)s", statement) if dialect == "postgresql" else statement


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a model class."""
    table = inspect(model).local_table
    if not isinstance(table, Table):
        raise TypeError(f"{model.__name__} has no table of its own.")
    return table


def raise_revision(session: Session, name: str) -> int:
    """Tell those who keep a copy of `name` that it changes; returns the new revision.

    Others who raise the same wait until this transaction ends, so that revisions are committed in order.
    """
    table = table_of(Revision)
    statement = _insert(session)(table).values(name=name, value=1)
    raised = statement.on_conflict_do_update(index_elements=["name"], set_={"value": table.c.value + 1})
    return int(session.execute(raised.returning(table.c.value)).scalar_one())


def revision(session: Session, name: str) -> int:
    """How often `name` has changed."""
    row = session.get(Revision, name)
    return row.value if row else 0


def _insert(session: Session) -> Any:
    return postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert


def insert_new(session: Session, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows whose primary key is not stored yet; returns how many were."""
    table = table_of(model)
    key = next(iter(table.primary_key.columns))
    statement = _insert(session)(table).on_conflict_do_nothing().returning(key)
    stored = 0
    for batch in batched(rows, BATCH):
        stored += len(session.connection().execute(statement, batch).all())
    return stored


def batched(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """The rows in lists of `size`."""
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch
