"""The page "Why these": one list of recommendations as a shopper gets it, and the sum behind each product."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Response
from sqlmodel import Session

from api.dashboard.pages import PageRoute, page
from api.dashboard.sessions import PATH, SignedInOf
from api.dashboard.words import PLACEMENTS, scorer
from api.http.dependencies import Services, ServicesOf, named
from api.http.schemas import Placement
from api.http.work import SessionOf
from core.errors import NotFound
from core.interactions import Kind
from core.locales import money, preferred
from core.products import ProductId
from core.shoppers import shopper_or_newcomer
from core.tables import Shopper
from recommender.models import Share, by_scorer, shares
from recommender.phrases import LANGUAGES, phrases
from serving.answers import Answer, Question

DID = {
    Kind.VIEW: "looked at",
    Kind.CLICK: "looked at",
    Kind.CART: "put in the cart",
    Kind.REMOVE: "taken out of the cart",
    Kind.PURCHASE: "bought",
    Kind.LIKE: "liked",
    Kind.DISLIKE: "disliked",
}
Text = Annotated[str, Query(max_length=200)]
router = APIRouter(prefix=f"{PATH}/why", include_in_schema=False, route_class=PageRoute)


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A source of a score: what it is, what each scorer made of it, and its share of all that was said."""

    name: str
    note: str
    parts: tuple[tuple[str, float], ...]
    value: float
    share: float


@dataclass(frozen=True, slots=True)
class Place:
    """A product of the list; `by_score` is where it would stand among these by its score alone."""

    title: str
    price: str
    reason: str
    score: float
    place: int
    by_score: int
    lines: tuple[ScoreLine, ...]


@router.get("")
def why(
    services: ServicesOf,
    session: SessionOf,
    account: SignedInOf,
    *,
    placement: Placement = Placement.HOME,
    shopper_id: Text = "",
    product_id: Text = "",
    lang: Text = "",
) -> Response:
    """What somebody new, or one shopper, is recommended at a placement, and why."""
    language = preferred(lang, LANGUAGES, default=services.settings.language)
    shopper = _shopper(services, session, shopper_id)
    titles, names = services.answers.snapshot.titles, services.answers.on_sale
    if product_id and names.product_id(product_id) is None:
        raise NotFound(f"No product has the id {product_id!r}.", field="product_id")
    on_page = (ProductId(product_id),) if product_id else ()
    question = Question(placement, products=on_page, language=language)
    answers = services.answers.recommend(session, shopper.shopper_id if shopper else None, question)
    asked = {"placement": placement, "shopper_id": shopper_id, "product_id": product_id, "lang": language}
    return page(
        "why/why.html",
        services,
        account,
        placements={option.value: PLACEMENTS[option.value] for option in Placement},
        languages={code: phrases(code).language for code in LANGUAGES},
        model=services.answers.snapshot.model,
        asked=asked,
        newcomer=shopper is not None and shopper not in session,
        places=_places(answers, titles),
        together=[(scorer(name), share) for name, share in _together(answers).items()],
    )


def _shopper(services: Services, session: Session, external_id: str) -> Shopper | None:
    """Whom the shop calls so, a newcomer where nobody is, as the API has it; None where nobody is named."""
    if not external_id:
        return None
    named(services, external_id, field="shopper_id")
    return shopper_or_newcomer(session, external_id, now=services.clock.now())


def _together(answers: Sequence[Answer]) -> dict[str, float]:
    return by_scorer(answer.recommendation for answer in answers)


def _places(answers: Sequence[Answer], titles: Mapping[ProductId, str]) -> list[Place]:
    order = sorted(range(len(answers)), key=lambda place: -answers[place].score)
    return [
        Place(
            title=answer.product.title,
            price=money(answer.product.price, answer.product.currency),
            reason=answer.reason.text,
            score=answer.score,
            place=place + 1,
            by_score=order.index(place) + 1,
            lines=tuple(_line(share, titles) for share in shares(answer.recommendation)),
        )
        for place, answer in enumerate(answers)
    ]


def _line(share: Share, titles: Mapping[ProductId, str]) -> ScoreLine:
    strongest = share.parts[0]
    title = titles.get(ProductId(share.source or ""))
    if share.source is None:
        name, note = scorer(strongest.scorer), "the same for everyone"
    elif strongest.scorer == "rules":
        name, note = share.source, "a rule of yours"
    elif strongest.scorer in ("attribute_match", "semantic_match", "personalised_match", "query_match"):
        name, note = share.source, "said in the chat"
    else:
        name = title or f"{share.source}, no longer in the shop"
        note = DID[strongest.interaction] if strongest.interaction else "on the page or in the cart"
    parts = tuple((scorer(part.scorer), part.value) for part in share.parts)
    return ScoreLine(name, note, parts, share.value, share.share)
