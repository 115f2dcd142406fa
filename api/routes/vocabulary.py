"""The words of the catalog, by which the assistant reads what shoppers want."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.http.dependencies import Server, ServicesOf
from api.http.work import WorkRoute
from search import ambiguous, kinds

router = APIRouter(prefix="/v1/vocabulary", tags=["assistant"], dependencies=[Server], route_class=WorkRoute)


class VocabularyBody(BaseModel):
    """What the products that are on sale say of themselves."""

    attributes: dict[str, list[str]] = Field(
        description="Values by attribute, such as colour and material; those of most products first."
    )
    brands: list[str] = Field(description="Those of most products first.")
    kinds: dict[str, dict[str, list[str]]] = Field(
        description="By attribute and value, what is a kind of it: navy of blue.",
        examples=[{"colour": {"blue": ["navy"]}}],
    )
    ambiguous: list[str] = Field(
        description="Words that are a plant, a scent or a food as well as a colour or a material."
    )
    things: list[str] = Field(description="What products are: the nouns of titles and categories.")


@router.get("")
def vocabulary(services: ServicesOf) -> VocabularyBody:
    """The catalog's own words; they change when the catalog does."""
    catalog_words = services.answers.snapshot.index.words
    return VocabularyBody(
        attributes={name: list(values) for name, values in catalog_words.attributes.items()},
        brands=list(catalog_words.brands),
        kinds={name: {value: list(own) for value, own in values.items()} for name, values in kinds().items()},
        ambiguous=sorted(ambiguous()),
        things=list(catalog_words.things),
    )
