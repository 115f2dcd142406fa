"""`rapport import …`: a command for each kind of thing, whatever its format, and two for open data sets."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from jobs.context import JobContext
    from jobs.importers.task import Task
    from jobs.importers.totals import Totals

app = typer.Typer(
    no_args_is_help=True,
    help="Bring in a shop's products, history, orders and shoppers; importing twice is harmless.",
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
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="OURS=THEIRS",
        help="Read our column from theirs: --map title='Product name'; as often as needed.",
        show_default=False,
    ),
]
SaveMap = Annotated[
    str | None,
    typer.Option(help="Save what the options beside it say under this name.", show_default=False),
]
MapFile = Annotated[
    str | None, typer.Option(help="Use what was saved under this name, or a file's.", show_default=False)
]
Locale = Annotated[
    str | None,
    typer.Option(
        help="How numbers and days are written, where the file does not tell: de, en, de-CH, en-US.",
        show_default=False,
    ),
]
Encoding = Annotated[
    str | None,
    typer.Option(help="The file's encoding, where it is told wrongly: cp1252, utf-16.", show_default=False),
]
Timezone = Annotated[
    str | None,
    typer.Option(
        help="The zone of times that name none, such as Europe/Zurich; else they are read as UTC.",
        show_default=False,
    ),
]


@app.command()
def products(
    file: File,
    *,
    columns: Columns = None,
    save_map: SaveMap = None,
    map_file: MapFile = None,
    locale: Locale = None,
    encoding: Encoding = None,
    timezone: Timezone = None,
    as_json: AsJson = False,
) -> None:
    """Products of Shopify, WooCommerce, Magento, a Google feed, in Rapport's columns, or any by --map.

    Example: rapport import products products_export.csv
    """
    from jobs.importing import asked, import_file

    wish = asked(columns, save_map, map_file, locale=locale, encoding=encoding, timezone=timezone)
    import_file("products", file, wish, as_json=as_json)


@app.command()
def orders(
    file: File,
    *,
    columns: Columns = None,
    save_map: SaveMap = None,
    map_file: MapFile = None,
    locale: Locale = None,
    encoding: Encoding = None,
    timezone: Timezone = None,
    as_json: AsJson = False,
) -> None:
    """Orders of Shopify, WooCommerce, Magento, in Rapport's columns, or any by --map.

    Example: rapport import orders orders_export.csv
    """
    from jobs.importing import asked, import_file

    wish = asked(columns, save_map, map_file, locale=locale, encoding=encoding, timezone=timezone)
    import_file("orders", file, wish, as_json=as_json)


@app.command()
def shoppers(
    file: File,
    *,
    columns: Columns = None,
    save_map: SaveMap = None,
    map_file: MapFile = None,
    locale: Locale = None,
    encoding: Encoding = None,
    as_json: AsJson = False,
) -> None:
    """Shoppers of Shopify, of Segment's identify calls, in Rapport's columns, or any by --map.

    Example: rapport import shoppers customers.csv
    """
    from jobs.importing import asked, import_file

    import_file(
        "shoppers",
        file,
        asked(columns, save_map, map_file, locale=locale, encoding=encoding),
        as_json=as_json,
    )


@app.command()
def events(
    file: File,
    *,
    create_products: Annotated[
        bool, typer.Option("--create-products", help="Make the products that the catalog lacks.")
    ] = False,
    email_template: EmailTemplate = None,
    columns: Columns = None,
    save_map: SaveMap = None,
    map_file: MapFile = None,
    locale: Locale = None,
    encoding: Encoding = None,
    timezone: Timezone = None,
    as_json: AsJson = False,
) -> None:
    """Events of Segment, of GA4's export to BigQuery, in Rapport's columns, or any by --map.

    Example: rapport import events history.jsonl --create-products
    """
    from jobs.importing import MadeUp, asked, import_file

    import_file(
        "events",
        file,
        asked(columns, save_map, map_file, locale=locale, encoding=encoding, timezone=timezone),
        trial=MadeUp(email_template, create_products=create_products),
        as_json=as_json,
    )


@app.command()
def rees46(file: File, email_template: EmailTemplate = None, as_json: AsJson = False) -> None:
    """An event log in REES46's open format (CSV).

    Example: rapport import rees46 2019-Oct.csv --email-template '{user_id}@example.com'
    """
    from jobs.importers.history import import_history
    from jobs.importers.rees46 import rees46
    from jobs.importing import MadeUp, carried_out

    def work(context: "JobContext", task: "Task") -> "Totals":
        return import_history(task, rees46(context.settings.currency, context.settings.placeholder_ids))

    carried_out(work, file, trial=MadeUp(email_template), as_json=as_json)


@app.command("online-retail")
def online_retail(file: File, email_template: EmailTemplate = None, as_json: AsJson = False) -> None:
    """UCI's Online Retail invoice lines (Parquet or CSV).

    Example: rapport import online-retail online_retail.parquet
    """
    from jobs.importers.history import import_history
    from jobs.importers.online_retail import online_retail
    from jobs.importing import MadeUp, carried_out

    def work(context: "JobContext", task: "Task") -> "Totals":
        return import_history(task, online_retail(context.settings.placeholder_ids))

    carried_out(work, file, trial=MadeUp(email_template), as_json=as_json)
