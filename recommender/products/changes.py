"""A catalog after some of its products changed: what did not change is taken over, not read again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from core.products import Product
from recommender.products.alignment import Alignment
from recommender.products.catalog import Catalog
from recommender.products.cold_start import neighbours
from recommender.products.departments import Departments
from recommender.products.traits import Traits
from recommender.products.variants import GROUP, groups, key
from search import Postings

Value = TypeVar("Value")
Updated = Mapping[int, Product]
"""The changed products by their position in the catalog."""


def prepared(catalog: Catalog) -> Catalog:
    """The catalog itself, with everything read that is otherwise read when a request first asks for it."""
    for name in ("product_ids", *_TAKEN_OVER):
        getattr(catalog, name)
    return catalog


def changed(catalog: Catalog, products: Sequence[Product], embeddings: NDArray[np.float32]) -> Catalog:
    """The catalog with `products` (n) and their embeddings (n, d) in place of those of the same ids.

    A product that it does not have is added at the end, so that every other keeps its position; one that is
    no longer active stays where it is, not listed. `catalog` itself stays as it was.
    """
    if not len(catalog):  # nor does it know how wide an embedding is
        return Catalog.of(products, embeddings)
    places = _places(catalog, products)
    updated = dict(zip(places, products, strict=True))
    size = max([len(catalog), *(place + 1 for place in places)])
    after = replace(
        catalog,
        products=_items(catalog.products, updated, size),
        columns={**catalog.columns, **{product.product_id: at for at, product in updated.items()}},
        embeddings=_vectors(catalog.embeddings, dict(zip(places, embeddings, strict=True)), size),
        prices=_rows(catalog.prices, {at: float(product.price) for at, product in updated.items()}, size),
        available=_rows(catalog.available, {at: product.available for at, product in updated.items()}, size),
        listed=_rows(catalog.listed, {at: product.active for at, product in updated.items()}, size),
    )
    for name, brought in _TAKEN_OVER.items():
        if name in vars(catalog):  # read already, by whoever asked for it
            vars(after)[name] = brought(catalog, after, updated)
    return after


def alignment(before: Catalog, after: Catalog, products: Sequence[Product]) -> Alignment:
    """How what was learned over `before` comes to `after`, the catalog that `products` changed.

    A newcomer is aligned anew whenever its text changes: then it takes after others.
    """
    size = len(before)
    if before.embeddings is after.embeddings:
        return Alignment(np.arange(size), size)
    touched = np.array([after.columns[product.product_id] for product in products], dtype=np.int64)
    new = np.sort(touched[touched >= after.learned])
    old = np.where(np.arange(len(after)) < size, np.arange(len(after)), -1)
    old[new] = -1
    return Alignment(old, size, neighbours(after, new))


def _places(catalog: Catalog, products: Sequence[Product]) -> list[int]:
    """The position of each product; those that are new come after all others, in their order."""
    ids = [product.product_id for product in products]
    if len(set(ids)) != len(ids):
        raise ValueError("the same product_id appears twice among the changes")
    new = [product_id for product_id in ids if product_id not in catalog.columns]
    added = {product_id: len(catalog) + number for number, product_id in enumerate(new)}
    return [added[product_id] if product_id in added else catalog.columns[product_id] for product_id in ids]


def _items(before: Sequence[Value], updated: Mapping[int, Value], size: int) -> tuple[Value, ...]:
    kept = list(before)
    for at in sorted(updated):  # those from len(before) to `size` are all among them
        kept[at : at + 1] = [updated[at]]
    if len(kept) != size:
        raise ValueError(f"{len(kept)} products where {size} should be")
    return tuple(kept)


def _rows(before: NDArray[Any], updated: Mapping[int, Any], size: int) -> NDArray[Any]:
    rows = np.empty((size, *before.shape[1:]), dtype=before.dtype)
    rows[: len(before)] = before
    for at, value in updated.items():
        rows[at] = value
    return rows


def _vectors(
    before: NDArray[np.float32], updated: Mapping[int, NDArray[np.float32]], size: int
) -> NDArray[np.float32]:
    """The very same array where no text changed: that is how others see that they need not compare."""
    same = size == len(before) and all(np.array_equal(before[at], own) for at, own in updated.items())
    return before if same else _rows(before, updated, size)


def _postings(before: Catalog, _: Catalog, updated: Updated) -> Postings[tuple[str, str]]:
    old = {at: before.products[at] for at in updated if at < len(before)}
    new = {at: product for at, product in updated.items() if not _same(old.get(at), product)}
    return before.postings.changed(
        {at: Traits.of(product).counts() for at, product in old.items() if at in new},
        {at: Traits.of(product).counts() for at, product in new.items()},
    )


def _word_norms(before: Catalog, after: Catalog, updated: Updated) -> NDArray[np.float64]:
    """Of the changed products; how rare a word is changes too little to count the others anew."""
    words = {at: Traits.of(product).anywhere for at, product in updated.items()}
    having = {word: len(after.postings.positions(("", word))) for own in words.values() for word in own}
    rarity = {word: after.rarity(count) for word, count in having.items()}
    norms = {at: sum(rarity[word] ** 2 for word in own) ** 0.5 for at, own in words.items()}
    return _rows(before.word_norms, norms, len(after))


def _same(old: Product | None, new: Product) -> bool:
    """Whether a change leaves a product's words as they were: most changes are of price or stock."""
    names = ("title", "category", "brand", "attributes")
    return old is not None and all(getattr(old, name) == getattr(new, name) for name in names)


def _variant_keys(before: Catalog, after: Catalog, updated: Updated) -> tuple[str, ...]:
    own = {at: key(product) for at, product in updated.items()}
    return _items(before.variant_keys, own, len(after))


def _variants(before: Catalog, after: Catalog, updated: Updated) -> NDArray[np.int64]:
    """Of the changed products; of all where the shop groups them itself, since one may name another's id."""
    keys, numbers = after.variant_keys, before.variant_numbers
    if keys == before.variant_keys:
        return before.variants
    if any(variant_key.startswith(GROUP) for variant_key in (*numbers, *(keys[at] for at in updated))):
        return groups(after.product_ids, keys)
    free = int(before.variants.max(initial=-1)) + 1
    fresh: dict[str, int] = {}
    changed_numbers: dict[int, int] = {}
    for at in updated:
        changed_numbers[at] = numbers.get(keys[at], fresh.get(keys[at], free)) if keys[at] else free
        free += changed_numbers[at] == free
        fresh[keys[at]] = changed_numbers[at]
    vars(after)["variant_numbers"] = {**fresh, **numbers}
    return _rows(before.variants, changed_numbers, len(after))


def _encoded(before: Catalog, after: Catalog, updated: Updated) -> NDArray[np.bool_]:
    return _rows(before.encoded, {at: after.embeddings[at].any() for at in updated}, len(after))


def _centre(before: Catalog, after: Catalog, updated: Updated) -> NDArray[np.float32]:
    old = [at for at in updated if at < len(before)]
    total = before.centre.astype(np.float64) * before.encoded.sum()
    total += after.embeddings[list(updated)].sum(axis=0) - before.embeddings[old].sum(axis=0)
    return np.asarray(total / max(after.encoded.sum(), 1), dtype=np.float32)


def _departments(before: Catalog, after: Catalog, updated: Updated) -> Departments:
    return before.departments.changed({at: product.category for at, product in updated.items()}, len(after))


def _cheapness(before: Catalog, after: Catalog, updated: Updated) -> NDArray[np.float32]:
    """Computed anew for the categories that a changed product stands in or stood in."""
    old = [at for at in updated if at < len(before)]
    touched = {*before.departments.codes[old].tolist(), *after.departments.codes[list(updated)].tolist()}
    known = _rows(before.cheapness, dict.fromkeys(range(len(before), len(after)), 0.0), len(after))
    return after.departments.cheapness(after.prices, known, sorted(touched))


_TAKEN_OVER: Mapping[str, Callable[[Catalog, Catalog, Updated], Any]] = {
    "postings": _postings,
    "word_norms": _word_norms,
    "variant_keys": _variant_keys,
    "variants": _variants,
    "encoded": _encoded,
    "centre": _centre,
    "departments": _departments,
    "cheapness": _cheapness,
}
"""What a catalog reads of its products when first asked for, and how each is brought up to date."""
