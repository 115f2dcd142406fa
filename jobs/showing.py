"""What `rapport recommend` and `evaluate` find and how they show it."""

from collections.abc import Sequence

from sqlmodel import Session

from core import catalog
from core.database import transaction
from core.errors import Conflict, InvalidInput
from core.external_ids import check_external_id
from core.locales import money
from core.products import Product
from core.shoppers import shopper_or_newcomer
from jobs.context import JobContext
from jobs.printing import say_aside, say_json, table
from recommender.models import registry
from serving.answers import Answer, Question


def recommended(
    context: JobContext, *, shopper: str | None, products: Sequence[str], count: int
) -> list[Answer]:
    """What is recommended to a shopper, beside products, or both."""
    if shopper is None and not products:
        raise InvalidInput("Name a shopper (--shopper ID) or products (--products A,B).", field="shopper")
    if registry.current_version(context.settings.models_folder) is None:
        raise Conflict("There is no model yet. Run `rapport train` first.")
    with transaction(context.engine, writes=False) as session:
        shopper_id = _shopper_id(context, session, shopper) if shopper is not None else None
        named = tuple(catalog.named(session, name).product_id for name in products)
        question = Question("product" if named else "home", count, named)
        return context.answers.recommend(session, shopper_id, question)


def _shopper_id(context: JobContext, session: Session, external_id: str) -> str:
    """Whom the shop calls so; whoever is not known is a newcomer, as over HTTP, and the terminal is told."""
    check_external_id(external_id, field="shopper", own=context.settings.placeholder_ids)
    shopper = shopper_or_newcomer(session, external_id, now=context.clock.now())
    if shopper not in session:
        say_aside(f"Nobody is known as {external_id!r}; this is what a newcomer gets.")
    return shopper.shopper_id


def show_recommended(answers: Sequence[Answer], *, as_json: bool) -> None:
    """The products with their reasons."""
    rows = [
        {
            "product_id": answer.product.product_id,
            "title": answer.product.title,
            "price": str(answer.product.price),
            "currency": answer.product.currency,
            "score": answer.score,
            "reason": answer.reason.text,
        }
        for answer in answers
    ]
    if as_json:
        say_json({"products": rows})
        return
    table(
        "Recommended",
        ("product", "title", "price", "why"),
        [
            (answer.product.product_id, answer.product.title, _price(answer.product), answer.reason.text)
            for answer in answers
        ],
    )


def _price(product: Product) -> str:
    return money(product.price, product.currency)
