"""The catalog: stored, read as values, and its texts' vectors, computed once per text."""

import hashlib
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Engine, delete, update
from sqlmodel import Session, col, func, select

from core import aliases
from core.database import BATCH, batched, insert_new, raise_revision, table_of, transaction
from core.errors import FieldError, InvalidInput, NotFound
from core.products import Product, ProductId
from core.tables import ProductRow, ProductVector

log = logging.getLogger(__name__)

CATALOG = "catalog"
"""The name of the catalog's revision."""

Fields = Mapping[str, Any]
"""Some fields of a product by their names."""
Encode = Callable[[Sequence[str]], NDArray[np.float32]]
TOGETHER = 256
"""Texts that are encoded and stored at a time where nobody is served meanwhile."""


def upsert(
    session: Session, products: Sequence[Product], *, now: datetime, field: str = "products[{}]."
) -> int:
    """Store new products and change known ones; returns how many differ from what was stored.

    InvalidInput names each that claims a name of another's, with the number of the product in `field`.
    """
    changed, revision = 0, 0
    renamed: dict[ProductId, Product] = {}
    for batch in batched(products, BATCH):
        ids = [product.product_id for product in batch]
        rows = session.exec(select(ProductRow).where(col(ProductRow.product_id).in_(ids))).all()
        known = {row.product_id: row for row in rows}
        stored = {product.product_id: product for product in _values(session, rows)}
        newest = {product.product_id: aliases.distinct(product) for product in batch}
        different = {
            product_id: product for product_id, product in newest.items() if product != stored.get(product_id)
        }
        if different and not revision:
            revision = raise_revision(session, CATALOG)
        for product in different.values():
            fresh = {**_fields(product), "updated_at": now, "revision": revision}
            row = known.get(product.product_id)
            session.add(row.sqlmodel_update(fresh) if row else ProductRow.model_validate(fresh))
            if row is None or product.aliases != stored[product.product_id].aliases:
                renamed[product.product_id] = product
        changed += len(different)
        session.flush()
    places = {product.product_id: field.format(place) for place, product in enumerate(products)}
    aliases.store(session, renamed, fields=places)
    return changed


def change(session: Session, changes: Sequence[tuple[ProductId, Fields]], *, now: datetime) -> int:
    """Set some fields of stored products, in this order; returns how many products differ then.

    InvalidInput names each that is not in the catalog, and nothing is changed.
    """
    products = stored(session, [product_id for product_id, _ in changes])
    errors = tuple(
        FieldError(
            f"products[{index}].product_id", f"{product_id!r} is not in the catalog; add the product first."
        )
        for index, (product_id, _) in enumerate(changes)
        if product_id not in products
    )
    if errors:
        raise InvalidInput("Some products are not in the catalog; nothing was changed.", errors=errors)
    for product_id, fresh in changes:
        products[product_id] = replace(products[product_id], **fresh)
    return upsert(session, [products[product_id] for product_id, _ in changes], now=now)


def stored(session: Session, product_ids: Sequence[ProductId]) -> dict[ProductId, Product]:
    """Those of the products that are in the catalog."""
    products: dict[ProductId, Product] = {}
    for batch in batched(product_ids, BATCH):
        rows = session.exec(select(ProductRow).where(col(ProductRow.product_id).in_(batch))).all()
        products.update((product.product_id, product) for product in _values(session, rows))
    return products


def _fields(product: Product) -> dict[str, object]:
    """The columns of its row; aliases have rows of their own."""
    values = {field.name: getattr(product, field.name) for field in fields(product)}
    del values["aliases"]
    return {**values, "attributes": dict(product.attributes)}


def _values(session: Session, rows: Sequence[ProductRow]) -> list[Product]:
    """The plain values of stored products."""
    own = aliases.of_products(session, [row.product_id for row in rows])
    return [_value(row, own.get(row.product_id, ())) for row in rows]


def _value(row: ProductRow, own: Sequence[str]) -> Product:
    return Product(
        product_id=ProductId(row.product_id),
        title=row.title,
        description=row.description,
        category=row.category,
        brand=row.brand,
        price=row.price,
        currency=row.currency,
        stock=row.stock,
        url=row.url,
        image_url=row.image_url,
        attributes=row.attributes,
        active=row.active,
        cost=row.cost,
        aliases=own,
    )


def product(session: Session, product_id: str) -> Product:
    """One product; NotFound where there is none."""
    return _values(session, [_row(session, product_id)])[0]


def named(session: Session, name: str) -> Product:
    """The product of an id or of an alias; NotFound where there is none."""
    return product(session, aliases.resolve(session, [name]).get(name, name))


def _row(session: Session, product_id: str) -> ProductRow:
    row = session.get(ProductRow, product_id)
    if row is None:
        owner = aliases.resolve(session, [product_id]).get(product_id)
        hint = f"; it is an alias of {owner!r}, which is changed by its id" if owner else ""
        raise NotFound(f"No product has the id {product_id!r}{hint}.", field="product_id")
    return row


def products(session: Session, *, changed_since: datetime | None = None) -> list[Product]:
    """The catalog in the order of its ids, or only what changed at or after a moment."""
    query = select(ProductRow).order_by(col(ProductRow.product_id))
    if changed_since is not None:
        query = query.where(ProductRow.updated_at >= changed_since)
    own = aliases.of_products(session)
    return [_value(row, own.get(row.product_id, ())) for row in session.exec(query)]


def changes(session: Session, *, since: int) -> list[Product]:
    """What changed after the catalog's revision was `since`, taken out or not, in the order of the ids.

    Whoever changes products raises the revision first and holds it until the commit: nothing that is
    committed later carries an earlier one.
    """
    query = select(ProductRow).where(ProductRow.revision > since).order_by(col(ProductRow.product_id))
    return _values(session, session.exec(query).all())


def page(session: Session, *, category: str | None, limit: int, offset: int) -> tuple[list[Product], int]:
    """A page of the active products of a category and those below it, and how many there are in all."""
    conditions: list[ColumnElement[bool]] = [col(ProductRow.active).is_(True)]
    if category:
        below = col(ProductRow.category).startswith(category + " > ", autoescape=True)
        conditions.append((col(ProductRow.category) == category) | below)
    rows = session.exec(
        select(ProductRow).where(*conditions).order_by(col(ProductRow.product_id)).limit(limit).offset(offset)
    ).all()
    total = session.exec(select(func.count()).select_from(ProductRow).where(*conditions)).one()
    return _values(session, rows), total


def deactivate(session: Session, product_id: str, *, now: datetime) -> None:
    """Take a product out of every answer; its history stays for training."""
    row = _row(session, product_id)
    revision = raise_revision(session, CATALOG)
    session.add(row.sqlmodel_update({"active": False, "updated_at": now, "revision": revision}))
    session.flush()


@dataclass(frozen=True, slots=True)
class Vectors:
    """What is stored of the vectors of some products' texts."""

    rows: NDArray[np.float32]
    """(n, d): that of the text before, where a text has changed; zeros where there is none yet."""
    missing: NDArray[np.bool_]
    """(n,): the text is new or changed and waits for the encoder."""


def vectors(
    engine: Engine, shop_catalog: Sequence[Product], *, encoder: str, encode: Encode
) -> NDArray[np.float32]:
    """The vectors of the products' texts, (n, d) float32; only texts that are new or changed are encoded.

    Encoding happens outside of any transaction, and each batch is stored by itself: a long run holds nobody
    up and goes on where it was interrupted.
    """
    if not shop_catalog:
        return encode([])  # as wide as any other, so that what is asked can be compared with it
    stored = stored_vectors(engine, shop_catalog, encoder=encoder, dimension=encode([]).shape[1])
    rows, missing = stored.rows, np.flatnonzero(stored.missing).tolist()
    for number, batch in enumerate(batched(missing, TOGETHER)):
        texts = [shop_catalog[index] for index in batch]
        rows[batch] = encode([product.text for product in texts])
        store_vectors(engine, texts, rows[batch], encoder=encoder)
        if len(missing) > TOGETHER:
            log.info("Encoded %d of %d texts.", number * TOGETHER + len(batch), len(missing))
    return rows


def stored_vectors(
    engine: Engine, shop_catalog: Sequence[Product], *, encoder: str, dimension: int
) -> Vectors:
    """What there is of the products' vectors, each `dimension` wide; nothing is encoded."""
    with transaction(engine, writes=False) as session:
        stored = _stored_vectors(session, encoder, [product.product_id for product in shop_catalog])
    nothing = bytes(4 * dimension)
    known = [stored.get(product.product_id, ("", nothing)) for product in shop_catalog]
    rows = np.frombuffer(b"".join(vector for _, vector in known), dtype="<f4").astype(np.float32)
    missing = [
        text_hash != _hashed(product) for (text_hash, _), product in zip(known, shop_catalog, strict=True)
    ]
    return Vectors(rows.reshape(len(known), dimension), np.array(missing, dtype=bool))


def store_vectors(
    engine: Engine, shop_catalog: Sequence[Product], rows: NDArray[np.float32], *, encoder: str
) -> None:
    """Keep the vectors (n, d) of the products' texts."""
    fresh: dict[str, tuple[str, bytes]] = {
        product.product_id: (_hashed(product), row.tobytes())
        for product, row in zip(shop_catalog, rows.astype("<f4"), strict=True)
    }
    with transaction(engine) as session:
        _store_vectors(session, encoder, fresh)


def announce(session: Session, product_ids: Sequence[ProductId]) -> None:
    """Let all who keep a copy of the catalog read these products anew: their vectors have come."""
    revision = raise_revision(session, CATALOG)
    table = table_of(ProductRow)
    for batch in batched(product_ids, BATCH):
        session.execute(update(table).where(table.c.product_id.in_(batch)).values(revision=revision))


def revisions(session: Session, product_ids: Collection[ProductId]) -> dict[ProductId, int]:
    """The catalog's revision when each of these products was last changed."""
    query = select(ProductRow.product_id, ProductRow.revision)
    if len(product_ids) <= BATCH:
        query = query.where(col(ProductRow.product_id).in_(product_ids))
    wanted = set(product_ids)
    rows = ((ProductId(product_id), revision) for product_id, revision in session.exec(query))
    return {product_id: revision for product_id, revision in rows if product_id in wanted}


def _hashed(product: Product) -> str:
    return hashlib.sha256(product.text.encode()).hexdigest()


def _stored_vectors(
    session: Session, encoder: str, product_ids: Sequence[ProductId]
) -> dict[str, tuple[str, bytes]]:
    query = select(ProductVector.product_id, ProductVector.text_hash, ProductVector.vector).where(
        ProductVector.encoder == encoder
    )
    if len(product_ids) <= BATCH:  # a few that changed, not the whole catalog
        query = query.where(col(ProductVector.product_id).in_(product_ids))
    return {product_id: (text_hash, vector) for product_id, text_hash, vector in session.exec(query)}


def _store_vectors(session: Session, encoder: str, fresh: dict[str, tuple[str, bytes]]) -> None:
    table = table_of(ProductVector)
    session.execute(delete(table).where(table.c.encoder == encoder, table.c.product_id.in_(fresh)))
    rows = [
        {"product_id": product_id, "encoder": encoder, "text_hash": text_hash, "vector": vector}
        for product_id, (text_hash, vector) in fresh.items()
    ]
    insert_new(session, ProductVector, rows)
