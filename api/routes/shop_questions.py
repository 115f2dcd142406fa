"""What shoppers ask of the shop's terms, answered in its own words, for the assistant's action server."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.http.dependencies import Server, ServicesOf
from api.http.schemas import Body
from api.http.work import WorkRoute, only_reads
from api.routes.conversations import ConversationOf

router = APIRouter(
    prefix="/v1/conversations/{conversation_id}",
    tags=["assistant"],
    dependencies=[Server],
    route_class=WorkRoute,
)

LanguageCode = Annotated[str, Field(pattern="^[a-z]{2}$")]


class ShopQuestionBody(Body):
    """A question about the shop's terms."""

    question: str = Field(min_length=1, max_length=1_000, description="The shopper's words.")
    language: LanguageCode | None = Field(
        default=None,
        description="Answer in this language where the facts do (ISO 639-1); else in the shop's.",
    )

    model_config = ConfigDict(json_schema_extra={"examples": [{"question": "do you take klarna?"}]})


class ShopAnswerBody(BaseModel):
    """What the shop itself says to that."""

    topic: str = Field(description="Section and field of the shop's facts.", examples=["payment.methods"])
    title: str = Field(description="The section as shoppers see it.", examples=["Payment"])
    text: str = Field(description="The shop's own words.")
    url: str | None = Field(description="The page where they stand; null: none is named.")
    verdict: Literal["yes", "no"] | None = Field(
        description="Whether there is what is asked for (a country, a way to pay); null: no list decides it."
    )


class ShopAnswersBody(BaseModel):
    """What answers a question."""

    answers: list[ShopAnswerBody] = Field(
        description="At most two, the best first; empty where the facts do not answer it."
    )


@router.post("/shop-questions")
@only_reads
def ask_shop(body: ShopQuestionBody, services: ServicesOf, _conversation: ConversationOf) -> ShopAnswersBody:
    """What the shop's facts say to a question about delivery, returns, payment and the like.

    The facts are those of the file that `RAPPORT_SHOP_FACTS` names; what it leaves out is not answered.
    """
    answers = services.shop_questions.answers(body.question, language=body.language)
    return ShopAnswersBody(
        answers=[ShopAnswerBody.model_validate(answer, from_attributes=True) for answer in answers]
    )
