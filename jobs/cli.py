"""The `rapport` command. What a command needs is imported when it runs, so that --help answers at once."""

import csv
import logging
import os
import signal
import sys
from functools import partial
from importlib.util import find_spec
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from core.errors import RapportError, Unavailable
from jobs import facts, import_commands
from jobs.threads import one_thread


class HelpfulGroup(TyperGroup):
    """Turns what Rapport raises into one sentence on stderr and exit code 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except RapportError as error:
            typer.echo(f"Error: {error.detail}", err=True)
            raise typer.Exit(1) from None


app = typer.Typer(
    cls=HelpfulGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Rapport listens to an online shop's shoppers, learns from them, and answers them.",
)
app.add_typer(import_commands.app, name="import")
app.add_typer(facts.app, name="facts")
models_app = typer.Typer(help="The trained models: list them, or choose the one that serves.")
app.add_typer(models_app, name="models")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")]


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="How many processes answer.", min=1)] = 1,
) -> None:
    """Answer HTTP: the API, the storefront script and the dashboard.

    Example: rapport serve --host 0.0.0.0 --port 8000 --workers 2
    """
    one_thread()
    from core.accounts import FIRST, ensure_first_account
    from core.database import transaction
    from jobs.context import open_context
    from jobs.printing import say
    from jobs.serving import serve as serve_http

    with open_context() as context:  # migrates before several processes would do so at once
        _ = context.encoder, context.facts  # says so now, in one sentence, where one cannot be read
        with transaction(context.engine) as session:
            file = context.settings.first_password_file
            unused = ensure_first_account(session, context.clock.now(), file=file) is not None
    if unused:
        say(f"Dashboard: sign in as {FIRST}; the password is in {file} until you have used or changed it.")
    serve_http(host=host, port=port, workers=workers, grace=context.settings.shutdown_grace_seconds)


@app.command()
def worker() -> None:
    """Run the jobs on their schedule; of several workers one leads and the others stand by.

    Example: rapport worker
    """
    from core import logs
    from core.errors import Unavailable
    from jobs.context import load_settings, open_context
    from jobs.ending import Ending
    from jobs.running import let_go
    from jobs.schedule import JOBS
    from jobs.worker import Worker

    one_thread()
    logging.basicConfig(level=logging.INFO, format=logs.FORMAT)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logs.discreet()
    ending = Ending(load_settings().shutdown_grace_seconds)
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, ending.ask)
    try:
        with open_context(wait=ending.asked.wait) as context:
            ending.before_the_cut(partial(let_go, context))
            _ = context.encoder  # says so now, not in a job at night, where it is missing or damaged
            Worker(context, JOBS, stopping=ending.asked).serve()
    except Unavailable:
        if not ending.asked.is_set():  # told to end while it waited for the database, it has nothing to say
            raise


@app.command()
def demo() -> None:
    """Run a whole sample shop: storefront, API, worker, assistant; Ctrl-C ends it.

    Example: rapport demo
    """
    _need("demo", "The sample shop is not installed here; `make demo` in a checkout runs it.")
    os.execv(sys.executable, [sys.executable, "-m", "demo"])  # noqa: S606 - it takes our place and our signals


@app.command()
def account(
    username: Annotated[str, typer.Argument(help="Who signs in.")] = "admin",
    password: Annotated[
        str,
        typer.Option(
            prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for where it is left out."
        ),
    ] = "",
) -> None:
    """Set somebody's password for the dashboard; a new name makes a new account.

    Example: rapport account marek
    """
    from core.accounts import forget_first_password, set_password
    from core.database import transaction
    from jobs.context import open_context
    from jobs.printing import say

    with open_context() as context:
        with transaction(context.engine) as session:
            is_new = set_password(session, username, password, context.clock.now())
        forget_first_password(username, file=context.settings.first_password_file)
    say(f"{username} {'can sign in now' if is_new else 'has a new password and is signed out everywhere'}.")


@app.command()
def encoder(as_json: AsJson = False) -> None:
    """Export the sentence encoder to ONNX, from where everything reads it.

    Example: rapport encoder
    """
    from jobs.context import load_settings
    from jobs.printing import say, say_json
    from recommender.export import default_model, export

    _need("sentence_transformers", "Exporting needs the extra `export`: pip install 'rapport[export]'.")
    settings = load_settings()
    export(settings.encoder_model or str(default_model()), settings.encoder_folder)
    if as_json:
        say_json({"encoder": str(settings.encoder_folder)})
    else:
        say(f"The encoder is in {settings.encoder_folder}")


@app.command()
def train(as_json: AsJson = False) -> None:
    """Train a model on everything that was recorded; it serves unless it is worse than the one before.

    Example: rapport train
    """
    run("retrain", as_json)


@app.command()
def run(
    job: Annotated[str, typer.Argument(help="The job's name.", show_default=False)], as_json: AsJson = False
) -> None:
    """Run one of the worker's jobs once, now.

    Example: rapport run detect-abandoned-carts
    """
    from jobs.context import open_context
    from jobs.printing import busy, say, say_json, table, tell_steps
    from jobs.running import run as run_job
    from jobs.schedule import job_named

    one_thread()
    tell_steps()
    chosen = job_named(job)
    with open_context() as context, busy(f"Running {job}"):
        record = run_job(chosen, context)
    if as_json:
        say_json({"job": job, "outcome": record.outcome, "counts": record.counts, "error": record.error})
        raise typer.Exit(0 if record.outcome == "done" else 1)
    if record.outcome != "done":
        raise Unavailable(f"{job} failed: {record.error}")
    if record.counts:
        table(job, ("", ""), record.counts.items())
    else:
        say(f"{job}: there was nothing to do.")


@app.command()
def recommend(
    shopper: Annotated[
        str | None, typer.Option(help="The shop's id of a shopper.", show_default=False)
    ] = None,
    products: Annotated[
        str | None, typer.Option(help="Products on the page or in the cart: A,B.", show_default=False)
    ] = None,
    count: Annotated[int, typer.Option(help="How many.", min=1, max=100)] = 8,
    as_json: AsJson = False,
) -> None:
    """Show what a shopper would be recommended, or what goes with products, and why.

    Example: rapport recommend --shopper 17850 --count 5
    """
    from jobs.context import open_context
    from jobs.showing import recommended, show_recommended

    ids = [name for line in csv.reader([products or ""]) for cell in line if (name := cell.strip())]
    with open_context() as context:
        answers = recommended(context, shopper=shopper, products=ids, count=count)
    show_recommended(answers, as_json=as_json)


@app.command()
def evaluate(
    split: Annotated[
        str, typer.Option(help="What is asked about: temporal, leave-one-out or random.")
    ] = "temporal",
    k: Annotated[int, typer.Option("--k", help="How long a list is measured.", min=1, max=100)] = 10,
    as_json: AsJson = False,
) -> None:
    """Measure the recommendations on your own data: learn from a part of it, foretell the rest.

    Example: rapport evaluate --split temporal --k 10 --json
    """
    from jobs.context import open_context
    from jobs.evaluating import evaluated, show_evaluated
    from jobs.printing import busy

    with open_context() as context, busy("Learning from a part of the history, foretelling the rest"):
        metrics = evaluated(context, split=split, cutoff=k)
    show_evaluated(metrics, split=split, as_json=as_json)


@models_app.callback(invoke_without_command=True)
def models(context: typer.Context, as_json: AsJson = False) -> None:
    """List the trained models, newest first.

    Example: rapport models --json
    """
    if context.invoked_subcommand is None:
        from jobs.context import load_settings
        from jobs.models import show_models

        show_models(load_settings(), as_json=as_json)


@models_app.command()
def promote(
    version: Annotated[
        str, typer.Argument(help="The version, as `rapport models` lists it.", show_default=False)
    ],
) -> None:
    """Let another version serve, such as the one before.

    Example: rapport models promote 20260301T030000000000Z-1a2b3c4d
    """
    from jobs.context import load_settings
    from jobs.models import promoted

    promoted(load_settings(), version)


@models_app.command()
def importance(as_json: AsJson = False) -> None:
    """Show what the current model goes by in general: each scorer's share, by placement.

    Example: rapport models importance
    """
    from jobs.context import load_settings
    from jobs.importance import importances, show

    show(importances(load_settings().models_folder), as_json=as_json)


@models_app.command()
def rollback() -> None:
    """Let the version serve again that did before; newer ones then wait for you.

    Example: rapport models rollback
    """
    from jobs.context import load_settings
    from jobs.models import rolled_back

    rolled_back(load_settings())


def _need(package: str, remedy: str) -> None:
    """Unavailable where something is not installed that what serves can do without."""
    if find_spec(package) is None:
        raise Unavailable(remedy)
