"""What shoppers did: recorded as it arrives, read back as it is needed."""

from feedback.events.cart import FOLLOW, MOVEMENTS, Cart, CartLine, Movement, replay
from feedback.events.history import last_of_type, orders_reported, purge
from feedback.events.recording import CLOCK_SKEW, WITH_PRODUCT, NewEvent, Recorded, record, store

__all__ = [
    "CLOCK_SKEW",
    "FOLLOW",
    "MOVEMENTS",
    "WITH_PRODUCT",
    "Cart",
    "CartLine",
    "Movement",
    "NewEvent",
    "Recorded",
    "last_of_type",
    "orders_reported",
    "purge",
    "record",
    "replay",
    "store",
]
