"""What a shopper asks the assistant about one product, answered from the shop's own words."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.http.dependencies import Now, Server, ServicesOf
from api.http.schemas import Body, Identifier, ProductBody
from api.http.statuses import raises
from api.http.work import SessionOf, WorkRoute
from api.routes.conversations import ConversationOf
from core.errors import NotFound
from feedback import content_gaps
from serving.product_questions import AnswerSource, AnswerVerdict

router = APIRouter(
    prefix="/v1/conversations/{conversation_id}",
    tags=["assistant"],
    dependencies=[Server],
    route_class=WorkRoute,
)


class ProductQuestionBody(Body):
    """A question about one product."""

    question: str = Field(min_length=1, max_length=1_000, description="The shopper's words.")
    product_id: Identifier = Field(description="The product, by its id or an alias.")
    keep: bool = Field(
        default=True,
        description="false: it may be no question about the product; unanswered, it is no content gap.",
    )

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"question": "is it waterproof?", "product_id": "rain-jacket"}]}
    )


class ProductAnswerBody(BaseModel):
    """What the product's texts and values say to it; nothing that they do not say."""

    product: ProductBody = Field(description="What was asked about.")
    verdict: AnswerVerdict = Field(
        description="`yes` and `no` where a text or a value decides it; `quoted`: `quote` answers it without "
        "one; `value`: `value` does; `unknown`: nothing does, and the question becomes a content gap."
    )
    name: str | None = Field(description="What `value` is of: an attribute, or price, stock, brand.")
    value: str | None = Field(description="The value as the shopper reads it.", examples=["£34.00"])
    quote: str | None = Field(description="A sentence of the shop's, word for word.")
    source: AnswerSource | None = Field(description="Where the answer stands; null: there is none.")


@router.post("/product-questions")
@raises(NotFound)
def ask(
    body: ProductQuestionBody,
    services: ServicesOf,
    session: SessionOf,
    conversation: ConversationOf,
    now: Now,
) -> ProductAnswerBody:
    """Answer a question about a product that is on sale, or keep it as a content gap."""
    snapshot = services.answers.snapshot
    product_id = snapshot.names.product_id(body.product_id)
    if product_id is None:
        raise NotFound(f"No product on sale has the id {body.product_id!r}.", field="product_id")
    product = snapshot.products[product_id]
    answer = services.product_questions.ask(body.question, product)
    if answer.verdict is AnswerVerdict.UNKNOWN and body.keep:
        content_gaps.note(session, conversation.shopper_id, product, body.question, now=now)
    return ProductAnswerBody(
        product=ProductBody.of(product),
        verdict=answer.verdict,
        name=answer.name,
        value=answer.value,
        quote=answer.quote,
        source=answer.source,
    )
