"""Which decimal mark a column has, by all of its values or by `--locale`; else it is asked, never guessed.

"12,50" has a decimal comma and "12.50" a decimal point, wherever they stand; "1.299" is either 1299 or 1.299,
and is read as the rest of its column is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from babel.numbers import get_currency_precision

from core.errors import InvalidInput
from jobs.importers.amounts import COMMA, POINT, currencies, reading, written

OTHER = {POINT: COMMA, COMMA: POINT}
OF_A_LIST = {";": COMMA, ",": POINT}
"""The decimal mark where columns are separated so: a spreadsheet takes ; where the comma is taken."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A value, and on which line it stood first."""

    text: str
    line: int

    def __str__(self) -> str:
        return f"{self.text!r} (line {self.line})"


@dataclass(slots=True)
class Evidence:
    """What the values of one column say."""

    counts: dict[str, int] = field(default_factory=lambda: {POINT: 0, COMMA: 0})
    """How many can be read by this decimal mark alone."""
    first: dict[str, Seen] = field(default_factory=dict)
    either: Seen | None = None
    """The first that can be read by both, as two amounts."""
    likelier: set[str] = field(default_factory=set)
    """What the currency's decimals say of those: pounds have two, and 1.299 has three."""
    by_size: set[str] = field(default_factory=set)
    """What they prove: a yen has no decimals, a dinar three."""

    def add(self, text: str, currency: str, line: int) -> None:
        """One more value; without a currency it is a number of pieces, which is whole."""
        number = written(text).number
        by_point, by_comma = reading(number, POINT), reading(number, COMMA)
        if not currency:
            by_point, by_comma = _pieces(by_point), _pieces(by_comma)
        if by_point == by_comma:
            return
        if by_point is not None and by_comma is not None:
            self.either = self.either or Seen(text, line)
            self._weigh(number, currency)
            return
        mark = POINT if by_comma is None else COMMA
        self.counts[mark] += 1
        self.first.setdefault(mark, Seen(text, line))

    def _weigh(self, number: str, currency: str) -> None:
        mark = number[-4]
        if not currency:
            return
        decimals = get_currency_precision(currency)
        if decimals == 0:
            self.by_size.add(OTHER[mark])
        elif decimals == 3:
            self.by_size.add(mark)
        else:
            self.likelier.add(OTHER[mark])

    @property
    def only(self) -> str | None:
        """The mark of all values that speak for one."""
        marks = [mark for mark, count in self.counts.items() if count]
        return marks[0] if len(marks) == 1 else None

    @property
    def most(self) -> str | None:
        """The mark of most values, if any speaks for one."""
        return max(self.counts, key=lambda mark: self.counts[mark]) if any(self.counts.values()) else None

    @property
    def is_torn(self) -> bool:
        """Whether some speak for the one and some for the other."""
        return all(self.counts.values())


def _pieces(value: Decimal | None) -> Decimal | None:
    return value if value is not None and value == value.to_integral_value() else None


def decided(evidence: Mapping[str, Evidence], *, delimiter: str, usual: str | None = None) -> dict[str, str]:
    """The decimal mark of each column; InvalidInput asks where the file does not tell.

    `usual` is the mark that the format always writes, where it has one.
    """
    told = {column.only for column in evidence.values()} - {None}
    of_file = told.pop() if len(told) == 1 else None
    hint = OF_A_LIST.get(delimiter) or usual
    return {name: _mark(name, column, of_file, hint) for name, column in evidence.items()}


def _mark(name: str, column: Evidence, of_file: str | None, hint: str | None) -> str:
    if column.either is None:
        return column.most or of_file or POINT
    if column.is_torn:
        raise _which_of_both(name, column)
    if column.only is not None:
        return column.only
    if len(column.by_size) == 1:
        return next(iter(column.by_size))
    if of_file is not None:
        return of_file
    if column.likelier == {hint}:
        return next(iter(column.likelier))
    raise _which(name, column.either)


def _which_of_both(name: str, column: Evidence) -> InvalidInput:
    return InvalidInput(
        f"{name}: has both {column.first[POINT]} and {column.first[COMMA]}; what is {column.either}?"
        " Say --locale en where the point is the decimal mark, --locale de where the comma is.",
        field=name,
    )


def _which(name: str, seen: Seen) -> InvalidInput:
    number = written(seen.text).number
    by_point, by_comma = _told(reading(number, POINT)), _told(reading(number, COMMA))
    return InvalidInput(
        f"{name}: is {seen} {by_point} or {by_comma}? Nothing else in the file tells."
        f" Say --locale en for {by_point}, --locale de for {by_comma}.",
        field=name,
    )


def _told(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}".rstrip("0").rstrip(".")


def whole(told: str, mark: str) -> Decimal | None:
    """The number by this decimal mark, or by the other where it can only be read by that."""
    value = reading(told, mark)
    return reading(told, OTHER[mark]) if value is None else value


def number(text: str, mark: str) -> Decimal | None:
    """A number of pieces, with or without their unit; None where it cannot be read as a whole."""
    told = written(text)
    is_unit = not told.sign or told.sign.replace(".", "").isalpha()
    return whole(told.number, mark) if is_unit else None


def amount(text: str, mark: str, *, currency: str, named: bool) -> tuple[Decimal, str]:
    """An amount and its currency: by its sign, or `currency`, the shop's or what the row has `named`.

    ValueError says what is wrong with it, without the value.
    """
    told = written(text)
    value = whole(told.number, mark)
    if value is None:
        example = "12,99" if mark == COMMA else "12.99"
        raise ValueError(f"is not an amount such as {example}, as the rest of its column is written")
    meant = currencies(told.sign) if told.sign else frozenset({currency})
    if currency in meant:
        return value, currency
    if not meant:
        raise ValueError("has something beside the amount that is no currency")
    if named:
        raise ValueError(f"has another currency beside it than {currency}, which its line names")
    if len(meant) > 1:
        raise ValueError(
            f"has a sign that may mean several currencies, but not {currency}; add a column currency"
        )
    return value, next(iter(meant))
