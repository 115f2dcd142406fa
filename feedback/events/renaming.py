"""Lines of orders that named what the catalog did not know, once it does: a SKU that has become an alias."""

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from core.aliases import resolve
from core.database import BATCH, batched, table_of
from core.tables import ProductRow
from feedback.events.purchases import OF_ORDERS
from feedback.tables import Event


def rename(session: Session) -> int:
    """Let the lines of orders name products by their ids; returns how many did not before.

    Only in an order may a name be unknown: other events with such a one are not stored.
    """
    event, product = table_of(Event), table_of(ProductRow)
    unknown = (
        select(event.c.event_id, event.c.product_id)
        .outerjoin(product, product.c.product_id == event.c.product_id)
        .where(
            event.c.type.in_([kind.value for kind in OF_ORDERS]),
            event.c.product_id.is_not(None),
            product.c.product_id.is_(None),
        )
    )
    rows = session.execute(unknown).all()
    products = resolve(session, {row.product_id for row in rows})
    renamed = [
        {"known_as": row.event_id, "named": products[row.product_id]}
        for row in rows
        if row.product_id in products
    ]
    statement = update(event).where(event.c.event_id == bindparam("known_as"))
    for batch in batched(renamed, BATCH):
        session.connection().execute(statement.values(product_id=bindparam("named")), batch)
    return len(renamed)
