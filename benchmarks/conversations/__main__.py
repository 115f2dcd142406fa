"""The share of expectations that the assistant meets, by kind, over HTTP, against the real bot and shop.

The conversations of this folder were written by people who did not know how the assistant is made. Those of
shared data lie beside their expectations, which are kept here without a word of what was said.
"""

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.conversations.expectations import Seen, unmet
from benchmarks.conversations.shop import Shop, running_shop
from benchmarks.report import print_json

FOLDER = Path(__file__).parent
OWN = FOLDER / "strangers.jsonl"
Json = dict[str, Any]


@dataclass(frozen=True)
class Result:
    """One turn: what was said, what came, and which of its expectations do not hold."""

    conversation: str
    kind: str
    text: str
    expected: int
    unmet: Sequence[str]
    answer: str
    products: Sequence[str]
    stored: Sequence[Json]


def main() -> None:
    """Hold every conversation, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=Path, default=OWN, help="a file of conversations")
    parser.add_argument("--shop", type=Path, help="a folder in which the shop is kept for the next run")
    parser.add_argument("--transcript", type=Path, help="where every turn is written")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    given = parser.parse_args()
    conversations = [
        json.loads(line) for line in given.conversations.read_text(encoding="utf-8").splitlines()
    ]
    with tempfile.TemporaryDirectory() as folder, running_shop(given.shop or Path(folder)) as shop:
        results = list(held(shop, conversations))
    if given.transcript:
        given.transcript.write_text("".join(json.dumps(vars(result)) + "\n" for result in results))
    kinds = by_kind(results)
    show(kinds)
    if given.json:
        print_json(benchmark="conversations", kinds=kinds)


def held(shop: Shop, conversations: Iterable[Json]) -> Iterator[Result]:
    """Each turn of each conversation, a new shopper for each."""
    for conversation in conversations:
        shopper = shop.shopper()
        known: list[Json] = []
        for turn in conversation["turns"]:
            reply = shopper.say(turn["text"], page=conversation.get("page"))
            messages = list(reply["messages"])
            basket = next((message["basket"] for message in messages if message.get("basket")), None)
            if basket:
                messages += shopper.do(basket)["messages"]
            now = shop.signals(reply["conversation_id"])
            ids = {signal["signal_id"] for signal in known}
            stored = [signal for signal in now if signal["signal_id"] not in ids]
            known = now
            seen = _seen(messages, basket, stored)
            yield Result(
                conversation=conversation["conversation"],
                kind=turn["kind"],
                text=turn["text"],
                expected=len(turn["expect"]),
                unmet=unmet(turn["expect"], seen),
                answer=seen.text,
                products=[product["product_id"] for product in seen.products],
                stored=stored,
            )


def _seen(messages: Sequence[Json], basket: Json | None, stored: Sequence[Json]) -> Seen:
    compared = next((message["comparison"] for message in messages if message.get("comparison")), None)
    return Seen(
        text=" ".join(message["text"] for message in messages),
        products=[item["product"] for message in messages for item in message["products"]],
        quotes=[message["quote"]["text"] for message in messages if message.get("quote")],
        compared=[product["product_id"] for product in compared["products"]] if compared else None,
        basket=basket,
        stored=stored,
    )


def by_kind(results: Sequence[Result]) -> Json:
    """Messages, expectations and the shares met, by kind and in all."""
    kinds: Json = {}
    for kind in [*dict.fromkeys(sorted(result.kind for result in results)), "all"]:
        own = [result for result in results if kind in (result.kind, "all")]
        expected = sum(result.expected for result in own)
        failed = Counter(name for result in own for name in result.unmet)
        kinds[kind] = {
            "messages": len(own),
            "messages met": round(sum(not result.unmet for result in own) / len(own), 3),
            "expectations": expected,
            "expectations met": round(1 - failed.total() / expected, 3),
            "unmet": dict(failed.most_common()),
        }
    return kinds


def show(kinds: Json) -> None:
    """A row for each kind."""
    names = ("messages", "messages met", "expectations", "expectations met", "unmet")
    table = Table("kind", *names, title="Conversations")
    for kind, figures in kinds.items():
        table.add_row(kind, *(str(figures[name]) for name in names))
    Console().print(table)


if __name__ == "__main__":
    main()
