"""The share of expectations that the assistant meets, by kind, over HTTP, against the real bot and shop.

`strangers` and `development` are halves of what people wrote who did not know how the assistant is made;
while it was built only the answers to `development` were read. `chat-turns` are shared data, which whoever
wrote the examples and the grammar has read; their expectations are kept here without a word of what was said.
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
CHAT_TURNS = FOLDER.parents[2] / "shared" / "data" / "chat-turns" / "turns.jsonl"
LONGEST = 1_000  # characters of a message, as at the API
SETS = ("strangers", "development", "chat-turns")
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
    parser.add_argument("--sets", nargs="*", choices=SETS, default=("strangers", "chat-turns"))
    parser.add_argument("--shop", type=Path, help="a folder in which the shop is kept for the next run")
    parser.add_argument("--transcript", type=Path, help="where every turn is written")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    given = parser.parse_args()
    sets = {name: conversations(name) for name in given.sets}
    with tempfile.TemporaryDirectory() as folder, running_shop(given.shop or Path(folder)) as shop:
        results = {name: list(held(shop, own)) for name, own in sets.items()}
    if given.transcript:
        lines = [{"set": name, **vars(result)} for name, own in results.items() for result in own]
        given.transcript.write_text("".join(json.dumps(line) + "\n" for line in lines))
    kinds = {name: by_kind(own) for name, own in results.items()}
    for name, figures in kinds.items():
        show(name, figures)
    if given.json:
        print_json(benchmark="conversations", sets=kinds)


def conversations(name: str) -> list[Json]:
    """The conversations of a set, each turn with its expectation."""
    if name != "chat-turns":
        return _lines(FOLDER / f"{name}.jsonl")
    if not CHAT_TURNS.is_file():
        raise SystemExit(f"{CHAT_TURNS} is not there: leave chat-turns out with --sets strangers.")
    expected = {(line["conversation"], line["turn"]): line for line in _lines(FOLDER / "chat_turns.jsonl")}
    held_in: dict[str, Json] = {}
    for line in _lines(CHAT_TURNS):
        name = line["conversation"]
        turn = {"text": line["text"][:LONGEST], "page": line["page_product"]}
        turn |= {key: expected[name, line["turn"]][key] for key in ("kind", "expect")}
        held_in.setdefault(name, {"conversation": name, "turns": []})["turns"].append(turn)
    return list(held_in.values())


def _lines(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def held(shop: Shop, conversations: Iterable[Json]) -> Iterator[Result]:
    """Each turn of each conversation, a new shopper for each."""
    for conversation in conversations:
        shopper = shop.shopper()
        known: list[Json] = []
        for turn in conversation["turns"]:
            reply = shopper.say(turn["text"], page=turn.get("page", conversation.get("page")))
            messages = list(reply["messages"])
            basket = next((message["basket"] for message in messages if message.get("basket")), None)
            if basket:
                messages += shopper.do(basket)["messages"]
            now = shop.signals(reply["conversation_id"]) if reply["conversation_id"] else known
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
            "false records": sum("records_not" in result.unmet for result in own),
            "unmet": dict(failed.most_common()),
        }
    return kinds


def show(title: str, kinds: Json) -> None:
    """A row for each kind."""
    names = ("messages", "messages met", "expectations", "expectations met", "false records", "unmet")
    table = Table("kind", *names, title=title)
    for kind, figures in kinds.items():
        table.add_row(kind, *(str(figures[name]) for name in names))
    Console().print(table)


if __name__ == "__main__":
    main()
