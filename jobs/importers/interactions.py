"""A line of a shop's history, before its shopper has an id here, and the id that the line always gets."""

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from core.products import Product, ProductId
from feedback.events import NewEvent
from feedback.tables import EventType

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "rapport:import")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedInteraction:
    """What one shopper did, as their shop tells it; `shopper` is the shop's own id of them."""

    shopper: str
    session_id: str
    type: EventType
    occurred_at: datetime
    product: Product | None = None
    """The product as far as the line describes it."""
    event_id: str = ""
    """The shop's own id of the event, where it has one."""
    quantity: int = 1
    price: Decimal | None = None
    order_id: str | None = None
    placement: str | None = None
    query: str | None = None
    context: Mapping[str, str] = field(default_factory=dict)
    guest: bool = False
    """Nobody that could be written to."""


class EventIds:
    """Ids that follow from what the lines say, so that a file imported again is known already.

    The same line twice in one file is two events: the id also counts which of them it is. Takes about
    150 bytes of memory a line.
    """

    def __init__(self, importer: str) -> None:
        self._namespace = uuid.uuid5(NAMESPACE, importer)
        self._seen: Counter[uuid.UUID] = Counter()

    def __call__(self, interaction: ImportedInteraction, number: int = 0) -> str:
        """The id of the next line that says this, of the `number` things that a line tells."""
        if interaction.event_id:
            return f"{interaction.event_id}/{number}" if number else interaction.event_id
        content = uuid.uuid5(self._namespace, _content(interaction))
        earlier = self._seen[content]
        self._seen[content] += 1
        return str(uuid.uuid5(content, str(earlier)) if earlier else content)


def _content(interaction: ImportedInteraction) -> str:
    product_id = interaction.product.product_id if interaction.product else None
    price = None if interaction.price is None else format(interaction.price.normalize(), "f")
    who = (interaction.shopper, interaction.session_id, interaction.occurred_at.isoformat())
    what = (
        interaction.type,
        product_id,
        interaction.quantity,
        price,
        interaction.order_id,
        interaction.placement,
        interaction.query,
    )
    return repr(who + what)


def event_of(
    interaction: ImportedInteraction,
    *,
    event_id: str,
    shopper_id: str,
    moved: timedelta,
    products: Mapping[str, ProductId],
) -> NewEvent:
    """The interaction as feedback stores it, `moved` in time; `products` are those that its names call."""
    return NewEvent(
        event_id=event_id,
        shopper_id=shopper_id,
        session_id=interaction.session_id,
        type=interaction.type,
        occurred_at=interaction.occurred_at + moved,
        product_id=products[interaction.product.product_id] if interaction.product else None,
        quantity=interaction.quantity,
        price=interaction.price,
        currency=interaction.product.currency
        if interaction.product and interaction.price is not None
        else None,
        placement=interaction.placement,
        order_id=interaction.order_id,
        query=interaction.query,
        context=interaction.context,
    )
