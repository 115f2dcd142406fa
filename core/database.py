"""The engine, the session, single reads, and the few statements that need a word of dialect."""

import math
import random
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Dialect, Engine, SelectBase, Table, event, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, InvalidatePoolError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, SQLModel, create_engine

from core import private
from core.tables import Revision

Row = TypeVar("Row")
Result = TypeVar("Result")

WRITES = "rapport_writes"  # an execution option: this connection will write
PRAGMAS = (
    "journal_mode=WAL",
    "foreign_keys=ON",
    "synchronous=NORMAL",
    "secure_delete=ON",  # what is erased is overwritten, not only unlinked
)
PATIENCE = 30.0
"""Seconds to wait for another's lock, or for a server that does not answer, before giving up."""
CONNECTIONS = 10
"""So many requests of a process use the database at once."""
SPARE = 10
"""Connections beyond those, for what works beside the requests."""
TRIES = 5
"""So often a transaction is tried that others were quicker than."""
LOST = {
    "23505",  # unique_violation: somebody else stored the same first
    "23503",  # foreign_key_violation: what it refers to was erased, or what is erased is referred to
    "40001",  # serialization_failure
    "40P01",  # deadlock_detected
    "SQLITE_CONSTRAINT_UNIQUE",
    "SQLITE_CONSTRAINT_PRIMARYKEY",
    "SQLITE_CONSTRAINT_FOREIGNKEY",
}
"""How a database tells that another was quicker (PostgreSQL, appendix A; SQLite, result codes)."""
IDLE = 1.0
"""Seconds after which a connection is asked whether its server is still there, before it is used again."""
PUT_BACK = "put_back"
READING = 2.0
"""Seconds that a single read waits: SQLite's readers wait for nobody, and may hold up a whole process."""
BATCH = 1_000  # rows a statement: SQLite takes 32,766 variables


def new_id() -> str:
    """A random id, 32 hexadecimal digits."""
    return uuid.uuid4().hex


def connect(url: str, *, patience: float = PATIENCE, **options: Any) -> Engine:
    """An engine for `url`, SQLite in WAL mode or PostgreSQL; it waits `patience` seconds and no longer.

    What stands in a statement is somebody's: no error, and so no log, repeats a parameter.
    """
    if "poolclass" not in options:
        options |= {"pool_size": CONNECTIONS, "max_overflow": SPARE, "pool_timeout": patience}
    options["hide_parameters"] = True
    if not url.startswith("sqlite"):
        engine = create_engine(url, connect_args=_bounded(patience), **options)
        event.listen(engine, "checkin", _put_back)
        event.listen(engine, "checkout", partial(_taken_out, engine.dialect))
        event.listen(engine, "connect", partial(_bound_locks, patience=patience))
        return engine
    path = url.removeprefix("sqlite:///")
    private.folder(Path(path).parent)
    private.file(Path(path))  # its log and index take their mode from it
    connect_args = {"timeout": patience, "check_same_thread": False}
    engine = create_engine(url, connect_args=connect_args, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def _bounded(patience: float) -> dict[str, Any]:
    """What libpq is told: a server that is cut off is given up, whether it is called or already answering."""
    return {
        "connect_timeout": max(2, round(patience)),  # seconds; libpq takes no less than two
        "tcp_user_timeout": round(patience * 1_000),  # milliseconds
        "keepalives_idle": max(1, round(patience)),
    }


def _put_back(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info[PUT_BACK] = time.monotonic()


def _taken_out(dialect: Dialect, connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
    """Whether the server is still there is asked of a connection that lay idle: another would have told."""
    if time.monotonic() - record.info.get(PUT_BACK, math.inf) < IDLE:
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        raise InvalidatePoolError from error


def _bound_locks(connection: Any, _record: object, *, patience: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {round(patience * 1_000)}")
    connection.commit()


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
    with _session(engine, **{WRITES: writes}) as session:
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session for statements that only read, each as of its own moment, and none of them in portions.

    On PostgreSQL a transaction of them sees no more (READ COMMITTED), and takes two more round trips.
    """
    alone: dict[str, Any] = {} if engine.dialect.name == "sqlite" else {"isolation_level": "AUTOCOMMIT"}
    with _session(engine, **{WRITES: False}, **alone) as session:
        yield session


@contextmanager
def _session(engine: Engine, **options: Any) -> Iterator[Session]:
    # Options of the connection: those of an engine make each of its events twice as dear.
    with (
        engine.connect().execution_options(**options) as connection,
        Session(connection, expire_on_commit=False) as session,
        session.begin(),
    ):
        yield session


def repeated(engine: Engine, work: Callable[[Session], Result], *, writes: bool = True) -> Result:
    """What `work` does in a transaction; where another was first, done again with what that one stored.

    So of several who make the same thing at once all get what the winner made. `work` changes nothing but the
    session, or what may be changed twice.
    """
    for left in reversed(range(TRIES)):
        try:
            with transaction(engine) if writes else reading(engine) as session:
                return work(session)
        except (DBAPIError, StaleDataError) as error:
            if not (left and lost(error)):
                raise
        time.sleep(random.uniform(0, 0.02))  # noqa: S311 - so that two do not meet again at once
    raise AssertionError("the last try returns or raises")


def lost(error: DBAPIError | StaleDataError) -> bool:
    """Whether another caller was quicker: the same done again may go well."""
    if isinstance(error, StaleDataError):  # a row that was read is there no more
        return True
    code = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
    return code in LOST


Rows = tuple[tuple[Any, ...], ...]


class Reader:
    """Single reads, each seeing one moment, without a transaction's round trips and without the ORM.

    Its connections are its own and commit by themselves: a read never queues behind writers that hold all of
    the engine's connections while they wait for their turn. They are closed when `engine` is disposed of.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = _reading(engine.url)
        named = engine.dialect.paramstyle == "pyformat"  # SQLite's own way is to number them
        self._words = engine.dialect if named else sqlite.dialect(paramstyle="named")
        event.listen(engine, "engine_disposed", self._dispose)

    def rows(self, statement: SelectBase, **parameters: str) -> Rows:
        """The rows of one SELECT, values as the driver gives them; OperationalError as SQLAlchemy's."""
        dialect = self._engine.dialect
        text, own = _written(statement, self._words)
        try:
            with closing(self._engine.raw_connection()) as connection:
                try:
                    cursor = connection.cursor()
                    cursor.execute(text, {**own, **parameters})
                    return tuple(cursor.fetchall())
                except dialect.loaded_dbapi.Error:
                    connection.invalidate()  # whatever state it is in, the next request gets another
                    raise
        except dialect.loaded_dbapi.Error as error:
            raise OperationalError(text, None, error, hide_parameters=True) from error

    def _dispose(self, _engine: Engine) -> None:
        self._engine.dispose()


def _reading(url: URL) -> Engine:
    options: dict[str, Any] = {}
    if url.get_backend_name() != "sqlite":  # SQLite has no BEGIN unasked on a connection of ours
        options["isolation_level"] = "AUTOCOMMIT"
    return connect(url.render_as_string(hide_password=False), patience=READING, **options)


@cache
def _written(statement: SelectBase, dialect: Dialect) -> tuple[str, Mapping[str, Any]]:
    """A statement in the words of the dialect's driver, and the parameters that stand in it already."""
    compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    return compiled.string, compiled.params


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


@cache
def _insertion(dialect: str, model: type[SQLModel]) -> Any:
    """Made once for each table: to write it down costs as much as to run it.

    A server is sent all rows in one statement and tells those that it stored; SQLite counts them by itself.
    """
    table = table_of(model)
    if dialect != "postgresql":
        return sqlite.insert(table).on_conflict_do_nothing()
    key = next(iter(table.primary_key.columns))
    return postgresql.insert(table).on_conflict_do_nothing().returning(key)


def insert_new(session: Session, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows whose primary key is not stored yet; returns how many were."""
    statement = _insertion(session.get_bind().dialect.name, model)
    stored = 0
    for batch in batched(rows, BATCH):
        result = session.connection().execute(statement, batch)
        stored += len(result.all()) if result.returns_rows else result.rowcount
    return stored


def batched(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """The rows in lists of `size`."""
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch
