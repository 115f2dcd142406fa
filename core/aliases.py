"""Aliases: what a product is called beside its id, such as a SKU, a GTIN or the id of a variant."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import bindparam, delete, insert
from sqlmodel import Session, col, select

from core.database import BATCH, batched, table_of
from core.errors import FieldError, InvalidInput
from core.products import Product, ProductId
from core.tables import ProductAlias, ProductRow

GTIN = 14
"""Digits of the longest GTIN, to which GS1 fills up the shorter ones with leading zeros."""
SHORTEST_GTIN = 8


def canonical(name: str) -> str:
    """What the spellings of a name have in common: of a GTIN its 14 digits, of any other all that is written.

    A number of 8 to 14 digits is taken for a GTIN: spreadsheets and feeds drop and add its leading zeros.
    """
    is_gtin = SHORTEST_GTIN <= len(name) <= GTIN and name.isascii() and name.isdigit()
    return name.zfill(GTIN) if is_gtin else name


def spellings(name: str) -> set[str]:
    """All that have the same canonical form."""
    digits = canonical(name)
    if digits == name and len(name) != GTIN:
        return {name}
    shortest = max(SHORTEST_GTIN, len(digits.lstrip("0")))
    return {digits[-length:] for length in range(shortest, GTIN + 1)}


def distinct(product: Product) -> Product:
    """The product with each alias once, as it was written first, and without its own id among them."""
    once: dict[str, str] = {}
    for alias in product.aliases:
        if alias != product.product_id:
            once.setdefault(canonical(alias), alias)
    return replace(product, aliases=tuple(once.values()))


@dataclass(frozen=True, slots=True)
class Names:
    """What the products of one moment are called, in memory."""

    products: Mapping[ProductId, Product] = field(default_factory=dict)
    aliases: Mapping[str, ProductId] = field(default_factory=dict)
    """By their canonical form."""

    @classmethod
    def of(cls, products: Mapping[ProductId, Product]) -> "Names":
        """The names of these products."""
        return cls(products, _by_alias(products.values()))

    def changed(self, products: Mapping[ProductId, Product], changes: Sequence[Product]) -> "Names":
        """The names after `changes` came; `products` are those that there are then."""
        before = (
            self.products[product.product_id] for product in changes if product.product_id in self.products
        )
        gone, fresh = _by_alias(before), _by_alias(p for p in changes if p.product_id in products)
        if not gone and not fresh:
            return replace(self, products=products)
        kept = {alias: product_id for alias, product_id in self.aliases.items() if alias not in gone}
        return Names(products, kept | fresh)

    def product_id(self, name: str) -> ProductId | None:
        """The product of an id or of an alias."""
        return ProductId(name) if name in self.products else self.aliases.get(canonical(name))

    def known(self, names: Iterable[str]) -> Iterator[ProductId]:
        """The products of these names, without those that are not known."""
        return (product_id for name in names if (product_id := self.product_id(name)) is not None)


def _by_alias(products: Iterable[Product]) -> dict[str, ProductId]:
    return {canonical(alias): product.product_id for product in products for alias in product.aliases}


_IDS = select(ProductRow.product_id).where(col(ProductRow.product_id).in_(bindparam("names", expanding=True)))
_ALIASES = select(ProductAlias.canonical, ProductAlias.product_id).where(
    col(ProductAlias.canonical).in_(bindparam("names", expanding=True))
)


def resolve(session: Session, names: Iterable[str], *, on_sale: Names | None = None) -> dict[str, ProductId]:
    """The products of ids and aliases; a name that the catalog does not know is left out.

    What is `on_sale` need not be looked up.
    """
    wanted, known = set(names), on_sale or Names()
    resolved = {name: product_id for name in wanted if (product_id := known.product_id(name)) is not None}
    unknown = wanted - resolved.keys()
    ids = _ids(session, unknown)
    resolved.update((name, ProductId(name)) for name in ids)
    owners = _owners(session, map(canonical, unknown - ids))
    for name in unknown - ids:
        if (owner := owners.get(canonical(name))) is not None:
            resolved[name] = owner
    return resolved


def _ids(session: Session, names: Iterable[str]) -> set[str]:
    known: set[str] = set()
    for batch in batched(names, BATCH):
        known.update(session.connection().execute(_IDS, {"names": batch}).scalars())
    return known


def _owners(session: Session, names: Iterable[str]) -> dict[str, ProductId]:
    """The product of each canonical form that is stored."""
    owners: dict[str, ProductId] = {}
    for batch in batched(set(names), BATCH):
        rows = session.connection().execute(_ALIASES, {"names": batch})
        owners.update((name, ProductId(product_id)) for name, product_id in rows)
    return owners


def of_products(session: Session, product_ids: Collection[str] | None = None) -> dict[str, tuple[str, ...]]:
    """The aliases of these or of all products that have any, as they were written, in their order."""
    query = select(ProductAlias.product_id, ProductAlias.alias).order_by(col(ProductAlias.position))
    if product_ids is not None and len(product_ids) <= BATCH:
        query = query.where(col(ProductAlias.product_id).in_(product_ids))
    own: dict[str, list[str]] = defaultdict(list)
    for product_id, alias in session.exec(query):
        own[product_id].append(alias)
    return {product_id: tuple(written) for product_id, written in own.items()}


def store(
    session: Session, products: Mapping[ProductId, Product], *, fields: Mapping[ProductId, str]
) -> None:
    """Put the aliases of stored products in place of those that they had.

    InvalidInput names each product that claims a name of another's, after `fields`. Whoever calls holds the
    catalog's revision: nobody else takes a name meanwhile.
    """
    told = list(products.values())
    errors = tuple(
        FieldError(fields[told[place].product_id] + clash.field, clash.message)
        for place, clash in refused(session, told).items()
    )
    if errors:
        raise InvalidInput("A name can be one product's only; nothing was stored.", errors=errors)
    table = table_of(ProductAlias)
    for batch in batched(products, BATCH):
        session.execute(delete(table).where(table.c.product_id.in_(batch)))
    rows = [
        {
            "canonical": canonical(alias),
            "alias": alias,
            "product_id": product.product_id,
            "position": position,
        }
        for product in told
        for position, alias in enumerate(product.aliases)
    ]
    for part in batched(rows, BATCH):
        session.execute(insert(table), part)


def refused(session: Session, products: Sequence[Product]) -> dict[int, FieldError]:
    """Which of the products, by their place, cannot be stored for a name that is another's, and why.

    They are taken as they come: of two that claim one name the second is refused. A name that a product gives
    up here is free for the others.
    """
    aliases = {alias for product in products for alias in product.aliases}
    ids = _ids(session, {spelling for alias in aliases for spelling in spellings(alias)})
    claimed = [*aliases, *(product.product_id for product in products)]
    owners = _owners(session, map(canonical, claimed))
    refusals: dict[int, FieldError] = {}
    while True:  # one that is refused gives nothing up, for which another may have to be refused, too
        accepted = {place: product for place, product in enumerate(products) if place not in refusals}
        fresh = dict(_clashes(accepted, owners, ids))
        if not fresh:
            return refusals
        refusals |= fresh


def _clashes(
    products: Mapping[int, Product], owners: Mapping[str, ProductId], ids: Collection[str]
) -> Iterator[tuple[int, FieldError]]:
    told = {product.product_id: _by_alias([product]) for product in products.values()}
    claims = {name: owner for name, owner in owners.items() if name in told.get(owner, {name: owner})}
    names = {*ids, *told}
    for place, product in products.items():
        if (clash := _clash(product, claims, names)) is None:
            claims |= told[product.product_id]
            continue
        yield place, clash
        if product.product_id not in ids:
            names.discard(product.product_id)


def _clash(product: Product, claims: Mapping[str, ProductId], ids: Collection[str]) -> FieldError | None:
    own = product.product_id
    if (owner := claims.get(canonical(own), own)) != own:
        return FieldError("product_id", f"{own!r} is an alias of product {owner!r}; take it out there first.")
    for position, alias in enumerate(product.aliases):
        if (holder := claims.get(canonical(alias))) == own:
            continue  # it has it already: whoever comes with such an id is refused
        named = next((name for name in spellings(alias) if name in ids and name != own), None)
        other = named or holder
        if other is not None:
            is_what = "is the id" if named else "is an alias"
            return FieldError(
                f"aliases[{position}]",
                f"{alias!r} {is_what} of product {other!r} and cannot name {own!r}, too; take it off one.",
            )
    return None
