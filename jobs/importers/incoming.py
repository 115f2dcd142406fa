"""A file on its way in: opened, recognised, looked at as a whole, and then read line by line in our columns.

All of it is read before anything is stored, so that what is cut, damaged or unclear stops the import first.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC

from core.errors import InvalidInput
from jobs.importers.formats import Form, Translation, forms, recognised
from jobs.importers.formats.form import Mapped
from jobs.importers.formats.lookup import actual
from jobs.importers.formats.translation import Shop, lines
from jobs.importers.formats.unread import unread
from jobs.importers.moments import zone_of
from jobs.importers.reading import FileLine, FileSource, opened
from jobs.importers.task import Task

ZONELESS = "Times without a zone are read as UTC; --timezone names another."


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for beside the file."""

    mapping: Mapped = Mapped()  # noqa: RUF009 - it holds nothing that could change
    locale: str | None = None
    encoding: str | None = None
    timezone: str | None = None
    """Where times without a zone are meant; None: UTC."""

    def and_then(self, other: "Options") -> "Options":
        """What both say, and the other where they differ."""
        return Options(
            Mapped(
                {**self.mapping.columns, **other.mapping.columns},
                {
                    ours: {**self.mapping.words.get(ours, {}), **other.mapping.words.get(ours, {})}
                    for ours in (*self.mapping.words, *other.mapping.words)
                },
            ),
            other.locale or self.locale,
            other.encoding or self.encoding,
            other.timezone or self.timezone,
        )


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that has been understood."""

    form: Form
    source: FileSource
    """Its lines hold rows in our columns."""
    rows: int
    timezone: str = ""
    """The zone that was named for its times, where any has none of its own."""
    notes: Sequence[str] = ()
    """What should be said of it, although it can be read."""

    def __str__(self) -> str:
        """What it is, for people: "Shopify products, 412 rows, separated by commas, UTF-8"."""
        written = f", {self.source.described}" if self.source.described else ""
        rows = "1 row" if self.rows == 1 else f"{self.rows:,} rows"
        zone = f", times without a zone in {self.timezone}" if self.timezone else ""
        return f"{self.form.title[0].upper()}{self.form.title[1:]}, {rows}{written}{zone}"


def incoming(task: Task, kind: str, shop: Shop, options: Options) -> Incoming:
    """Open and understand a file; InvalidInput where that is not possible, with the remedy."""
    source = opened(task.path, encoding=options.encoding)
    _check(options.mapping, source, task.path.name)
    form, source = recognised(source, kind, name=task.path.name, mapping=options.mapping)
    told = _looked_at(task, source, form, shop, options)
    if not told.rows:
        raise InvalidInput(f"{task.path.name} has a header, but no rows; export it again.", field="file")
    return told


def rest_of(task: Task, before: Incoming, shop: Shop, options: Options) -> Incoming | None:
    """The same file once more, as what else it holds: the identify calls of an event log."""
    if not before.form.also:
        return None
    form = forms()[before.form.also]
    source = opened(task.path, encoding=options.encoding)
    translation = Translation(form, source.columns, shop)

    def walk() -> Iterator[FileLine]:
        told = source.lines
        return (line for line in told if not (line.problem or translation.passed_over(line.values)))

    return _looked_at(task, replace(source, walk=walk), form, shop, options)


def _looked_at(task: Task, source: FileSource, form: Form, shop: Shop, options: Options) -> Incoming:
    translation = Translation(form, source.columns, shop)
    also = Translation(forms()[form.also], source.columns, shop) if form.also else None
    zone = UTC if options.timezone is None else zone_of(options.timezone)
    rows = 0
    for line in source.lines:
        rows += 1
        if line.is_cut:
            why = f"the file ends within line {line.number}, which {line.problem}"
            raise InvalidInput(f"{task.path.name} is cut: {why}. Export it again.", field="file")
        translation.look(line)
        task.looking(line.position, source.size)
    translation.judge(delimiter=source.delimiter, locale=options.locale, zone=zone)
    walk = _walk(source, translation, also)
    named = (options.timezone or "") if translation.has_times_without_zone else ""
    return Incoming(form, replace(source, walk=walk), rows, named, _notes(translation, source, named))


def _notes(translation: Translation, source: FileSource, timezone: str) -> list[str]:
    notes = [*source.notes, *unread(translation, source.columns)]
    if translation.has_times_without_zone and not timezone:
        notes.append(ZONELESS)
    if translation.form.kind == "orders" and not translation.tells_of("product_id", "sku"):
        notes.append("It tells of orders, but not of what was bought in them: they end carts, and no more.")
    return notes


def _walk(
    source: FileSource, translation: Translation, also: Translation | None
) -> Callable[[], Iterator[FileLine]]:
    def walk() -> Iterator[FileLine]:
        told = source.lines
        if also is not None:  # what is read afterwards counts then
            told = (line for line in told if line.problem or also.passed_over(line.values))
        return lines(translation, told)

    return walk


def _check(mapping: Mapped, source: FileSource, name: str) -> None:
    told = [(ours, theirs) for ours, sources in mapping.columns.items() for theirs in sources]
    for ours, theirs in told:
        if (
            source.columns
            and actual(theirs, source.columns) is None
            and actual(theirs.partition(".")[0], source.columns) is None
        ):
            header = ", ".join(source.columns)
            raise InvalidInput(
                f"--map {ours}={theirs}: {name} has no column {theirs!r}; its columns are: {header}.",
                field="map",
            )
