"""The one who encodes new texts beside all requests: what is looked at and what is new first, few at a time.

Each batch is stored as it is made, so a process that ends in the middle costs nothing but that batch.
"""

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta

from core import catalog
from core.clock import Clock
from core.database import batched, transaction
from core.products import Product, ProductId
from feedback.events import views
from recommender import Encoder, RememberingEncoder
from serving.answers import Answers
from serving.snapshot import Snapshot

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
"""How soon texts that wait are noticed."""
BATCH = 8
"""Texts at a time: a tenth of a second of one core."""
REST = 0.25
"""After a batch so many times as long as it took: who asks meanwhile finds a core free now and then."""
ROUND = 1000
"""So many products at least are told of together: to fit them in costs as much as to fit in one."""
ROUNDS = 16
"""And a sixteenth of all that wait."""
LONGEST = 60.0
"""Seconds after which a round ends all the same, where others keep the processor busy."""
LATELY = timedelta(hours=1)


def keep_encoded(
    answers: Answers, clock: Clock, stop: threading.Event, *, every: float = LOOK_SECONDS, rest: float = REST
) -> None:
    """Encode the texts that wait, until `stop` is set."""
    backlog = Backlog(answers, clock, stop, rest=rest)
    while not stop.wait(every):
        try:
            backlog.work_off()
        except Exception as error:  # whatever it meets, words answer and the next look may go well
            log.warning("Texts could not be encoded (%s); trying again.", type(error).__name__)


class Backlog:
    """What one process has encoded, or has found that others have."""

    def __init__(
        self,
        answers: Answers,
        clock: Clock,
        stop: threading.Event,
        *,
        rest: float = REST,
        longest: float = LONGEST,
    ) -> None:
        self._answers, self._clock, self._stop = answers, clock, stop
        self._rest, self._longest = rest, longest
        encoder = answers.encoder
        # Texts of products are not asked for again: what shoppers said must not be forgotten for them.
        self._encoder: Encoder = encoder.behind if isinstance(encoder, RememberingEncoder) else encoder
        self._done: dict[ProductId, str] = {}

    def work_off(self) -> int:
        """Encode one round of what waits and tell all processes of it; returns how many texts are done."""
        if self._answers.progress is None:
            return 0  # the catalog is being read for the first time
        snapshot = self._answers.snapshot
        waiting = self._left(snapshot)
        if not waiting:
            return 0
        started, done = time.monotonic(), list[ProductId]()
        for batch in batched(self._in_order(snapshot, waiting)[: max(ROUND, len(waiting) // ROUNDS)], BATCH):
            if self._stop.is_set():
                break
            begun = time.monotonic()
            self._encode([snapshot.products[product_id] for product_id in batch])
            done += batch
            self._stop.wait(self._rest * (time.monotonic() - begun))
            if time.monotonic() - started > self._longest:
                break
        with transaction(self._answers.engine) as session:
            catalog.announce(session, done)
        self._done |= {product_id: waiting[product_id] for product_id in done}
        log.info(
            "Encoded %d texts in %.0f s; %d of %d products wait.",
            len(done),
            time.monotonic() - started,
            len(waiting) - len(done),
            len(snapshot.products),
        )
        return len(done)

    def _left(self, snapshot: Snapshot) -> dict[ProductId, str]:
        """The texts that wait, but for those that are done and only not fitted in yet."""
        texts = {product_id: snapshot.products[product_id].text for product_id in snapshot.waiting}
        self._done = {name: text for name, text in self._done.items() if texts.get(name) == text}
        return {name: text for name, text in texts.items() if name not in self._done}

    def _in_order(self, snapshot: Snapshot, waiting: Mapping[ProductId, str]) -> list[ProductId]:
        """What was looked at lately, then what the model does not know, the newest first, then all else."""
        with transaction(self._answers.engine, writes=False) as session:
            looks = views(session, since=self._clock.now() - LATELY)
            revisions = catalog.revisions(session, waiting.keys())
        columns, seen = snapshot.hybrid.catalog.columns, snapshot.hybrid.policy_state.seen
        known = {
            name: float(seen[columns[name]]) if seen is not None and columns[name] < len(seen) else 0.0
            for name in waiting
        }

        def urgency(name: ProductId) -> tuple[int, bool, float, int]:
            return looks.get(name, 0), not known[name], known[name], revisions.get(name, 0)

        return sorted(sorted(waiting), key=urgency, reverse=True)

    def _encode(self, products: Sequence[Product]) -> None:
        """Those of the products that nobody has encoded meanwhile, such as another process or a training."""
        engine, encoder = self._answers.engine, self._encoder
        stored = catalog.stored_vectors(
            engine, products, encoder=encoder.identity, dimension=encoder.dimension
        )
        fresh = [product for product, missing in zip(products, stored.missing, strict=True) if missing]
        if fresh:
            rows = encoder.encode([product.text for product in fresh])
            catalog.store_vectors(engine, fresh, rows, encoder=encoder.identity)
