"""Tokens that a stranger might make of a good one, or of nothing."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace

from itsdangerous import Signer, URLSafeSerializer, URLSafeTimedSerializer

from core.keys import Keys, Purpose, read, sign

OTHER_SHOP = "another-shops-signing-key"


def other_letter(text: str, at: int) -> str:
    """The text with another letter at a place."""
    letter = "A" if text[at] != "A" else "B"
    return text[:at] + letter + text[at + 1 :]


def _encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _unsigned(token: str, keys: Keys, purpose: Purpose) -> str:
    return f"{_encoded({'alg': 'none', 'typ': 'JWT'})}.{_encoded(read(keys, purpose, token))}."


def _as_jwt(token: str, keys: Keys, purpose: Purpose) -> str:
    header, claims = _encoded({"alg": "HS256"}), _encoded(read(keys, purpose, token))
    return Signer(keys.publishable, sep=".").sign(f"{header}.{claims}").decode()


def _signed_with(key: str) -> Callable[[str, Keys, Purpose], str]:
    return lambda token, keys, purpose: sign(
        replace(keys, signing=key or keys.publishable), purpose, read(keys, purpose, token)
    )


def _payload_of_another(token: str, keys: Keys, purpose: Purpose) -> str:
    other = sign(keys, purpose, "somebody-else.0")
    return f"{token.rpartition('.')[0]}.{other.rpartition('.')[2]}"


def _for_other_purpose(number: int) -> Callable[[str, Keys, Purpose], str]:
    def made(token: str, keys: Keys, purpose: Purpose) -> str:
        others = [other for other in Purpose if other is not purpose]
        return sign(keys, others[number % len(others)], read(keys, purpose, token))

    return made


FORGERIES: dict[str, Callable[[str, Keys, Purpose], str]] = {
    "empty": lambda *_: "",
    "a space": lambda *_: " ",
    "nonsense": lambda *_: "nonsense",
    "a path": lambda *_: "../../v1/jobs",
    "a quote": lambda *_: "' OR '1'='1",
    "null": lambda *_: "null",
    "only the value": lambda token, keys, purpose: read(keys, purpose, token),
    "the value, encoded": lambda token, keys, purpose: _encoded(read(keys, purpose, token)),
    "without its signature": lambda token, *_: token.rpartition(".")[0],
    "with an empty signature": lambda token, *_: token.rpartition(".")[0] + ".",
    "only its signature": lambda token, *_: "." + token.rpartition(".")[2],
    "cut by one": lambda token, *_: token[:-1],
    "cut in half": lambda token, *_: token[: len(token) // 2],
    "longer by one": lambda token, *_: token + "A",
    "another payload": lambda token, *_: other_letter(token, 3),
    "another signature": lambda token, *_: other_letter(token, len(token) - 10),
    "the signature of another": _payload_of_another,
    "in capitals": lambda token, *_: token.upper(),
    "backwards": lambda token, *_: token[::-1],
    "twice": lambda token, *_: f"{token}.{token}",
    "encoded once more": lambda token, *_: base64.urlsafe_b64encode(token.encode()).decode(),
    "as if compressed": lambda token, *_: "." + token,
    "algorithm none": _unsigned,
    "a JWT by the publishable key": _as_jwt,
    "by the publishable key": _signed_with(""),
    "by another shop": _signed_with(OTHER_SHOP),
    "by no key": lambda _, keys, purpose: sign(replace(keys, signing="\0"), purpose, "v"),
    "with a time": lambda token, keys, purpose: str(
        URLSafeTimedSerializer(OTHER_SHOP, salt=purpose).dumps(read(keys, purpose, token))
    ),
    "without a purpose": lambda token, keys, purpose: str(
        URLSafeSerializer(keys.signing).dumps(read(keys, purpose, token))
    ),
    **{f"for other purpose {number}": _for_other_purpose(number) for number in range(len(Purpose) - 1)},
}
"""By name; each makes a token of a good one. Some use the shop's key: what it signed otherwise."""
