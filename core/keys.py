"""The shop's keys, made at the first start, and the tokens signed with them."""

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from itsdangerous import BadSignature, URLSafeSerializer

from core import private
from core.errors import NotSignedIn
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Keys:
    """`publishable` may stand in a web page, `secret` on servers only, `signing` never leaves Rapport."""

    publishable: str
    secret: str
    signing: str


class Purpose(StrEnum):
    """What a token is good for; one made for a purpose is worthless for another."""

    VISITOR = "visitor"
    CART = "cart"
    UNSUBSCRIBE = "unsubscribe"
    DASHBOARD = "dashboard"
    FORM = "form"


def load_keys(settings: Settings) -> Keys:
    """The keys from the settings, else from `var/keys.json`, made at the first start for its owner's eyes."""
    stored = _stored_keys(settings.var / "keys.json")
    return Keys(
        publishable=settings.publishable_key or stored.publishable,
        secret=settings.secret_key or stored.secret,
        signing=settings.signing_key or stored.signing,
    )


def _stored_keys(path: Path) -> Keys:
    private.folder(path.parent)
    made = Keys(
        publishable="pk_" + secrets.token_urlsafe(24),
        secret="sk_" + secrets.token_urlsafe(32),
        signing=secrets.token_urlsafe(48),
    )
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    private.file(draft).write_text(json.dumps(asdict(made), indent=2))
    try:
        # A link fails where the file exists: two processes that start together agree on one set of keys.
        os.link(draft, path)
    except FileExistsError:
        return Keys(**json.loads(path.read_text()))
    finally:
        draft.unlink()
    return made


def sign(keys: Keys, purpose: Purpose, value: str) -> str:
    """A URL-safe token that carries `value`."""
    return str(_serializer(keys.signing, purpose).dumps(value))


def read(keys: Keys, purpose: Purpose, token: str) -> str:
    """The value of a token; NotSignedIn where it was not signed here for this purpose."""
    try:
        return str(_serializer(keys.signing, purpose).loads(token))
    except BadSignature:
        raise NotSignedIn(f"This {purpose} token is not valid; ask for a new one.") from None


@cache
def _serializer(signing: str, purpose: Purpose) -> URLSafeSerializer:
    return URLSafeSerializer(signing, salt=purpose)


def identity_signature(keys: Keys, external_id: str) -> str:
    """What the shop's server computes to let a browser identify itself: hex HMAC-SHA256 by the secret key."""
    return hmac.new(keys.secret.encode(), external_id.encode(), hashlib.sha256).hexdigest()


def address_hash(keys: Keys, email: str) -> str:
    """A keyed hash of an address: recognises it again, tells nothing without the key."""
    return hmac.new(keys.signing.encode(), email.strip().lower().encode(), hashlib.sha256).hexdigest()
