"""The catalog: products read by storefronts, written by the shop's server."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path, Query, status
from pydantic import BaseModel, ConfigDict, Field

from api.http.dependencies import CategoryParameter, LanguageOf, Now, RoleOf, Server, ServicesOf
from api.http.product_fields import (
    NAMED_JACKET,
    CatalogProductBody,
    NamedProductChange,
    NamedProductInput,
    ProductChange,
    ProductInput,
)
from api.http.schemas import Body, Identifier, ProductList
from api.http.statuses import raises
from api.http.work import SessionOf, WorkRoute
from core import catalog
from core.aliases import distinct
from core.columns import LARGEST_INTEGER
from core.errors import NotFound
from core.products import ProductId

router = APIRouter(prefix="/v1/products", tags=["catalog"], route_class=WorkRoute)

ProductPath = Annotated[Identifier, Path(description="The shop's own id.", examples=["rain-jacket"])]


class ProductPage(BaseModel):
    """One page of the active products, and how many there are in all."""

    products: list[CatalogProductBody] = Field(description="In the order of their ids.")
    total: int = Field(description="How many there are on all pages.")


class ProductsBody(Body):
    """Products to add or change."""

    products: list[NamedProductInput] = Field(
        min_length=1,
        max_length=1_000,
        description="Each with all of its fields: one that is left out gets its default.",
    )

    model_config = ConfigDict(json_schema_extra={"examples": [{"products": [NAMED_JACKET]}]})


class ChangesBody(Body):
    """What changes of which products."""

    products: list[NamedProductChange] = Field(
        min_length=1, max_length=1_000, description="Each with its id and the fields that change."
    )

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"products": [{"product_id": "rain-jacket", "price": "29.00", "stock": 3}]}]
        }
    )


class ChangedBody(BaseModel):
    """How many of the products differ from what was stored."""

    changed: int = Field(description="Products; those that were so already are not counted.")


@router.get("")
def page(
    _role: RoleOf,
    session: SessionOf,
    category: CategoryParameter = None,
    limit: Annotated[int, Query(ge=1, le=200, description="Products on a page, at most.")] = 50,
    offset: Annotated[
        int, Query(ge=0, le=LARGEST_INTEGER, description="Products before the first of the page.")
    ] = 0,
) -> ProductPage:
    """The active products of a category and those below it, in the order of their ids."""
    products, total = catalog.page(session, category=category, limit=limit, offset=offset)
    return ProductPage(products=[CatalogProductBody.of(product) for product in products], total=total)


@router.get("/{product_id}")
@raises(NotFound)
def read(product_id: ProductPath, _role: RoleOf, session: SessionOf) -> CatalogProductBody:
    """One product, by its id or by an alias."""
    return CatalogProductBody.of(catalog.named(session, product_id))


@router.get("/{product_id}/similar")
@raises(NotFound)
def similar(
    product_id: ProductPath,
    _role: RoleOf,
    services: ServicesOf,
    language: LanguageOf,
    limit: Annotated[int, Query(ge=1, le=50, description="Products, at most.")] = 8,
) -> ProductList:
    """What goes with one product, whoever asks."""
    answers = services.answers.similar(ProductId(product_id), count=limit, language=language)
    return ProductList.of(answers)


@router.put("/{product_id}", dependencies=[Server])
def put(
    product_id: ProductPath,
    body: ProductInput,
    services: ServicesOf,
    session: SessionOf,
    now: Now,
) -> CatalogProductBody:
    """Add a product or change it; it can be found and recommended within a second."""
    product = body.value(product_id, currency=services.settings.currency)
    catalog.upsert(session, [product], now=now, field="")
    return CatalogProductBody.of(product)


@router.post("", dependencies=[Server])
def put_many(body: ProductsBody, services: ServicesOf, session: SessionOf, now: Now) -> ChangedBody:
    """Add or change up to 1,000 products at once."""
    currency = services.settings.currency
    products = [product.value(product.product_id, currency=currency) for product in body.products]
    changed = catalog.upsert(session, products, now=now)
    return ChangedBody(changed=changed)


@router.patch("/{product_id}", dependencies=[Server])
@raises(NotFound)
def change(
    product_id: ProductPath, body: ProductChange, services: ServicesOf, session: SessionOf, now: Now
) -> CatalogProductBody:
    """Change what is sent of a product, such as its stock; all else stays as it is."""
    stored = catalog.product(session, product_id)
    product = distinct(replace(stored, **body.fields(currency=services.settings.currency)))
    catalog.upsert(session, [product], now=now, field="")
    return CatalogProductBody.of(product)


@router.patch("", dependencies=[Server])
def change_many(body: ChangesBody, services: ServicesOf, session: SessionOf, now: Now) -> ChangedBody:
    """Change what is sent of up to 1,000 products; none where one of them is not in the catalog."""
    currency = services.settings.currency
    changes = [
        (ProductId(product.product_id), product.fields(currency=currency)) for product in body.products
    ]
    return ChangedBody(changed=catalog.change(session, changes, now=now))


@router.delete("/{product_id}", status_code=status.HTTP_204_NO_CONTENT, dependencies=[Server])
@raises(NotFound)
def delete(product_id: ProductPath, session: SessionOf, now: Now) -> None:
    """Take a product out of every answer; its history stays for training."""
    catalog.deactivate(session, product_id, now=now)
