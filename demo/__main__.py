"""A whole sample shop with one command: `rapport demo`, or `make demo`, which installs everything first."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit

from rich.console import Console
from rich.panel import Panel

from core.accounts import ensure_first_account
from core.clock import SystemClock
from core.database import connect, transaction
from core.keys import Keys, load_keys
from core.migration import upgrade
from core.settings import Settings
from demo import assistant
from demo.opening import open_shop
from demo.processes import NotStarted, Processes, Service, taken
from demo.restarts import MOST, Restarts
from demo.setup.progress import Progress
from demo.setup.runner import HEARTBEAT

SHOP_NAME = "Harbour & Finch"
SAMPLE_SETTINGS = {
    "RAPPORT_SHOP_NAME": SHOP_NAME,
    "RAPPORT_SIMULATED": "true",
    "RAPPORT_FREE_DELIVERY_FROM": "40.00",
    "RAPPORT_DELIVERY_COST": "3.95",
    "RAPPORT_SHOP_FACTS": str(Path(__file__).with_name("shop-facts.toml")),
    "RAPPORT_EMAIL_FROM": "hello@harbour-and-finch.example",
}
"""What makes it this shop; whatever the environment says already stays."""

UVICORN = (sys.executable, "-m", "uvicorn", "--factory", "--no-access-log")
RAPPORT = Path(sys.executable).with_name("rapport")

console = Console()


def main() -> int:
    """Prepare the shop where it is new, start everything, and end it together."""
    for name, value in SAMPLE_SETTINGS.items():
        os.environ.setdefault(name, value)
    settings = Settings()
    keys = load_keys(settings)
    for url in (settings.public_url, settings.storefront_url, settings.assistant_url, settings.actions_url):
        if taken(url):
            console.print(
                f"Something else already answers at {url}. End it, or set RAPPORT_{_name(url, settings)}."
            )
            return 1
    password = prepare(settings)
    for number in (
        signal.SIGINT,
        signal.SIGTERM,
    ):  # a shell lets what it starts in the background ignore Ctrl-C
        signal.signal(number, signal.default_int_handler)
    with Processes(settings.var / "log") as processes:
        try:
            start(processes, settings, keys)
            console.print(welcome(settings, password))
            return watch(processes)
        except NotStarted as error:
            console.print(f"[bold]Not started:[/] {error}")
            return 1
        except KeyboardInterrupt:
            console.print("\nEnding the shop. What it learned stays in " + str(settings.var))
            return 0


def prepare(settings: Settings) -> str | None:
    """Database, sample shop, first model; returns the dashboard's password until somebody has used it."""
    engine = connect(settings.database)
    upgrade(engine)
    now = SystemClock().now()
    with transaction(engine) as session:
        password = ensure_first_account(session, now, file=settings.first_password_file)
    with console.status("Filling the shop with products and a simulated month"):
        counts = open_shop(engine, base_url=settings.storefront_url, now=now)
    if counts:
        console.print("Sample shop: " + ", ".join(f"{count:,} {name}" for name, count in counts.items()))
    engine.dispose()
    if not (settings.models_folder / "current").exists():
        with console.status("Training the first model"):
            rapport("run", "label-responses")
            rapport("train")
        console.print("First model trained")
    return password


def rapport(*arguments: str) -> None:
    """Run the command as anyone would; what it prints is shown when it fails."""
    done = subprocess.run([RAPPORT, *arguments], capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    if done.returncode:
        raise NotStarted(done.stderr.strip() or done.stdout.strip())


def start(processes: Processes, settings: Settings, keys: Keys) -> None:
    """Start every process and wait until each answers, showing what each is doing meanwhile."""
    started = services(settings, keys)
    console.print("Starting: the assistant takes the longest")
    with Progress(console) as progress:
        for service in started:
            processes.start(service)
            progress.start(service.name)
        told = monotonic()

        def tell(service: Service, line: str) -> None:
            nonlocal told
            progress.say(service.name, line)
            if monotonic() - told > HEARTBEAT:
                progress.beat()
                told = monotonic()

        processes.wait_until_ready(lambda service: progress.finish(service.name, mark="[green]✓[/]"), tell)


def services(settings: Settings, keys: Keys) -> list[Service]:
    """API, worker and storefront, and the assistant where it is installed."""
    own = [
        Service("api", _rapport("serve", *_address(settings.public_url)), f"{settings.public_url}/v1/health"),
        Service("worker", _rapport("worker")),
        Service(
            "storefront",
            (*UVICORN, "demo.asgi:storefront", *_address(settings.storefront_url)),
            settings.storefront_url,
        ),
    ]
    if assistant.installed():
        return [*own, *assistant.services(settings, keys)]
    console.print(
        "[yellow]The assistant is not installed; the chat answers from search.[/] See docs/assistant.md"
    )
    return own


def watch(
    processes: Processes, *, restarts: Restarts | None = None, pause: Callable[[float], None] = sleep
) -> int:
    """Wait for Ctrl-C; a needed process that ends by itself ends all: nothing looks alive that is not.

    One of the assistant's is started again, three times in ten minutes; then the shop goes on without it.
    """
    restarts = restarts or Restarts()
    while True:
        for service in processes.ended():
            if service.is_needed:
                console.print(f"[bold]{service.name}[/] ended by itself; see its log. Ending the rest.")
                return 1
            revive(processes, service, restarts)
        pause(1)


def revive(processes: Processes, service: Service, restarts: Restarts) -> None:
    """Start a process again that has ended by itself, or go on without it; either is said."""
    count = restarts.next(service.name)
    if count is None:
        processes.drop(service)
        console.print(
            f"[bold]{service.name}[/] ended by itself after {MOST} restarts in ten minutes; see its log. "
            "The shop goes on without it, and the chat answers as far as it can."
        )
        return
    processes.restart(service)
    console.print(f"[bold]{service.name}[/] ended by itself; started again ({count} of {MOST}). See its log.")


def welcome(settings: Settings, password: str | None) -> Panel:
    """The addresses and what to try."""
    sign_in = f"admin / {password}" if password else "as admin; lost the password? `rapport account`"
    return Panel(
        f"Shop        {settings.storefront_url}\n"
        f"Dashboard   {settings.public_url}/dashboard   {sign_in}\n"
        f"API         {settings.public_url}/docs\n\n"
        "Try: put something in the basket, move the pointer out through the top of the window, answer.\n"
        "Open the chat: [italic]something blue under 20 pounds[/]. See the recommendations change.\n"
        "Leave a basket with an address: the email that asks whether it is yours is soon in var/outbox. Say\n"
        "yes by its link, be away for an hour, then: [bold].venv/bin/rapport run send-recovery-emails[/]\n\n"
        "The history of this shop is simulated. Ctrl-C ends everything.",
        title=SHOP_NAME,
        expand=False,
    )


def _rapport(*arguments: str) -> tuple[str, ...]:
    return (str(RAPPORT), *arguments)


def _address(url: str) -> tuple[str, ...]:
    parts = urlsplit(url)
    return ("--host", parts.hostname or "127.0.0.1", "--port", str(parts.port or 80))


def _name(url: str, settings: Settings) -> str:
    names = {
        settings.public_url: "PUBLIC_URL",
        settings.storefront_url: "STOREFRONT_URL",
        settings.assistant_url: "ASSISTANT_URL",
    }
    return names.get(url, "ACTIONS_URL")


if __name__ == "__main__":
    sys.exit(main())
