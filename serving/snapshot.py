"""What one process answers from: the catalog, its search index and the model, all of one moment."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from core import catalog, rulebook
from core.aliases import Names
from core.database import revision, transaction
from core.products import Product, ProductId
from recommender import Encoder, Hybrid, prepared, train
from recommender.intent import NAME as INTENT
from recommender.intent import IntentModel
from recommender.models import LoadedModel, registry
from serving.search import CatalogSearch
from serving.segment_lookup import SegmentLookup, segment_lookup

log = logging.getLogger(__name__)

FEW = 32
"""So many texts are encoded while a snapshot is taken, which is done in a moment; more are left for later."""


@dataclass(frozen=True, slots=True)
class State:
    """What a snapshot was made from; another state asks for another snapshot."""

    catalog: int
    model: str | None
    rules: int = 0


@dataclass(frozen=True, slots=True)
class EncodingProgress:
    """How many products are on sale, and the texts of how many of them wait for the encoder."""

    products: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Never changed, only replaced: a request that began on one ends on it."""

    state: State
    products: dict[ProductId, Product]
    titles: dict[ProductId, str]
    names: Names
    hybrid: Hybrid
    index: CatalogSearch
    model: str | None
    """The version of the model; None before the first training, when only texts speak."""
    waiting: frozenset[ProductId] = frozenset()
    """Products on sale whose texts wait for the encoder (`serving.encoding`): their words speak till then."""
    segment_lookup: SegmentLookup | None = None
    """The segments that were trained with the model; None before the first."""
    intent: IntentModel | None = None
    """What foretells whether a session ends with a purchase; None while too few have."""

    @property
    def progress(self) -> EncodingProgress:
        """How far the encoder has come."""
        return EncodingProgress(len(self.products), len(self.waiting))


def state_of(engine: Engine, models: Path) -> State:
    """What a snapshot taken now would be made from; cheap enough to ask every second."""
    with transaction(engine, writes=False) as session:
        shop_catalog, rules = (revision(session, name) for name in (catalog.CATALOG, rulebook.RULES))
    return State(catalog=shop_catalog, model=registry.current_version(models), rules=rules)


def take(
    engine: Engine, models: Path, *, encoder: Encoder, now: datetime, before: Snapshot | None = None
) -> Snapshot:
    """Read the catalog, the rules and the current model and fit them together.

    Where only products or rules changed since the snapshot `before`, only those are read, and all else is
    taken over from it.
    """
    state = state_of(engine, models)
    renewed = None
    if before is not None and before.state.model == state.model:
        renewed = _renewed(before, state, engine, encoder=encoder)
    return renewed or _whole(state, engine, models, encoder=encoder, now=now)


def _whole(state: State, engine: Engine, models: Path, *, encoder: Encoder, now: datetime) -> Snapshot:
    """Everything anew: at the start of a process, and with another model.

    A model that does not fit today's catalog or the encoder is passed over for the next best.
    """
    with transaction(engine, writes=False) as session:
        products = catalog.products(session)
        rules = rulebook.rules(session)

    waiting: frozenset[ProductId] = frozenset()

    def vectors(used: Sequence[Product]) -> NDArray[np.float32]:
        nonlocal waiting
        rows, waiting = _vectors(engine, used, encoder=encoder)
        return rows

    def brought_up(learned: Hybrid) -> Hybrid:
        used = _of_use(products, learned)
        return learned.changed(used, vectors(used))

    active = [product for product in products if product.active]
    loaded = registry.load_current(models, encoder=encoder.identity, prepare=brought_up)
    hybrid = loaded.hybrid if loaded is not None else train([], active, vectors(active), now=now)
    prepared(hybrid.catalog)
    on_sale = {product.product_id: product for product in active}
    return Snapshot(
        state=state,
        products=on_sale,
        titles={product.product_id: product.title for product in active},
        names=Names.of(on_sale),
        hybrid=hybrid.ruled(rules),
        index=CatalogSearch.of(hybrid.catalog),
        model=loaded.manifest.version if loaded is not None else None,
        waiting=waiting,
        segment_lookup=segment_lookup(loaded, hybrid.catalog),
        intent=_intent(loaded),
    )


def _renewed(before: Snapshot, state: State, engine: Engine, *, encoder: Encoder) -> Snapshot | None:
    """The snapshot before, with what has changed since; None where reading everything anew is less work."""
    with transaction(engine, writes=False) as session:
        changes = _of_use(catalog.changes(session, since=before.state.catalog), before.hybrid)
        rules = rulebook.rules(session)
    if not changes:
        return replace(before, state=state, hybrid=before.hybrid.ruled(rules))
    if before.model is None and len(changes) > len(before.products) // 10:
        return None  # the first products of a shop: nothing was learned that could be kept
    vectors, waiting = _vectors(engine, changes, encoder=encoder)
    hybrid = before.hybrid.changed(changes, vectors)
    shop_catalog = prepared(hybrid.catalog)
    positions = [shop_catalog.columns[product.product_id] for product in changes]
    products = before.products | {product.product_id: product for product in changes}
    for product in changes:
        if not product.active:
            del products[product.product_id]
    return replace(
        before,
        state=state,
        products=products,
        titles={product_id: product.title for product_id, product in products.items()},
        names=before.names.changed(products, changes),
        hybrid=hybrid.ruled(rules),
        index=before.index.changed(shop_catalog, positions),
        waiting=before.waiting - {product.product_id for product in changes} | waiting,
        segment_lookup=None if before.segment_lookup is None else before.segment_lookup.over(shop_catalog),
    )


def _vectors(
    engine: Engine, products: Sequence[Product], *, encoder: Encoder
) -> tuple[NDArray[np.float32], frozenset[ProductId]]:
    """The vectors of the texts (n, d), as far as there are any, and which of those on sale wait for one.

    A few are encoded now: whoever adds a product finds it among those like it at once.
    """
    stored = catalog.stored_vectors(engine, products, encoder=encoder.identity, dimension=encoder.dimension)
    missing = np.flatnonzero(stored.missing).tolist()
    if 0 < len(missing) <= FEW:
        fresh = [products[place] for place in missing]
        stored.rows[missing] = encoder.encode([product.text for product in fresh])
        catalog.store_vectors(engine, fresh, stored.rows[missing], encoder=encoder.identity)
        missing = []
    waiting = (products[place] for place in missing)
    return stored.rows, frozenset(product.product_id for product in waiting if product.active)


def _of_use(products: Sequence[Product], hybrid: Hybrid) -> list[Product]:
    """Those on sale, and those taken out of which the model knows something: they speak for others."""
    known = hybrid.catalog.columns
    return [product for product in products if product.active or product.product_id in known]


def _intent(loaded: LoadedModel | None) -> IntentModel | None:
    """One that this code cannot read is as good as none: nothing else waits for it."""
    if loaded is None or INTENT not in loaded.auxiliary_models:
        return None
    try:
        return IntentModel.from_arrays(loaded.auxiliary_models[INTENT])
    except (KeyError, ValueError) as error:
        log.warning("The model of purchase intent cannot be read: %s", error)
        return None
