"""Carries an import out and tells what became of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from core.errors import InvalidInput
from jobs.context import JobContext, open_context
from jobs.importers import profiles
from jobs.importers.files import import_incoming
from jobs.importers.formats.translation import Shop
from jobs.importers.incoming import Options, incoming
from jobs.importers.shoppers import check_template
from jobs.importers.task import Task
from jobs.importers.totals import Totals
from jobs.printing import err, progress, say, say_json, table

Work = Callable[[JobContext, Task], Totals]
MOST_REASONS = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """How a file is to be read, as the command line says it."""

    options: Options
    save_map: str | None = None
    map_file: str | None = None


@dataclass(frozen=True, slots=True)
class MadeUp:
    """What is made up where a history lacks it."""

    email_template: str | None = None
    create_products: bool = False


def asked(
    columns: Sequence[str] | None, save_map: str | None, map_file: str | None, **said: str | None
) -> Asked:
    """What the options of a command say; `said` are those of how the file is written."""
    return Asked(Options(profiles.mapped(columns or ()), **said), save_map, map_file)


def import_file(kind: str, file: Path, wish: Asked, *, trial: MadeUp = MadeUp(), as_json: bool) -> None:
    """Import a file of any format that is known, or that is mapped; says which it is."""
    carried_out(partial(_import, kind, wish, as_json), file, trial=trial, as_json=as_json)


def _import(kind: str, wish: Asked, as_json: bool, context: JobContext, task: Task) -> Totals:
    folder, options = context.settings.var / profiles.FOLDER, wish.options
    if wish.map_file is not None:
        options = profiles.load(folder, wish.map_file, kind).and_then(options)
    settings = context.settings
    shop = Shop(settings.currency, settings.storefront_url, settings.placeholder_ids)
    with progress(f"Looking at {task.path.name}") as looking:
        told = incoming(replace(task, looking=looking), kind, shop, options)
    if not as_json:
        say(f"{told}.")
    for note in told.notes:
        err.print(note, markup=False, highlight=False)
    if wish.save_map is not None:
        path = profiles.save(folder, wish.save_map, kind, options)
        err.print(
            f"Saved as {path}; use it again by --map-file {wish.save_map}.", markup=False, highlight=False
        )
    with progress(f"Importing {task.path.name}") as importing:
        return import_incoming(replace(task, progress=importing), told, shop, options)


def carried_out(work: Work, file: Path, *, trial: MadeUp, as_json: bool) -> None:
    """Do the work and tell its totals; exit code 1 where nothing of the file could be used."""
    if trial.email_template is not None:
        check_template(trial.email_template)
    with open_context() as context:
        task = Task(
            engine=context.engine,
            path=file,
            now=context.clock.now(),
            rejects_folder=context.settings.rejects_folder,
            email_template=trial.email_template,
            create_products=trial.create_products,
        )
        totals = work(context, task)
    if as_json:
        say_json(totals.as_json())
    else:
        _tell(file, totals)
        if trial.email_template is not None:
            _tell_trial(totals)
        _tell_retention(totals, context.clock.now(), timedelta(days=context.settings.retain_events_days))
    if totals.lines and not (totals.imported or totals.known):
        raise InvalidInput(_nothing(file, totals))


def _nothing(file: Path, totals: Totals) -> str:
    if not totals.rejected:
        return f"None of the {totals.lines:,} lines of {file.name} tells of anything that is imported."
    [(reason, _)] = totals.reasons.most_common(1)
    return (
        f"None of the {totals.lines:,} lines of {file.name} could be imported: {reason}."
        f" Every rejected line is in {totals.rejects_file}"
    )


def _tell(file: Path, totals: Totals) -> None:
    rows = [
        ("imported", totals.imported),
        ("known already", totals.known),
        ("skipped: nothing to import", totals.skipped),
        ("rejected", totals.rejected),
        ("lines", totals.lines),
        ("products", totals.products),
        ("orders", totals.orders),
        ("new shoppers", totals.new_shoppers),
        ("new products", totals.new_products),
    ]
    optional = ("skipped: nothing to import", "products", "orders")
    table(file.name, ("", "count"), [row for row in rows if row[1] or row[0] not in optional])
    if totals.reasons:
        table("Why lines were rejected", ("reason", "lines"), totals.reasons.most_common(MOST_REASONS))
    if totals.left_out:
        title = "What was left out of lines that were imported"
        table(title, ("reason", "times"), totals.left_out.most_common(MOST_REASONS))
    if totals.rejects_file is not None:
        written = "rejected line" if totals.rejected else "line of which something was left out"
        say(f"Every {written} is in {totals.rejects_file}")


def _tell_trial(totals: Totals) -> None:
    say("For trials only: the shoppers got made-up addresses and a made-up consent to emails.")
    if totals.moved_days:
        say(f"The dates were moved by {totals.moved_days:,} days, so that the carts are recent ones.")


def _tell_retention(totals: Totals, now: datetime, kept: timedelta) -> None:
    if totals.oldest_at is not None and totals.oldest_at < now - kept:
        say(
            f"Some events are older than the {kept.days} days for which they are kept: the nightly purge "
            "will delete those. Set RAPPORT_RETAIN_EVENTS_DAYS to keep them."
        )
