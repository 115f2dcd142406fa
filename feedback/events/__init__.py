"""What shoppers did: recorded as it arrives, read back as it is needed."""

from feedback.events.cart import FOLLOW, MOVEMENTS, Cart, CartLine, Movement, replay
from feedback.events.conduct import judge, judge_all
from feedback.events.history import last_of_type, orders_reported, purge, views
from feedback.events.purchases import OF_ORDERS
from feedback.events.recording import WITH_PRODUCT, NewEvent, Recorded, record, store
from feedback.events.renaming import rename
from feedback.events.server_orders import NO_SESSION, OrderLine, ServerOrder, is_in_step, keep_in_step

__all__ = [
    "FOLLOW",
    "MOVEMENTS",
    "NO_SESSION",
    "OF_ORDERS",
    "WITH_PRODUCT",
    "Cart",
    "CartLine",
    "Movement",
    "NewEvent",
    "OrderLine",
    "Recorded",
    "ServerOrder",
    "is_in_step",
    "judge",
    "judge_all",
    "keep_in_step",
    "last_of_type",
    "orders_reported",
    "purge",
    "record",
    "rename",
    "replay",
    "store",
    "views",
]
