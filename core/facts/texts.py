"""What a section of the facts is made of: texts in one language or several, lists, placeholders."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from core.setting_values import WebAddress, spoken

LONGEST = 1_000
"""Characters of a text: what answers one question is a sentence or two."""
AMOUNTS = ("delivery_cost", "free_delivery_from")
"""What the settings say, and every text may, by these names."""
OWN = ""
"""The language of a text that names none: the shop's."""
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]

_TEXT = {"type": "string", "minLength": 1, "maxLength": LONGEST}


def _language(code: str) -> str:
    return code if code == OWN else spoken(code)


def _by_language(text: object) -> object:
    return {OWN: text} if isinstance(text, str) else text


Text = Annotated[
    Annotated[dict[Annotated[str, AfterValidator(_language)], Sentence], Field(min_length=1)],
    BeforeValidator(_by_language),
    WithJsonSchema(
        {
            "anyOf": [
                _TEXT,
                {
                    "type": "object",
                    "propertyNames": {"pattern": "^[a-z]{2}$"},
                    "additionalProperties": _TEXT,
                    "minProperties": 1,
                },
            ]
        }
    ),
]
"""A sentence or two in the shop's language, or several by their language (ISO 639-1)."""


class FactsPart(BaseModel):
    """Frozen, and without fields that nobody reads: a misspelt one is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Listing(FactsPart):
    """A list of things that shoppers ask for, by which yes and no are decided."""

    offered: tuple[Name, ...] = ()
    """What there is, by its usual name; a country also by its ISO 3166 code, such as GB."""
    not_offered: tuple[Name, ...] = ()
    """What there is not."""
    complete: bool = False
    """There is nothing but what is offered: all else that is asked for is a no."""
    text: Text
    """What there is, as a sentence."""
    text_not_offered: Text | None = None
    """What is said to who asks for what there is not; `text` where it is left out."""

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        both = {name.casefold() for name in self.offered} & {name.casefold() for name in self.not_offered}
        if both:
            raise ValueError(f"{min(both)!r} is both offered and not_offered; take it out of one of them")
        if self.complete and not self.offered:
            raise ValueError("nothing is offered, so that the list cannot be complete; write what is offered")
        return self


class Section(FactsPart):
    """What all sections have."""

    VALUES: ClassVar[tuple[str, ...]] = ()
    """Fields that stand in texts by their names."""

    title: Sentence | None = None
    """What stands above the answer; the section's name in English where it is left out."""
    url: WebAddress | None = None
    """The page of the shop where this can be read."""

    @model_validator(mode="after")
    def _known_placeholders(self) -> Self:
        known = {*AMOUNTS, *self.values()}
        for field, text in self.texts():
            for name in placeholders(text):
                if name not in known:
                    there = ", ".join(f"{{{own}}}" for own in sorted(known))
                    raise ValueError(f"{field} has {{{name}}}, which there is not; there is {there}")
        return self

    def values(self) -> dict[str, str | None]:
        """What its texts may hold by name, beside the amounts of the settings."""
        values = {name: getattr(self, name) for name in self.VALUES}
        return {name: None if value is None else str(value) for name, value in values.items()}

    @classmethod
    def answering(cls) -> list[str]:
        """The names of its fields that each answer a question."""
        fields = cls.model_fields.items()
        return [name for name, info in fields if info.annotation in (Text | None, Listing | None)]

    def stated(self) -> Iterator[tuple[str, dict[str, str] | Listing]]:
        """The questions that it answers, by the names of their fields."""
        for name in type(self).model_fields:
            if isinstance(value := getattr(self, name), dict | Listing):
                yield name, value

    def texts(self) -> Iterator[tuple[str, dict[str, str]]]:
        """All its texts, each with the name of its field."""
        for name, value in self.stated():
            if isinstance(value, dict):
                yield name, value
            else:
                yield f"{name}.text", value.text
                if value.text_not_offered:
                    yield f"{name}.text_not_offered", value.text_not_offered


def placeholders(text: Mapping[str, str]) -> set[str]:
    """The names in braces of a text, in whichever language."""
    return {name for sentence in text.values() for name in _PLACEHOLDER.findall(sentence)}


def filled(sentence: str, values: Mapping[str, str | None]) -> str | None:
    """A sentence with what its placeholders stand for; None where one of them is not known."""
    names = set(_PLACEHOLDER.findall(sentence))
    if any(values.get(name) is None for name in names):
        return None
    return _PLACEHOLDER.sub(lambda match: str(values[match[1]]), sentence)
