"""A mass import beside a server: when its port opens, when words find each product, when all are encoded."""

import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from benchmarks.bulk.shop import name, product
from core.products import Product

SECRET = "sk_" + "b" * 32
BEFORE = 1000
"""Products that the shop had before."""
SAMPLE = 50
"""New products that are looked for, each by its name."""
CALM = 15.0
"""Seconds in which the answers are timed."""
RAPPORT = (sys.executable, "-c", "from jobs.cli import app; app()")


@dataclass(frozen=True)
class Shop:
    """A folder, the code that works in it, and the port that it answers on."""

    folder: Path
    environment: dict[str, str]
    port: int
    patience: float

    def command(self, *arguments: str) -> float:
        """Run `rapport`; its seconds."""
        begun = time.monotonic()
        subprocess.run(  # noqa: S603 - our own command
            [*RAPPORT, *arguments], env=self.environment, cwd=self.folder, check=True, capture_output=True
        )
        return time.monotonic() - begun

    @contextmanager
    def served(self) -> Iterator[subprocess.Popen[bytes]]:
        """`rapport serve`, until the block ends."""
        with (self.folder / "log").open("ab") as log:
            server = subprocess.Popen(  # noqa: S603 - our own command
                [*RAPPORT, "serve", "--port", str(self.port)],
                env=self.environment,
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )
            try:
                yield server
            finally:
                server.terminate()
                server.wait()

    def get(self, path: str, **parameters: str) -> httpx.Response | None:
        """An answer, None where nobody gives one."""
        with suppress(httpx.TransportError):
            url, headers = f"http://127.0.0.1:{self.port}/v1/{path}", {"Authorization": f"Bearer {SECRET}"}
            return httpx.get(url, params=parameters, headers=headers, timeout=30)
        return None

    def until(self, holds: Callable[[], bool]) -> float | None:
        """Seconds until something holds, None where that takes longer than the patience."""
        begun = time.monotonic()
        while time.monotonic() - begun < self.patience:
            if holds():
                return round(time.monotonic() - begun, 2)
            time.sleep(0.05)
        return None

    def opens(self) -> bool:
        """Whether the port answers anything."""
        return self.get("health/live") is not None

    def recommends(self) -> bool:
        """Whether a newcomer is recommended something."""
        answer = self.get("recommendations", placement="home")
        return answer is not None and answer.is_success and bool(answer.json()["products"])

    def finds(self, numbers: list[int]) -> bool:
        """Whether each of these products is the first to be found by its name; those found are taken out."""
        while numbers:
            answer = self.get("search", q=name(numbers[-1]), limit="1")
            hits = answer.json().get("products") if answer is not None and answer.is_success else None
            if not hits or hits[0]["product"]["product_id"] != f"p{numbers[-1]}":
                return False
            numbers.pop()
        return True

    def waiting(self) -> int | None:
        """How many texts wait for the encoder, as far as the server says so."""
        answer = self.get("health")
        encoding = answer.json().get("encoding") if answer is not None else None
        return encoding["waiting"] if encoding else None

    def answers(self) -> dict[str, float]:
        """Milliseconds of recommendations beside a product, twenty a second for a while."""
        seconds: list[float] = []
        until = time.monotonic() + CALM
        while (begun := time.monotonic()) < until:
            self.get("recommendations", placement="product", product_id=f"p{len(seconds) % BEFORE}")
            seconds.append(time.monotonic() - begun)
            time.sleep(max(0.0, 0.05 - seconds[-1]))
        p50, p99 = 1e3 * np.percentile(seconds, [50, 99])
        return {"p50_ms": round(float(p50), 1), "p99_ms": round(float(p99), 1)}


def imported(
    count: int, encoder: Path, code: Path, *, running: bool, port: int, patience: float
) -> dict[str, Any]:
    """`count` new products while the API is stopped, or while it runs."""
    with tempfile.TemporaryDirectory() as folder:
        shop = Shop(Path(folder), _environment(Path(folder), encoder, code), port, patience)
        _write(shop.folder / "before.csv", [product(number) for number in range(BEFORE)])
        _write(shop.folder / "new.csv", [product(number) for number in range(BEFORE, BEFORE + count)])
        shop.command("import", "products", "before.csv", "--json")
        figures: dict[str, Any] = {"products": count}
        if running:
            with shop.served() as server:
                shop.until(lambda: shop.recommends() and not shop.waiting())
                figures["import_s"] = round(shop.command("import", "products", "new.csv", "--json"), 1)
                return figures | _watched(shop, server, count)
        figures["import_s"] = round(shop.command("import", "products", "new.csv", "--json"), 1)
        with shop.served() as server:
            return figures | _watched(shop, server, count)


def _watched(shop: Shop, server: "subprocess.Popen[bytes]", count: int) -> dict[str, Any]:
    """From the start of the process, or the end of the import: seconds, and of its CPU by then."""
    numbers = [BEFORE + int(place) for place in np.linspace(0, count - 1, SAMPLE)]
    figures: dict[str, Any] = {}
    begun, used = time.monotonic(), _cpu(server.pid) if shop.opens() else 0.0
    for label, holds in (
        ("port", shop.opens),
        ("recommendations", shop.recommends),
        ("found_by_words", lambda: shop.finds(numbers)),
    ):
        took = shop.until(holds)
        figures[label] = None if took is None else round(time.monotonic() - begun, 2)
        figures[f"{label}_cpu_s"] = round(_cpu(server.pid) - used, 1)
    figures["answers_while_encoding"] = shop.answers() if shop.waiting() else None
    shop.until(lambda: not shop.waiting())
    figures["waiting_in_the_end"] = shop.waiting()
    figures["encoded"] = round(time.monotonic() - begun, 1)
    figures["encoded_cpu_s"] = round(_cpu(server.pid) - used, 1)
    figures["answers_afterwards"] = shop.answers()
    return figures


def _cpu(pid: int) -> float:
    """Seconds that a process has used, of all its threads."""
    ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def _environment(folder: Path, encoder: Path, code: Path) -> dict[str, str]:
    own = {
        "RAPPORT_VAR": str(folder),
        "RAPPORT_ENCODER": str(encoder.resolve()),
        "DATABASE_URL": "",
        "RAPPORT_SECRET_KEY": SECRET,
        "RAPPORT_PUBLISHABLE_KEY": "pk_" + "b" * 32,
        "PYTHONPATH": str(code.resolve()),
    }
    return {**os.environ, **own}


def _write(path: Path, products: list[Product]) -> None:
    with path.open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(
            (
                "product_id",
                "title",
                "price",
                "description",
                "category",
                "brand",
                "attributes.colour",
                "attributes.material",
            )
        )
        for made in products:
            lines.writerow(
                (
                    made.product_id,
                    made.title,
                    made.price,
                    made.description,
                    made.category,
                    made.brand,
                    made.attributes["colour"],
                    made.attributes["material"],
                )
            )
