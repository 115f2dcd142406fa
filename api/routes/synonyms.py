"""The shop's own synonyms for the search, read and replaced as a whole."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import ConfigDict, Field, StringConstraints

from api.http.dependencies import Server, ServicesOf
from api.http.schemas import Body
from api.http.work import WorkRoute
from serving import wordbook

router = APIRouter(prefix="/v1/synonyms", tags=["search"], dependencies=[Server], route_class=WorkRoute)

Line = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[^\n\r]*$")]


class SynonymsBody(Body):
    """The lines: words and phrases of one meaning, or what a word also finds."""

    synonyms: list[Line] = Field(max_length=5_000, description='"rucksack, backpack" or "footwear => shoes".')

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"synonyms": ["dryrobe, changing robe", "footwear => shoes, boots"]}]}
    )


@router.get("")
def read(services: ServicesOf) -> SynonymsBody:
    """Those of the shop, as they were sent; those that come with Rapport are not among them."""
    lines = wordbook.read(services.settings.synonyms_file)
    return SynonymsBody.model_construct(synonyms=lines)


@router.put("")
def replace(body: SynonymsBody, services: ServicesOf) -> SynonymsBody:
    """Replace them all; every process searches with them within a second."""
    wordbook.write(services.settings.synonyms_file, body.synonyms)
    return body
