"""Which format a file is in, by its columns and by what is in them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from core.errors import InvalidInput
from jobs.importers.formats.form import Form, Mapped, forms, own, plain
from jobs.importers.formats.lookup import actual, at
from jobs.importers.formats.readers import MISSING
from jobs.importers.reading import FileLine, FileSource, Values

LOOKED_AT = 200
"""Lines of a file without a header."""
MOST_TOLD = 60
"""Columns that an error names."""
OPTIONAL_IN_LAYOUT = 4
"""Columns by which a layout may differ: later versions add one here and there."""


def recognised(source: FileSource, kind: str, *, name: str, mapping: Mapped) -> tuple[Form, FileSource]:
    """The format of the file and the file with its columns under their English names.

    InvalidInput where it is of another kind, or where it lacks what that kind needs.
    """
    columns = list(source.columns)
    sample = [line.values for line in islice(source.lines, LOOKED_AT) if line.values]
    fitting = [form for form in forms().values() if _fits(form, columns, sample)]
    if form := _best(fitting, kind) or _by_types(source, kind, sample):
        return form.mapped(mapping), _in_usual_order(source, form, sample)
    form = own(kind).mapped(mapping)
    if sample and _fits(form, columns, sample):
        return form, source
    if source.inside is not None:
        return recognised(source.inside, kind, name=name, mapping=mapping)
    if fitting and not mapping:
        other = max(fitting, key=_weight)
        raise InvalidInput(
            f"{name} looks like {other.title}, not like {kind}: rapport import {other.kind} {name}",
            field="file",
        )
    raise _lacking(form, columns or list(dict.fromkeys(key for values in sample for key in values)), name)


def _best(fitting: Sequence[Form], kind: str) -> Form | None:
    """The one of this kind that needs most; another's before our own, which needs little."""
    of_kind = [form for form in fitting if form.kind == kind]
    return max(of_kind, key=_weight, default=None)


def _weight(form: Form) -> tuple[bool, int]:
    return not form.own, len(form.needs)


def _fits(form: Form, columns: Sequence[str], sample: Sequence[Values]) -> bool:
    return all(any(_has(name, columns, sample) for name in names) for names in form.needs)


def _has(name: str, columns: Sequence[str], sample: Sequence[Values]) -> bool:
    if columns:
        return actual(name, columns) is not None
    return any(at(values, name) is not MISSING for values in sample)


def _by_types(source: FileSource, kind: str, sample: Sequence[Values]) -> Form | None:
    """The format whose columns stand in a usual order, of a header in a language that we do not know."""
    for form in forms().values():
        if form.kind == kind and _has_layout(source, form, sample):
            return form
    return None


def _has_layout(source: FileSource, form: Form, sample: Sequence[Values]) -> bool:
    """Whether there are as many columns, and the second says what the format's does: simple, variation."""
    if not (form.layout and sample) or len(source.columns) < len(form.layout) - OPTIONAL_IN_LAYOUT:
        return False
    words = {str(values[source.columns[1]]).split(",")[0].strip().lower() for values in sample}
    return bool(words & set(form.types))


def _in_usual_order(source: FileSource, form: Form, sample: Sequence[Values]) -> FileSource:
    """The file with columns of unknown names under those that stand at their place in the layout.

    Only where every name that is known does so, too: otherwise columns were left out of the export.
    """
    if not _has_layout(source, form, sample):
        return source
    known = {plain(name) for column in form.columns.values() for name in column.sources}
    for layout in (form.layout, tuple(name for name in form.layout if not name.startswith("GTIN"))):
        usual = dict(zip(source.columns, layout, strict=False))
        if all(_is_same(form, theirs, name) for theirs, name in usual.items() if plain(theirs) in known):
            names = {theirs: name for theirs, name in usual.items() if plain(theirs) not in known}
            if _is_gtin_likely(layout, source.columns, sample):
                return _renamed(source, names)
    return source


def _is_same(form: Form, theirs: str, name: str) -> bool:
    """Whether a name that is known and one of the layout are of one column of ours."""
    return plain(theirs) == plain(name) or any(
        {plain(theirs), plain(name)} <= {plain(source) for source in column.sources}
        for column in form.columns.values()
    )


def _is_gtin_likely(layout: Sequence[str], columns: Sequence[str], sample: Sequence[Values]) -> bool:
    """Whether the fourth column holds numbers, if it is to be that of the GTINs, which came in 2024."""
    texts = [str(values[columns[3]]).strip().replace("-", "") for values in sample]
    return not layout[3].startswith("GTIN") or all(text.isdigit() or not text for text in texts)


def _renamed(source: FileSource, names: Mapping[str, str]) -> FileSource:
    def walk() -> Iterator[FileLine]:
        for line in source.lines:
            yield replace(
                line, values={names.get(column, column): value for column, value in line.values.items()}
            )

    return replace(source, walk=walk, columns=[names.get(column, column) for column in source.columns])


def _lacking(form: Form, columns: Collection[str], name: str) -> InvalidInput:
    missing = [
        names[0] for names in form.needs if not any(actual(needed, columns) is not None for needed in names)
    ]
    if not columns:
        return InvalidInput(f"{name} holds nothing that can be read; export it again.", field="file")
    first = missing[0] if missing else form.needs[0][0]
    told = ", ".join(str(column) for column in list(columns)[:MOST_TOLD])
    needed = ", ".join(" or ".join(names) for names in own(form.kind).needs)
    return InvalidInput(
        f"{name} has no column {first!r}; its columns are: {told}. If it is there under another name, say so:"
        f" --map {first}=THEIR-COLUMN (needed: {needed}).",
        field=first,
    )
