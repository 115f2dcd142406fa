"""`rapport facts`: what the file of the shop's facts says, what it leaves out, and what of it is not said."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from core.errors import InvalidInput
from core.facts import ShopFacts, amounts_of, placeholders
from core.settings import Settings

app = typer.Typer(no_args_is_help=True, help="The shop's facts: what questions are answered from.")


@app.callback()
def facts() -> None:
    """The shop's facts: what questions about delivery, returns, payment and the like are answered from."""


@app.command()
def check(
    file: Annotated[
        Path | None, typer.Argument(help="The file; that of RAPPORT_SHOP_FACTS where it is left out.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of a table.")
    ] = False,
) -> None:
    """Check the file, and show what is known and what is missing.

    Example: rapport facts check demo/shop-facts.toml
    """
    from core.facts import read
    from jobs.context import load_settings
    from jobs.printing import say, say_aside, say_json, table

    settings = load_settings()
    path = file or settings.shop_facts
    if path is None:
        raise InvalidInput("Name a file, or set RAPPORT_SHOP_FACTS.", field="RAPPORT_SHOP_FACTS")
    shop = read(path)
    known, missing = known_and_missing(shop)
    notes = list(remarks(shop, settings))
    if as_json:
        questions = [entry.questions[0] for entry in shop.questions]
        say_json({"known": known, "missing": missing, "questions": questions, "remarks": notes})
        return
    rows = [(name, ", ".join(known[name]), ", ".join(missing[name])) for name in known]
    table(str(path), ("section", "known", "missing"), rows)
    say(f"Questions of its own: {len(shop.questions)}")
    for note in notes:
        say_aside(note)


def known_and_missing(shop: ShopFacts) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """By section the fields that answer a question, and those that are left out."""
    known = {name: [field for field, _ in section.stated()] for name, section in shop.sections()}
    missing = {
        name: [field for field in section.answering() if field not in known[name]]
        for name, section in shop.sections()
    }
    return known, missing


def remarks(shop: ShopFacts, settings: Settings) -> Iterator[str]:
    """What stands there and is not said all the same, and what may come to contradict the settings."""
    amounts = amounts_of(settings)
    for name, section in shop.sections():
        for field, text in section.texts():
            unset = sorted(placeholders(text) & {own for own, value in amounts.items() if value is None})
            if unset:
                variables = " and ".join(f"RAPPORT_{own.upper()}" for own in unset)
                yield f"[{name}] {field} is not said: set {variables}, or write it without."
            for own, value in amounts.items():
                if value and any(value in sentence for sentence in text.values()):
                    yield f"[{name}] {field} says {value}; write {{{own}}}, so that it follows the settings."
