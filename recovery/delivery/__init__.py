"""Delivery: emails on their way, each sent once, to a mail server or into a folder."""

from recovery.delivery.dispatch import Dispatch, send_due
from recovery.delivery.faults import Deferred
from recovery.delivery.mailer import Mailer, Outbox, mailer_for

__all__ = ["Deferred", "Dispatch", "Mailer", "Outbox", "mailer_for", "send_due"]
