"""What a stranger must neither read nor change: all rows of the shop, and the words that are Ayla's."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from httpx2 import Response  # the test client's own
from sqlalchemy import Engine, select
from sqlmodel import SQLModel

from core.database import transaction

EXTERNAL_ID, EMAIL, ORDER, WORDS = "c-ayla", "ayla@example.com", "HF-77", "seventeen geese"
NEEDLES = (EXTERNAL_ID, EMAIL, ORDER, WORDS)
TRIES = {"sign_in_tries"}
"""A wrong password is counted, on purpose."""


def contents(engine: Engine) -> dict[str, list[Any]]:
    """Every row of every table."""
    with transaction(engine, writes=False) as session:
        return {
            name: sorted((repr(tuple(row)) for row in session.execute(select(table))), key=str)
            for name, table in SQLModel.metadata.tables.items()
            if name not in TRIES
        }


@contextmanager
def unchanged(engine: Engine) -> Iterator[None]:
    """Whatever is tried in here stores, changes and deletes nothing."""
    before = contents(engine)
    yield
    assert contents(engine) == before


def tells_nothing(response: Response, *sent: str) -> None:
    """No word of Ayla's stands in an answer, apart from what was sent itself."""
    told = response.text + repr(response.headers.multi_items())
    for needle in NEEDLES:
        assert needle in sent or needle not in told, needle


def refuses(response: Response, *statuses: int) -> None:
    """The answer is a refusal of one of these kinds, and says nothing of Ayla."""
    assert response.status_code in statuses, f"{response.status_code} {response.text}"
    tells_nothing(response)
