"""What holds for every field that is sent to us: texts that can be stored, numbers and moments as written."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    Field,
    WithJsonSchema,
    field_validator,
)
from pydantic_core import PydanticCustomError

NUL = "holds a NUL character; remove it."
ISO_8601 = "is not written as in ISO 8601; send a text such as 2026-03-01T12:00:00Z."
OUT_OF_RANGE = "lies outside of the years 1 to 9999 in UTC."
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
NOT_A_NUMBER = "is not a number; send a text such as 34.00, without currency, spaces and thousands."
_NUMERAL = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")


def without_nul(value: Any) -> Any:
    """The value, where no text in it holds a NUL: PostgreSQL stores none."""
    if isinstance(value, str):
        if "\x00" in value:
            raise PydanticCustomError("nul_character", NUL)
    elif isinstance(value, dict):
        _each_without_nul([*value, *value.values()])
    elif isinstance(value, list):
        _each_without_nul(value)
    return value


def _each_without_nul(values: Iterable[Any]) -> None:
    for value in values:
        without_nul(value)


class Checked(BaseModel):
    """Fields that somebody sent: none of their texts holds a NUL."""

    _without_nul = field_validator("*")(without_nul)


def _written(value: Any) -> Any:
    """A text that begins with a day: Pydantic takes a number for the seconds since 1970."""
    if isinstance(value, date) or (isinstance(value, str) and _DAY.match(value)):
        return value
    raise PydanticCustomError(
        "not_iso_8601", "is not written as ISO 8601 does, such as 2026-03-01T12:00:00Z."
    )


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("moment_out_of_range", OUT_OF_RANGE) from None


def _numeral(value: Any) -> Any:
    """A number, or a text that is one: Python also reads 1_000, ٣ and 1E+2 as numbers."""
    if isinstance(value, str) and not _NUMERAL.fullmatch(value.strip()):
        raise PydanticCustomError("not_a_number", NOT_A_NUMBER)
    return value


def _plain(value: Decimal) -> Decimal:
    """Without an exponent, and 0 without a sign, so that it is written back as it was meant."""
    return Decimal(f"{value + 0:f}")


Amount = Annotated[
    Decimal,
    Field(ge=0, max_digits=14, decimal_places=4),
    BeforeValidator(_numeral),
    AfterValidator(_plain),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,10}(\.\d{1,4})?$", "examples": ["34.00"]}),
]
"""Money as a text, which no program rounds; OpenAPI tells of nothing else, though a number is read, too."""
Share = Annotated[
    Decimal,
    Field(ge=-10, le=1, max_digits=8),
    BeforeValidator(_numeral),
    AfterValidator(_plain),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d{1,2}(\.\d{1,7})?$", "examples": ["0.4"]}),
]
"""A share of a price: 0.4 is 40 %."""
Moment = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_in_utc)]
"""A moment with a zone, as UTC."""
Day = Annotated[date, BeforeValidator(_written)]
