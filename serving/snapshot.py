"""What one process answers from: the catalogue, its search index and the model, all of one moment."""

import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from core import catalog
from core.database import revision, transaction
from core.products import Product, ProductId
from recommender import registry
from recommender.embeddings import Encoder
from recommender.hybrid import Hybrid
from recommender.search import SearchIndex
from recommender.training import train

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class State:
    """What a snapshot was made from; another state asks for another snapshot."""

    catalogue: int
    model: str | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Never changed, only replaced: a request that began on one ends on it."""

    state: State
    products: dict[ProductId, Product]
    titles: dict[ProductId, str]
    hybrid: Hybrid
    index: SearchIndex
    model: str | None
    """The version of the model; None before the first training, when only texts speak."""


def state_of(engine: Engine, models: Path) -> State:
    """What a snapshot taken now would be made from; cheap enough to ask every second."""
    with transaction(engine, writes=False) as session:
        catalogue = revision(session, catalog.CATALOGUE)
    return State(catalogue=catalogue, model=registry.current_version(models))


def take(engine: Engine, models: Path, *, encoder: Encoder, now: datetime) -> Snapshot:
    """Read the catalogue and the current model and fit them together."""
    state = state_of(engine, models)
    with transaction(engine, writes=False) as session:
        products = [product for product in catalog.products(session) if product.active]
    vectors = catalog.vectors(engine, products, encoder=encoder.identity, encode=encoder.encode)
    loaded = registry.load_current(models)
    usable = loaded is not None and loaded.manifest.encoder == encoder.identity
    if loaded is not None and not usable:
        log.warning("The current model was trained with another encoder; run `rapport train`.")
    if loaded is not None and usable:
        hybrid = loaded.hybrid.aligned(products, vectors)
    else:
        hybrid = train([], products, vectors, now=now)
    return Snapshot(
        state=state,
        products={product.product_id: product for product in products},
        titles={product.product_id: product.title for product in products},
        hybrid=hybrid,
        index=SearchIndex(products, vectors),
        model=loaded.manifest.version if loaded is not None and usable else None,
    )
