"""The shop's keys, made at the first start, and the tokens signed with them."""

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import asdict, astuple, dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from itsdangerous import BadSignature, URLSafeSerializer

from core import private
from core.errors import InvalidInput, NotSignedIn
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
    CONFIRM = "confirm"
    FORM = "form"
    DEVICE = "device"


def load_keys(settings: Settings) -> Keys:
    """The keys from the settings, else from `var/keys.json`, made at the first start for its owner's eyes.

    InvalidInput where they cannot be used: new ones, made quietly, would make every visitor's token and every
    link in an email worthless.
    """
    given = Keys(settings.publishable_key, settings.secret_key, settings.signing_key)
    if not all(astuple(given)):
        stored = _stored_keys(settings.var / "keys.json")
        given = Keys(
            *(
                setting or stored_key
                for setting, stored_key in zip(astuple(given), astuple(stored), strict=True)
            )
        )
    if given.publishable == given.secret:
        raise InvalidInput(
            "The publishable key and the secret key are the same; the secret one must never stand in a page."
        )
    return given


def _stored_keys(path: Path) -> Keys:
    if path.exists():
        return _read(path)
    made = Keys(
        publishable="pk_" + secrets.token_urlsafe(24),
        secret="sk_" + secrets.token_urlsafe(32),
        signing=secrets.token_urlsafe(48),
    )
    try:
        return _keep(path, made)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be written ({error.strerror}); check RAPPORT_VAR.") from None


def _keep(path: Path, made: Keys) -> Keys:
    """Store the keys; where another process was first, those of that one."""
    private.folder(path.parent)
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    private.file(draft).write_text(json.dumps(asdict(made), indent=2))
    try:
        # A link fails where the file exists: two processes that start together agree on one set of keys.
        os.link(draft, path)
    except FileExistsError:
        return _read(path)
    finally:
        draft.unlink()
    return made


def _read(path: Path) -> Keys:
    """What stands in the file; each of its three keys must be there and say something."""
    try:
        keys = Keys(**json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise _broken(path, f"cannot be opened ({error.strerror})") from None
    except ValueError:
        raise _broken(path, "is not JSON, or only a part of it") from None
    except TypeError:
        raise _broken(path, "must hold publishable, secret and signing, and nothing else") from None
    if not all(isinstance(key, str) and key.strip() for key in astuple(keys)):
        raise _broken(path, "must hold three keys, each of them a text")
    return keys


def _broken(path: Path, what: str) -> InvalidInput:
    return InvalidInput(f"{path} {what}; put it back from a backup, or remove it to have new keys made.")


def sign(keys: Keys, purpose: Purpose, value: str) -> str:
    """A URL-safe token that carries `value`."""
    return str(_serializer(keys.signing, purpose).dumps(value))


def read(keys: Keys, purpose: Purpose, token: str) -> str:
    """The value of a token; NotSignedIn where it was not signed here for this purpose."""
    try:
        return _verified(keys.signing, purpose, token)
    except BadSignature:
        raise NotSignedIn(f"This {purpose} token is not valid; ask for a new one.") from None


@lru_cache(maxsize=10_000)
def _verified(signing: str, purpose: Purpose, token: str) -> str:
    """A request asks thrice for its visitor; only what was signed here is remembered."""
    return str(_serializer(signing, purpose).loads(token))


@cache
def _serializer(signing: str, purpose: Purpose) -> URLSafeSerializer:
    return URLSafeSerializer(signing, salt=purpose)


def address_hash(keys: Keys, email: str) -> str:
    """A keyed hash of an address: recognises it again, tells nothing without the key."""
    return _keyed(keys, email.strip().lower())


def keyed_hash(keys: Keys, kind: str, *values: str) -> str:
    """As `address_hash`, of any values; those of two kinds are never equal."""
    return _keyed(keys, "\0".join((kind, *values)))


def _keyed(keys: Keys, text: str) -> str:
    return hmac.new(keys.signing.encode(), text.encode(), hashlib.sha256).hexdigest()
