"""What comes with the assistant's words: what is broken of it is left out, and the rest is kept."""

import logging
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, Field, TypeAdapter, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from api.http.fields import Checked
from api.http.schemas import Identifier
from feedback.conversations import buttons

log = logging.getLogger(__name__)

LONGEST_PAYLOAD = 1_000
"""As long as a message may be: a tap is sent as one."""

Short = Annotated[str, Field(min_length=1, max_length=200)]
Payload = Annotated[str, Field(min_length=1, max_length=LONGEST_PAYLOAD)]


def _takes_off(payload: str) -> str:
    if not buttons.is_take_off(payload):
        raise PydanticCustomError("no_take_off", 'is not of the form /take_off{"part": "…"}.')
    return payload


class ButtonBody(Checked):
    """Something the shopper can tap instead of typing."""

    title: Short = Field(description="What stands on it.")
    payload: Payload = Field(description="What to send as `text` when it is tapped.")


class ChipBody(Checked):
    """A part of the search that is on; a tap takes it off."""

    title: Short = Field(description="What stands on it.", examples=["green"])
    payload: Annotated[Payload, AfterValidator(_takes_off)] = Field(
        description="What to send as `text` when it is taken off.",
        examples=['/take_off{"part": "colour:green"}'],
    )


class ComparedBody(Checked):
    """A product that is compared."""

    product_id: Identifier = Field(description="The shop's own id.", examples=["rain-jacket"])
    title: str = Field(min_length=1, max_length=500, description="What heads its column.")
    url: str = Field(default="", max_length=2_000, description="The product's page; empty: none.")
    image_url: str = Field(default="", max_length=2_000, description="Its picture; empty: none.")


class ComparisonRow(Checked):
    """One trait of all of them."""

    name: Short = Field(description="What heads the row.", examples=["Price"])
    values: list[Annotated[str, Field(max_length=500)]] = Field(
        min_length=2, max_length=4, description="One for each product, in their order; empty: not known."
    )
    differs: bool = Field(description="Whether they are not all the same.")


class ComparisonBody(Checked):
    """Products side by side."""

    products: list[ComparedBody] = Field(min_length=2, max_length=4, description="The columns, in order.")
    rows: list[ComparisonRow] = Field(max_length=30, description="The rows, in order; as wide as `products`.")
    advice: list[Annotated[str, Field(min_length=1, max_length=500)]] = Field(
        default_factory=list, max_length=8, description="Who would rather take which, a sentence each."
    )

    @model_validator(mode="after")
    def _as_wide(self) -> Self:
        if any(len(row.values) != len(self.products) for row in self.rows):
            raise PydanticCustomError("ragged_row", "has a row with more or fewer values than products.")
        return self


class BasketAction(StrEnum):
    """What the page should do with the shopper's basket."""

    ADD = "add"
    REMOVE = "remove"
    SET = "set"


class BasketRequestBody(Checked):
    """A change that the page is asked to make; nothing has happened yet.

    When the page has done it, or will not, `/basket_result{"request_id": "…", "done": "yes"}` (or `"no"`) is
    sent as the `text` of a message.
    """

    request_id: str = Field(
        pattern=r"^[A-Za-z0-9_-]{1,64}$", description="To be sent back with what became of it."
    )
    action: BasketAction = Field(description="set: to `quantity`, whatever is in it now.")
    product_id: Identifier = Field(description="The shop's own id.", examples=["rain-jacket"])
    quantity: int = Field(default=1, ge=0, le=10_000, description="Pieces.")


class QuoteBody(Checked):
    """Words of the shop's own, shown as a quotation."""

    text: str = Field(min_length=1, max_length=2_000, description="As they stand there.")
    source: str = Field(
        default="", max_length=200, description="Where they stand.", examples=["Its description"]
    )


class ReplyParts(BaseModel):
    """What comes with a message of the assistant's."""

    buttons: list[ButtonBody] = Field(default_factory=list, description="What can be tapped below it.")
    chips: list[ChipBody] = Field(
        default_factory=list, description="The search that is on, each part of which can be taken off."
    )
    comparison: ComparisonBody | None = Field(default=None, description="Products side by side; null: none.")
    basket: BasketRequestBody | None = Field(
        default=None, description="A change of the basket that the page is asked for; null: none."
    )
    quote: QuoteBody | None = Field(default=None, description="Words of the shop's own; null: none.")


MOST = {"buttons": 50, "chips": 20}
"""Of these there are several, at most so many; further ones are left out."""

_FORMS: Mapping[str, TypeAdapter[Any]] = {
    "buttons": TypeAdapter(ButtonBody),
    "chips": TypeAdapter(ChipBody),
    "comparison": TypeAdapter(ComparisonBody),
    "basket": TypeAdapter(BasketRequestBody),
    "quote": TypeAdapter(QuoteBody),
}


def readable(sent: Mapping[str, Any]) -> dict[str, Any]:
    """Of what came with the assistant's words, by name, what has its form, as it is stored.

    The shopper gets the words also where a part is broken; the log gets where it is broken, not what it says.
    """
    parts: dict[str, Any] = {}
    for name, part in sent.items():
        if name in MOST and isinstance(part, list | tuple):
            parts[name] = [read for element in part[: MOST[name]] if (read := _read(name, element))]
        elif name in _FORMS and name not in MOST and part is not None:
            parts[name] = _read(name, part)
    return {name: part for name, part in parts.items() if part}


def _read(name: str, part: object) -> dict[str, Any] | None:
    form = _FORMS[name]
    try:
        read: dict[str, Any] = form.dump_python(form.validate_python(part), mode="json")
    except ValidationError as error:
        where = {".".join(map(str, problem["loc"])) or "all of it" for problem in error.errors()}
        log.warning("The assistant sent a broken part: %s (%s)", name, ", ".join(sorted(where)))
        return None
    return read
