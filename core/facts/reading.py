"""Reads the file of a shop's facts; what is wrong is told by section, field and remedy, all of it at once."""

import tomllib
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from core.errors import FieldError, InvalidInput
from core.facts.shop import FreeQuestion, ShopFacts
from core.facts.texts import OWN, Listing
from core.settings import Settings

REMEDIES = {
    "bool_type": "write true or false",
    "string_type": "write it in quotes",
    "tuple_type": 'write a list, such as ["Visa", "PayPal"]',
    "dict_type": 'write a text in quotes, or one for each language: {en = "…", de = "…"}',
    "int_type": "write a whole number, without quotes",
    "int_parsing": "write a whole number, without quotes",
    "model_type": "write a section of its own, with its fields below it",
    "missing": "write it, or take out what it belongs to",
}
"""By the kind of fault, as pydantic names them."""
KEY = "[key]"
"""What pydantic says of a fault in a name, not in what stands there."""


def facts_of(settings: Settings) -> ShopFacts:
    """The facts of the file that RAPPORT_SHOP_FACTS names, none where it is unset; InvalidInput as `read`."""
    return read(settings.shop_facts) if settings.shop_facts else ShopFacts()


def read(file: Path) -> ShopFacts:
    """The facts of a file; InvalidInput names it and each section and field that is wrong, and the remedy."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidInput(
            f"{file} cannot be opened ({error.strerror}); RAPPORT_SHOP_FACTS names the shop's facts.",
            field="RAPPORT_SHOP_FACTS",
        ) from None
    except UnicodeDecodeError:
        raise InvalidInput(f"{file} is not in UTF-8; save it as UTF-8.", field=file.name) from None
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(f"{file} is not TOML: {error}; correct that line.", field=file.name) from None
    try:
        return ShopFacts.model_validate(content)
    except ValidationError as error:
        faults = tuple(_fault(details) for details in error.errors())
        told = "; ".join(f"{fault.field}: {fault.message}" for fault in faults)
        raise InvalidInput(f"{file} cannot be used. {told}.", errors=faults) from None


def _fault(error: ErrorDetails) -> FieldError:
    path = [part for part in error["loc"] if part not in (OWN, KEY)]
    field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path[1:])
    where = f"[{path[0]}] {field.lstrip('.')}".strip()
    why = error["msg"].removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        return FieldError(where, _no_such_field(path))
    remedy = REMEDIES.get(error["type"])
    return FieldError(where, f"{why}; {remedy}" if remedy else why)


def _no_such_field(path: Sequence[str | int]) -> str:
    kind = _kind_at(path[:-1])
    near = get_close_matches(str(path[-1]), kind.model_fields, 1)
    there = ", ".join(kind.model_fields)
    return "there is nothing of this name" + (f"; is it {near[0]}?" if near else f"; there is {there}")


def _kind_at(path: Sequence[str | int]) -> type[BaseModel]:
    """What stands at a place of the file: the whole, a section, one of the shop's questions or a list."""
    if not path:
        return ShopFacts
    if path[0] == "questions":
        return FreeQuestion
    return type(getattr(ShopFacts(), str(path[0]))) if len(path) == 1 else Listing
