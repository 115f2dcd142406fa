"""Asks the addresses that storefronts typed, once each, whether they are their readers'."""

from jobs.context import JobContext
from jobs.running import Counts
from recovery.confirmation import Asking, compose_due, forget_old
from recovery.delivery import send_due
from recovery.tables import EmailState


def confirm_addresses(context: JobContext) -> Counts:
    """Compose the questions that are due and send all that are composed."""
    settings, keys, clock = context.settings, context.keys, context.clock
    forgotten = forget_old(context.engine, settings, context.mailer, now=clock.now())
    composed = compose_due(context.engine, settings, keys, now=clock.now())
    asking = Asking(
        settings=settings, keys=keys, mailer=context.mailer, clock=clock, stopping=context.stopping
    )
    sent = send_due(context.engine, asking)
    states = {EmailState.COMPOSED: "waiting"}
    ends = {states.get(state, state.value): count for state, count in sent.items()}
    return {"forgotten": forgotten, **composed, **ends}
