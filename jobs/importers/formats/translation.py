"""Turns lines of theirs into rows of ours: first all of them are looked at, then each is read."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from decimal import Decimal
from typing import Any

from jobs.importers import conventions, moments
from jobs.importers.amounts import currencies, mark_of, written
from jobs.importers.conventions import Evidence
from jobs.importers.formats.form import ATTRIBUTE, ITEM, Column, Form, plain
from jobs.importers.formats.lookup import Find, actual, finder, items, option_columns
from jobs.importers.formats.readers import MISSING, as_text, read, unprotected
from jobs.importers.moments import Timing
from jobs.importers.reading import FileLine, Unreadable, Values

SKIP = "skip"
"""What a word becomes whose line has nothing for us."""
ANY = "*"
NUMERIC = ("amount", "number")
MOMENTS = ("moment", "from", "until")
IN_UTC = ("gmt", "utc")
"""The last word of a column's name whose times are in UTC, though they do not say so: date_created_gmt."""


class Row(dict[str, Any]):
    """A row in our columns, which knows what theirs are called."""

    def __init__(self, names: Mapping[str, str]) -> None:
        super().__init__()
        self.names = names


@dataclass(frozen=True, slots=True)
class Shop:
    """What files leave out."""

    currency: str
    storefront_url: str = ""
    placeholders: Collection[str] = ()
    """Ids that the shop writes where nobody is signed in."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A column of ours, and what finds its sources in this file."""

    column: Column
    finds: Sequence[tuple[str, Find]]

    def cell(self, values: Values, item: Values) -> tuple[str, Any]:
        """The first source that says something, and what it says; MISSING where the file has none of them."""
        name, value = "", MISSING
        for source, find in self.finds:
            told = unprotected(find(values, item))
            if told is MISSING:
                continue
            if as_text(told):
                return source, told
            if value is MISSING:
                name, value = source, told
        return name, value


@dataclass(slots=True)
class Judgement:
    """What all values of the columns say together."""

    evidence: dict[str, Evidence] = field(default_factory=dict)
    timings: dict[str, Timing] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    month_first: Collection[str] = ()
    zone: tzinfo = UTC


class Translation:
    """How one file's lines become rows of ours."""

    def __init__(self, form: Form, columns: Sequence[str], shop: Shop) -> None:
        self.form = form
        self._shop = shop
        self._only = [(finder(name, columns), words) for name, words in form.only.items()]
        self._bound = [
            Bound(column, finds)
            for column in form.columns.values()
            if (finds := [(name, find) for name in column.sources if (find := finder(name, columns))])
        ]
        if form.own:
            self._bound += [
                Bound(Column(name, (name,)), [(name, find)])
                for name in columns
                if name.startswith(ATTRIBUTE) and (find := finder(name, columns))
            ]
        self._names = {bound.column.name: _told_name(bound, columns) for bound in self._bound}
        self._options = option_columns(form, columns)
        self._judged = [bound for bound in self._bound if bound.column.read in (*NUMERIC, *MOMENTS)]
        self._currency = next((bound for bound in self._bound if bound.column.name == "currency"), None)
        self._judgement = Judgement()
        self._has_items = False
        self._same_person = [find for name in form.same_person if (find := finder(name, columns))]
        self._owners: dict[str, str] = {}
        """Who signed in on a browser; nobody where several did."""

    def tells_of(self, *ours: str) -> bool:
        """Whether the file has any of these columns of ours."""
        return any(
            bound.column.name in ours
            and (self._has_items or not all(name.startswith(ITEM) for name, _ in bound.finds))
            for bound in self._bound
        )

    def look(self, line: FileLine) -> None:
        """What a line says of how numbers and times are written, and of who is who."""
        if line.problem:
            return
        self._look_who(line.values)
        if self.passed_over(line.values):
            return
        entries = items(self.form, line.values)
        self._has_items = self._has_items or bool(entries)
        for item in entries or ({},):
            currency = self._currency_of(line.values, item)[0]
            for bound in self._judged:
                name, value = bound.cell(line.values, item)
                if bound.column.read in MOMENTS and isinstance(value, str | date):
                    timing = self._judgement.timings.setdefault(name, Timing())
                    timing.add(as_text(read(value, bound.column)), line.number)
                elif isinstance(value, str) and value.strip():
                    unit = "" if bound.column.read == "number" else _said(value) or currency
                    self._judgement.evidence.setdefault(name, Evidence()).add(
                        value.strip(), unit, line.number
                    )

    def _look_who(self, values: Values) -> None:
        if len(self._same_person) < 2:
            return
        browser, person = (as_text(find(values, {})) for find in self._same_person)
        if browser and person and self._owners.setdefault(browser, person) != person:
            self._owners[browser] = ""

    @property
    def has_times_without_zone(self) -> bool:
        """Whether any time leaves open in which zone it is meant."""
        told = self._judgement.timings.items()
        return any(timing.has_no_zone and not _is_in_utc(name) for name, timing in told)

    def judge(self, *, delimiter: str, locale: str | None, zone: tzinfo) -> None:
        """Decide how numbers and times are to be read; InvalidInput asks where the file does not tell."""
        judgement = self._judgement
        judgement.zone = zone
        if locale is not None:
            mark = mark_of(locale)
            judgement.marks = dict.fromkeys(judgement.evidence, mark)
        else:
            judgement.marks = conventions.decided(
                judgement.evidence, delimiter=delimiter, usual=self.form.mark
            )
        judgement.month_first = {
            name
            for name, timing in judgement.timings.items()
            if moments.is_month_first(name, timing, locale or self.form.days)
        }

    def passed_over(self, values: Values) -> bool:
        """Whether the line tells of something else, such as a page that was looked at."""
        return any(
            find is not None and not _is_one_of(as_text(find(values, {})).lower(), words)
            for find, words in self._only
        )

    def rows(self, line: FileLine) -> list[Row]:
        """What the line says, one thing a row; none where there is nothing in it for us."""
        if self.passed_over(line.values):
            return []
        entries = items(self.form, line.values)
        rows = [self._row(line.values, item) for item in entries or ({},)]
        if self.form.orders_known and entries and any(row.get("order_id") for row in rows):
            whole = self._row(line.values, {})
            rows = [whole, *rows] if whole.get("type") == "purchase" else rows
        return [row for row in rows if row.get("type") != SKIP]

    def _row(self, values: Values, item: Values) -> Row:
        row = Row(self._names)
        currency, named = self._currency_of(values, item)
        for bound in self._bound:
            name, value = bound.cell(values, item)
            column = bound.column
            if value is MISSING:
                if column.otherwise == SKIP:
                    row[column.name] = SKIP
                continue
            if column.all_of or column.joined:
                value = self._together(bound, values, item)
            elif column.read == "amount":
                value, currency = self._amount(name, value, currency, named=named)
            elif column.read == "number":
                value = self._number(name, column.words.get(as_text(value).lower(), value))
            elif column.read in MOMENTS:
                value = self._moment(name, read(value, column))
            else:
                value = self._told(column, value)
            row[column.name] = value
        if owner := self._owners.get(str(row.get("shopper_id", ""))):
            row["shopper_id"] = owner
        if currency != self._shop.currency or named:
            row["currency"] = currency
        if self._options:
            row["options"] = [
                (as_text(values.get(first)), as_text(values.get(second))) for first, second in self._options
            ]
        return row

    def _told(self, column: Column, value: Any) -> Any:
        if isinstance(value, Unreadable):
            return value
        value = read(value, column)
        if column.words or column.otherwise is not None:
            text = as_text(value)
            word = text.lower().removeprefix("wc-")
            known = column.words.get(word, column.words.get(plain(word)))
            return known if known is not None else text if column.otherwise is None else column.otherwise
        if column.template and (text := as_text(value)) and not text.startswith(("http://", "https://")):
            return column.template.format(storefront=self._shop.storefront_url.rstrip("/"), value=text)
        return value

    def _together(self, bound: Bound, values: Values, item: Values) -> str:
        told = [value for _, find in bound.finds if (value := find(values, item)) is not MISSING]
        if bound.column.joined:
            return " ".join(text for value in told if (text := as_text(value)))
        words = [self._told(bound.column, value) for value in told if as_text(value)]
        return "no" if "no" in words else "yes"

    def _currency_of(self, values: Values, item: Values) -> tuple[str, bool]:
        """The currency that the line names; else the shop's."""
        value = self._currency.cell(values, item)[1] if self._currency else MISSING
        code = "" if isinstance(value, Unreadable) else as_text(value).upper()
        return (code, True) if code else (self._shop.currency, False)

    def _amount(self, name: str, value: Any, currency: str, *, named: bool) -> tuple[Any, str]:
        if not isinstance(value, str) or not value.strip():
            return value, currency
        mark = self._judgement.marks.get(name, ".")
        try:
            amount, currency = conventions.amount(value.strip(), mark, currency=currency, named=named)
        except ValueError as error:
            return Unreadable(str(error)), currency
        return f"{amount:f}", currency

    def _number(self, name: str, value: Any) -> Any:
        if not isinstance(value, str) or not value.strip():
            return value
        number = conventions.number(value.strip(), self._judgement.marks.get(name, "."))
        return Unreadable("is not a whole number") if number is None else f"{number:f}"

    def _moment(self, name: str, value: Any) -> Any:
        if not isinstance(value, str | int | Decimal | date) or not as_text(value):
            return value
        zone = UTC if _is_in_utc(name) else self._judgement.zone
        at = moments.moment(as_text(value), month_first=name in self._judgement.month_first, zone=zone)
        return value if at is None else at.isoformat()


def _told_name(bound: Bound, columns: Sequence[str]) -> str:
    """What the file calls a column, as it spells it; of a list that a table does not hold it has none."""
    names = [name for name, _ in bound.finds if not (columns and name.startswith(ITEM))]
    name = (names or [bound.finds[0][0]])[0].removeprefix(ITEM)
    return actual(name, columns) or name


def _is_in_utc(name: str) -> bool:
    return plain(name).split(" ")[-1] in IN_UTC


def _is_one_of(word: str, words: Sequence[str]) -> bool:
    return word in words or (bool(word) and ANY in words)


def _said(text: str) -> str:
    """The currency beside an amount, where it can only be one."""
    meant = currencies(sign) if (sign := written(text.strip()).sign) else frozenset()
    return next(iter(meant)) if len(meant) == 1 else ""


def lines(translation: Translation, source: Iterator[FileLine]) -> Iterator[FileLine]:
    """The file's lines with what they say in our columns."""
    for line in source:
        if line.problem:
            yield line
            continue
        rows = translation.rows(line)
        yield _with(line, rows)


def _with(line: FileLine, rows: Sequence[Row]) -> FileLine:
    first: Values = rows[0] if rows else {}
    skipped = "" if rows else "tells of nothing that is imported"
    return FileLine(line.number, line.position, line.raw, first, skipped=skipped, entries=rows)
