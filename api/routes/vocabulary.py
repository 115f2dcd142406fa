"""The words of the catalog, by which the assistant reads what shoppers want."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.http.dependencies import Server, ServicesOf
from api.http.work import WorkRoute

router = APIRouter(prefix="/v1/vocabulary", tags=["assistant"], dependencies=[Server], route_class=WorkRoute)


class VocabularyBody(BaseModel):
    """What the products that are on sale say of themselves."""

    attributes: dict[str, list[str]] = Field(
        description="Values by attribute, such as colour and material; those of most products first."
    )
    brands: list[str] = Field(description="Those of most products first.")
    things: list[str] = Field(description="What products are: the nouns of titles and categories.")


@router.get("")
def vocabulary(services: ServicesOf) -> VocabularyBody:
    """The catalog's own words; they change when the catalog does."""
    catalog_words = services.answers.snapshot.index.words
    return VocabularyBody(
        attributes={name: list(values) for name, values in catalog_words.attributes.items()},
        brands=list(catalog_words.brands),
        things=list(catalog_words.things),
    )
