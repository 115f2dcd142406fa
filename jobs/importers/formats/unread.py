"""Columns of a file that are not read, although other files of the kind say something by that name."""

from collections.abc import Iterator, Sequence

from jobs.importers.formats.form import forms, own, plain
from jobs.importers.formats.translation import Translation


def unread(translation: Translation, columns: Sequence[str]) -> Iterator[str]:
    """A sentence for each column of a table whose meaning nothing else in the file tells."""
    kind = translation.form.kind
    read = {plain(name) for column in translation.form.columns.values() for name in column.sources}
    for name in columns:
        if plain(name) in read:
            continue
        ours = next(
            (column for column in _meant(plain(name), kind) if not translation.tells_of(column)), None
        )
        if ours is not None:
            yield f"The column {name!r} is not read; where it says {ours}, say so: --map {ours}={name!r}."


def _meant(name: str, kind: str) -> Iterator[str]:
    """The columns of ours that a file of this kind may mean by the name."""
    allowed = own(kind).columns
    for form in forms().values():
        if form.kind == kind:
            told = form.columns.values()
            yield from (
                column.name
                for column in told
                if column.name in allowed and name in {plain(source) for source in column.sources}
            )
