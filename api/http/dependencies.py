"""What a route may ask for: the session, who is calling, the shopper they act for, the answers.

Plain ones run where the endpoint of a `WorkRoute` does; what refuses a request before its turn is `async`.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Query, Request
from fastapi.security import HTTPBearer
from fastapi.security.base import SecurityBase
from fastapi.security.utils import get_authorization_scheme_param
from sqlalchemy import Engine
from sqlmodel import Session

from api.assistant import Assistant
from api.http.quotas import Quotas
from api.http.statuses import raises
from api.http.user_agents import is_program
from api.http.work import SessionOf, Workers
from api.probe import Probe
from core.clock import Clock
from core.errors import InvalidInput, NotAllowed, NotSignedIn
from core.external_ids import check_address, check_external_id
from core.keys import Keys
from core.locales import preferred
from core.privacy import OutsidePlace
from core.settings import Settings
from core.shoppers import ensure_shopper, shopper_of_visitor, shopper_or_newcomer
from core.tables import Shopper
from core.visitor_tokens import visitor_of
from feedback.conversations import TrackerStore
from feedback.profiles import By, Whose
from recommender.phrases import LANGUAGES
from serving.answers import Answers
from serving.product_questions import ProductQuestions
from serving.shop_questions import ShopQuestions

Result = TypeVar("Result")
LANGUAGE = "The language of the reasons, such as `de`; without it that of Accept-Language."
LanguageParameter = Annotated[
    str | None,
    Query(
        max_length=35,
        description=LANGUAGE,
    ),
]


CategoryParameter = Annotated[
    str | None,
    Query(
        max_length=500,
        description="Only of this one and those below it.",
        examples=["Outdoors > Rainwear"],
    ),
]


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that outlives a request; `app.state.services`."""

    settings: Settings
    keys: Keys
    engine: Engine
    clock: Clock
    workers: Workers
    probe: Probe
    answers: Answers
    product_questions: ProductQuestions
    shop_questions: ShopQuestions
    assistant: Assistant
    tracker: TrackerStore
    outside: tuple[OutsidePlace, ...]
    """Where something of a shopper lies outside of our tables, `tracker` among them."""
    quotas: Quotas


def services(request: Request) -> Services:
    """The process's services."""
    app_services = request.app.state.services
    if not isinstance(app_services, Services):
        raise TypeError("The app was started without its services.")
    return app_services


ServicesOf = Annotated[Services, Depends(services)]


async def done(services: Services, work: Callable[[], Result]) -> Result:
    """Work that reads one statement: at once from a database in this process, in a worker from a server's.

    SQLite's readers wait for nobody, and a thread costs more than such a read; a server may let us wait.
    """
    if services.engine.dialect.name == "sqlite":
        return work()
    return await services.workers.run(work, writes=False)


def now(request: Request) -> datetime:
    """The present moment."""
    return services(request).clock.now()


Now = Annotated[datetime, Depends(now)]


ONLY_SERVERS_NAME = "Only a server names the shopper; a storefront leaves it out and sends Rapport-Visitor."


class Role(StrEnum):
    """Who is calling."""

    STOREFRONT = "storefront"
    SERVER = "server"


class Key(SecurityBase):
    """The key that a request is sent with, as the role it gives."""

    def __init__(self) -> None:
        bearer = HTTPBearer(description="`pk_…` in a storefront, `sk_…` on a server.")
        self.model, self.scheme_name = bearer.model, bearer.scheme_name

    async def __call__(self, request: Request) -> Role:
        """The role; NotSignedIn without a key that is known."""
        scheme, given = get_authorization_scheme_param(request.headers.get("authorization"))
        if scheme.lower() != "bearer" or not given:
            raise NotSignedIn("No key was sent; send Authorization: Bearer pk_… or sk_….")
        return _role(services(request).keys, given.encode())


def _role(keys: Keys, given: bytes) -> Role:
    if hmac.compare_digest(given, keys.secret.encode()):
        return Role.SERVER
    if hmac.compare_digest(given, keys.publishable.encode()):
        return Role.STOREFRONT
    raise NotSignedIn(
        "This key is not known; the keys are printed at the first start and lie in var/keys.json."
    )


role = raises(NotSignedIn)(Key())
RoleOf = Annotated[Role, Depends(role)]


async def automated(request: Request, role: RoleOf) -> bool:
    """Whether a crawler, a monitor or a script calls, by its name; of a server's own name nothing is held."""
    own = services(request).settings.shopper_agents
    return role is Role.STOREFRONT and is_program(request, own=own)


AutomatedOf = Annotated[bool, Depends(automated)]


@raises(NotAllowed)
async def server(role: RoleOf) -> None:
    """Only a server may do this."""
    if role is not Role.SERVER:
        raise NotAllowed("This needs the secret key, which belongs on a server.")


Server = Depends(server)
VisitorToken = Annotated[
    str | None,
    Header(alias="Rapport-Visitor", description="The token of POST /v1/visitors; storefronts need it."),
]
ShopperParameter = Annotated[
    str | None, Query(alias="shopper_id", max_length=200, description="The shop's own id; for servers.")
]


def named(services: Services, external_id: str, *, field: str) -> str:
    """The shop's own id of a shopper, where it names one; InvalidInput for a placeholder."""
    check_external_id(external_id, field=field, own=services.settings.placeholder_ids)
    return external_id


def addressed(services: Services, email: str, *, field: str) -> str:
    """An address where somebody is mailed; InvalidInput for a placeholder of the shop's."""
    check_address(email, field=field, own=services.settings.placeholder_ids)
    return email


@raises(NotAllowed, NotSignedIn)
def shopper_or_nobody(
    role: RoleOf,
    services: ServicesOf,
    session: SessionOf,
    visitor: VisitorToken = None,
    shopper_id: ShopperParameter = None,
) -> Shopper | None:
    """The shopper acted for: a storefront's is the visitor of its token, a server names one or nobody.

    Whom a server names for the first time is a newcomer, who is not stored.
    """
    if role is Role.SERVER:
        if shopper_id is None:
            return None
        external_id = named(services, shopper_id, field="shopper_id")
        return shopper_or_newcomer(session, external_id, now=services.clock.now())
    _names_nobody(shopper_id)
    return visitor_shopper(services, session, visitor)


def _names_nobody(shopper_id: str | None) -> None:
    """Whoever believes to ask about somebody must not get the answer of whoever sits at the browser."""
    if shopper_id is not None:
        raise NotAllowed(ONLY_SERVERS_NAME)


def visitor_shopper(services: Services, session: Session, visitor: str | None) -> Shopper:
    """The shopper behind a visitor's signed token."""
    return shopper_of_visitor(session, visitor_id(services, visitor))


def visitor_id(services: Services, visitor: str | None) -> str:
    """What a visitor's signed token says; whether its shopper is still there is another matter."""
    if visitor is None:
        raise NotSignedIn(
            "No visitor token was sent; get one at POST /v1/visitors and send it as Rapport-Visitor."
        )
    life = services.settings.visitor_token_life
    return visitor_of(services.keys, visitor, life=life, now=services.clock.now())


def whose(services: Services, role: Role, *, visitor: str | None, shopper_id: str | None) -> Whose | None:
    """As `shopper_or_nobody`, not looked up yet: for who reads all that is needed in one statement."""
    if role is Role.SERVER:
        if shopper_id is None:
            return None
        return Whose(By.EXTERNAL_ID, named(services, shopper_id, field="shopper_id"))
    _names_nobody(shopper_id)
    return Whose(By.VISITOR_ID, visitor_id(services, visitor))


AcceptedLanguages = Annotated[
    str | None,
    Header(
        alias="Accept-Language", max_length=500, description="As browsers send it, such as `de-CH, de;q=0.9`."
    ),
]


def language(
    services: ServicesOf,
    lang: LanguageParameter = None,
    accepted: AcceptedLanguages = None,
) -> str:
    """The language that reasons are told in: as asked for, as the browser likes best, else the shop's."""
    return language_of(services.settings, lang, accepted)


def language_of(settings: Settings, lang: str | None, accepted: str | None) -> str:
    """As `language`, for who has read the request already."""
    return preferred(lang or accepted or "", LANGUAGES, default=settings.language)


LanguageOf = Annotated[str, Depends(language)]


ShopperOrNobody = Annotated[Shopper | None, Depends(shopper_or_nobody)]


def shopper(acted_for: ShopperOrNobody) -> Shopper:
    """The shopper acted for; there must be one."""
    if acted_for is None:
        raise InvalidInput("A server must name the shopper.", field="shopper_id")
    return acted_for


ShopperOf = Annotated[Shopper, Depends(shopper)]


def stored_shopper(acted_for: ShopperOf, session: SessionOf, now: Now) -> Shopper:
    """The shopper acted for, made where they are a newcomer: for who writes something of them down."""
    if acted_for in session:
        return acted_for
    return ensure_shopper(session, acted_for.external_id or "", now=now)


StoredShopperOf = Annotated[Shopper, Depends(stored_shopper)]
