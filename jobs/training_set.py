"""What a training reads: the catalog with its vectors and the history, all of one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core import catalog
from core.database import transaction
from core.errors import Conflict
from core.interactions import Interaction
from core.products import Product
from core.steps import step
from feedback import events
from feedback.profiles import TrainingData, training_data
from feedback.profiles.acquisition import arrivals
from jobs.context import JobContext
from recommender import Catalog


@dataclass(frozen=True)
class TrainingSet:
    """Everything that a model is trained on, read at one moment; `vectors` (P, d) are those of `products`."""

    products: Sequence[Product]
    vectors: NDArray[np.float32]
    data: TrainingData
    came: Mapping[str, str] = field(default_factory=dict)
    """The country of each shopper whose events tell it."""

    @cached_property
    def catalog(self) -> Catalog:
        """The products as columns, the same for all that is trained: what it has read once it knows."""
        return Catalog.of(self.products, self.vectors)

    @property
    def interactions(self) -> Sequence[Interaction]:
        """The history, oldest first."""
        return self.data.interactions

    @property
    def window(self) -> tuple[str, str]:
        """The first and the last interaction, as ISO times; empty where there is none."""
        return (
            (self.interactions[0].at.isoformat(), self.interactions[-1].at.isoformat())
            if self.interactions
            else ("", "")
        )


def learn(context: JobContext) -> TrainingSet:
    """The catalog with its vectors, and the history; Conflict where there is no catalog."""
    with transaction(context.engine) as session:
        events.rename(session)
    with step("Read the catalog and the history"), transaction(context.engine, writes=False) as session:
        products = catalog.products(session)
        if not products:
            raise Conflict("There are no products to learn about. Import some: `rapport import --help`.")
        data = training_data(session, products)
        came = {
            shopper_id: arrival.context.get("country", "")
            for shopper_id, arrival in arrivals(session).items()
        }
    encoder = context.encoder
    with step("Encoded the texts that waited"):
        vectors = catalog.vectors(context.engine, products, encoder=encoder.identity, encode=encoder.encode)
    return TrainingSet(products=products, vectors=vectors, data=data, came=came)


def counts(training_set: TrainingSet) -> dict[str, int]:
    """How much there was to learn from."""
    return {
        "products": len(training_set.products),
        "shoppers": len({interaction.shopper_id for interaction in training_set.interactions}),
        "interactions": len(training_set.interactions),
        "labels": training_set.data.labels,
        "signals": training_set.data.signals,
    }


def split(training_set: TrainingSet, since: datetime) -> tuple[Sequence[Interaction], Sequence[Interaction]]:
    """What happened before a moment, and from then on."""
    place = next(
        (number for number, interaction in enumerate(training_set.interactions) if interaction.at >= since),
        len(training_set.interactions),
    )
    return training_set.interactions[:place], training_set.interactions[place:]
