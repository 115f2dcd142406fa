"""`rapport import …`: one command for each kind of file."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from jobs.context import JobContext
    from jobs.importers.task import Task
    from jobs.importers.totals import Totals

app = typer.Typer(
    no_args_is_help=True, help="Bring in a shop's products and history; importing twice is harmless."
)

File = Annotated[Path, typer.Argument(help="The file to import.", show_default=False)]
EmailTemplate = Annotated[
    str | None,
    typer.Option(
        help="For trials only: give every imported shopper an address such as '{user_id}@example.com' and "
        "the consent to write to it, and move the dates so that the history ends within the last day.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")]


@app.command()
def rees46(file: File, email_template: EmailTemplate = None, as_json: AsJson = False) -> None:
    """An event log in REES46's open format (CSV).

    Example: rapport import rees46 2019-Oct.csv --email-template '{user_id}@example.com'
    """
    from jobs.importers.history import import_history
    from jobs.importers.rees46 import rees46

    _import(
        lambda context, task: import_history(
            task, rees46(context.settings.currency, context.settings.placeholder_ids)
        ),
        file,
        email_template=email_template,
        as_json=as_json,
    )


@app.command("online-retail")
def online_retail(file: File, email_template: EmailTemplate = None, as_json: AsJson = False) -> None:
    """UCI's Online Retail invoice lines (Parquet or CSV).

    Example: rapport import online-retail online_retail.parquet
    """
    from jobs.importers.history import import_history
    from jobs.importers.online_retail import online_retail

    _import(
        lambda context, task: import_history(task, online_retail(context.settings.placeholder_ids)),
        file,
        email_template=email_template,
        as_json=as_json,
    )


@app.command("shopify-products")
def shopify_products(file: File, as_json: AsJson = False) -> None:
    """A product export of Shopify (CSV); the variants of a product become one.

    Example: rapport import shopify-products products_export.csv
    """
    from jobs.importers.catalog import import_catalog
    from jobs.importers.shopify_products import shopify_products

    def work(context: "JobContext", task: "Task") -> "Totals":
        settings = context.settings
        return import_catalog(task, shopify_products(settings.currency, settings.storefront_url))

    _import(work, file, as_json=as_json)


@app.command()
def events(
    file: File,
    create_products: Annotated[
        bool, typer.Option("--create-products", help="Make the products that the catalog lacks.")
    ] = False,
    email_template: EmailTemplate = None,
    as_json: AsJson = False,
) -> None:
    """Events in Rapport's own columns (CSV, JSONL or Parquet): shopper_id, type, occurred_at, product_id, …

    Example: rapport import events history.jsonl --create-products
    """
    from jobs.importers.events import events
    from jobs.importers.history import import_history

    _import(
        lambda context, task: import_history(
            task, events(context.settings.currency, context.settings.placeholder_ids)
        ),
        file,
        email_template=email_template,
        create_products=create_products,
        as_json=as_json,
    )


@app.command()
def products(file: File, as_json: AsJson = False) -> None:
    """Products in Rapport's own columns (CSV, JSONL or Parquet): product_id, title, price, …

    Example: rapport import products catalog.csv
    """
    from jobs.importers.catalog import import_catalog
    from jobs.importers.products import products

    _import(
        lambda context, task: import_catalog(task, products(context.settings.currency)),
        file,
        as_json=as_json,
    )


@app.command()
def shoppers(file: File, as_json: AsJson = False) -> None:
    """Shoppers in Rapport's own columns (CSV, JSONL or Parquet): shopper_id, email, recovery_email, …

    Example: rapport import shoppers customers.csv
    """
    from jobs.importers.shopper_details import import_shoppers

    _import(
        lambda context, task: import_shoppers(task, context.settings.placeholder_ids), file, as_json=as_json
    )


def _import(
    work: "Callable[[JobContext, Task], Totals]",
    file: Path,
    *,
    email_template: str | None = None,
    create_products: bool = False,
    as_json: bool,
) -> None:
    from jobs.context import open_context
    from jobs.importers.task import Task
    from jobs.printing import progress, say_json

    with open_context() as context, progress(f"Importing {file.name}") as told:
        task = Task(
            engine=context.engine,
            path=file,
            now=context.clock.now(),
            rejects_folder=context.settings.rejects_folder,
            progress=told,
            email_template=email_template,
            create_products=create_products,
        )
        totals = work(context, task)
    if as_json:
        say_json(totals.as_json())
        return
    _tell(file, totals)
    if email_template is not None:
        _tell_trial(totals)
    _tell_retention(totals, context.clock.now(), timedelta(days=context.settings.retain_events_days))


def _tell(file: Path, totals: "Totals") -> None:
    from jobs.printing import say, table

    rows = [
        ("imported", totals.imported),
        ("known already", totals.known),
        ("rejected", totals.rejected),
        ("lines", totals.lines),
        ("new shoppers", totals.new_shoppers),
        ("new products", totals.new_products),
    ]
    table(file.name, ("", "count"), rows)
    if totals.rejects_file is not None:
        for title, reasons in (
            ("Why lines were rejected", totals.reasons),
            ("What was left out of lines", totals.left_out),
        ):
            if reasons:
                table(title, ("reason", "lines"), reasons.most_common(10))
        say(f"Every rejected line is in {totals.rejects_file}")


def _tell_trial(totals: "Totals") -> None:
    from jobs.printing import say

    say("For trials only: the shoppers got made-up addresses and a made-up consent to emails.")
    if totals.moved_days:
        say(f"The dates were moved by {totals.moved_days:,} days, so that the carts are recent ones.")


def _tell_retention(totals: "Totals", now: datetime, kept: timedelta) -> None:
    from jobs.printing import say

    if totals.oldest_at is not None and totals.oldest_at < now - kept:
        say(
            f"Some events are older than the {kept.days} days for which they are kept: the nightly purge "
            "will delete those. Set RAPPORT_RETAIN_EVENTS_DAYS to keep them."
        )
