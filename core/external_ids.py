"""Placeholders: what a shop's code sends where it knows no id or address; taken for one, it unites strangers.

They are known by their kind: words that name nobody, a template that nobody filled in, a number that counts
nothing, an error of a spreadsheet.
"""

import re
import unicodedata
from collections.abc import Collection
from urllib.parse import unquote

from core.errors import InvalidInput
from core.identifiers import INVISIBLE, REMEDY, is_identifier

LONGEST = 320
"""Characters: nothing longer is an id, an address or a name, and none is looked through."""
_NOBODY = """
null nil none undefined nan anonymous anon guest unknown unidentified anonym anonyme anonimo anónimo gast
invité invitado ospite convidado inconnu unbekannt
"""
NOBODY = frozenset(_NOBODY.split())
"""What languages and shops write for nobody."""
_NAMELESS = """
void empty blank missing true false default user customer shopper visitor id userid customerid shopperid
externalid email username object nobody noone notset placeholder unauthenticated infinity
"""
NAMELESS = NOBODY | frozenset(_NAMELESS.split())
"""Those, and what says what should stand there instead of who: roles, fields, values."""
_BESIDE = """
a the my your this that current new not no in out is set logged signed session distinct external uid uuid
guid ids client member account buyer contact person order name first last here insert enter test example
sample dummy function promise object walk walkin code key value
"""
BESIDE = frozenset(_BESIDE.split())
"""What stands beside such a word and names nobody either; alone, it may be an id."""
_PHRASES = "n_a not_set no_one no_name logged_out logged_in not_logged_in signed_out not_available"
PHRASES = frozenset(_PHRASES.split())
"""Words that name nobody together only."""
GLUED = re.compile(
    r"(?=.{6})(?=.*(?:guest|null|undefined|none|anonymous|unknown|user|customer|shopper|visitor|logged))"
    r"(?:not|your|my|current|new|guest|null|undefined|none|anonymous|unknown|user|customer|shopper|visitor|logged"
    r"|in|out|id)+"
)
"""Such words without a space between them."""
APART = re.compile(r"[\W_]+")
CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+")
NOTHING = re.compile(r"[\W_0]*|-1(\.0*)?|0x0+")
"""No letter and no digit but 0: an empty id, a dash, 0, 0.0, the nil UUID; and minus one."""
UNFILLED = re.compile(r"\{\{|\}\}|[$#]\{|\{%|<%|%[sd]\b|\[object|\[function|\[native")
"""A template that nobody filled in, or a JavaScript object where a text was meant."""
_NAME = r"[^\W\d_](?:[^\W\d]|[ .:|-])*"
MARKED = re.compile(
    rf"(?:%+|#+|\*?\|+|\[+|\{{+|\$)\s*{_NAME}\s*(?:%+|#+|\|+\*?|\]+|\}}+|\$)|\$\w+(?:[.>-]+\w+)+"
)
"""The name of a field between the marks of a template: %field%, *|FIELD|*, ##field##, [FIELD], $of.field."""
SPREADSHEET = re.compile(r"#(?:n/a|nv|ref!|value!|wert!|name\?|null!|num!|div/0!)")
ADDRESS = re.compile(r"[^@]+@[^@]+\.[^@]+")
UNREAD = re.compile(r"(?:no|not|donot|do[._-]not)[._-]?(?:reply|answer|e?mail)(?![^\W_])")
"""How an address begins that nobody reads."""
_NO_DOMAIN = "null none undefined nan nobody noemail nomail noreply no-email no-mail no-reply"
NO_DOMAIN = frozenset(_NO_DOMAIN.split())
_UNSET = "null nil none undefined nan n/a -"
UNSET = frozenset(_UNSET.split())
"""What stands in a column of addresses where there is none."""
_TWICE = "test asdf email mail example user customer name"
TWICE = frozenset(_TWICE.split())
"""What is typed on both sides of the @ to get past a form."""


def is_placeholder(text: str, own: Collection[str] = ()) -> bool:
    """Whether an id names nobody, in whatever case and quotes; `own` are the shop's further ones."""
    if len(text) > LONGEST:
        return False
    plain = _plain(text)
    if plain in {_plain(placeholder) for placeholder in own}:
        return True
    if NOTHING.fullmatch(plain) or _is_unfilled(plain):
        return True
    if ADDRESS.fullmatch(plain) and is_placeholder_address(plain):
        return True
    words = (APART.split(plain), CAMEL.findall(_visible(text)))
    if any(_names_nobody([word.casefold() for word in split if word]) for split in words):
        return True
    return _is_unfilled(unquote(plain))


def is_placeholder_address(address: str, own: Collection[str] = ()) -> bool:
    """Whether an address is nobody's, such as guest@, null@null.com, noreply@; `own` as for ids."""
    if len(address) > LONGEST:
        return False
    plain = _plain(address)
    if plain in {_plain(placeholder) for placeholder in own}:
        return True
    local, at, domain = plain.rpartition("@")
    if not (local and at):
        return plain in UNSET
    *labels, _ending = domain.split(".")
    words = [word for word in APART.split(local) if word]
    nobody = not NOBODY.isdisjoint(words) and NAMELESS.union(BESIDE).issuperset(words)
    if nobody or NOTHING.fullmatch(local) or _is_unfilled(local) or UNREAD.match(local):
        return True
    same = local in labels and (local in TWICE or len(set(local)) == 1)
    return same or not NO_DOMAIN.isdisjoint(labels)


def problem(external_id: str) -> str:
    """What is wrong with a placeholder, and the remedy."""
    return (
        f"{external_id[:50]!r} is a placeholder and names nobody: all who have it would become one shopper."
        " Send the shop's own id of this shopper, or no id at all where they are not signed in."
    )


NO_ADDRESS = (
    "is a placeholder and nobody's address: all who have it would become one person; leave it out where the"
    " shopper has none"
)
"""What is wrong with such an address, and the remedy."""


def check_external_id(external_id: str, *, field: str, own: Collection[str] = ()) -> None:
    """InvalidInput where an id is a placeholder, or could be none."""
    if is_placeholder(external_id, own):
        raise InvalidInput(problem(external_id), field=field)
    if not is_identifier(external_id):
        raise InvalidInput(f"{external_id[:50]!r} {REMEDY}.", field=field)


def check_address(address: str, *, field: str, own: Collection[str] = ()) -> None:
    """InvalidInput where an address is a placeholder."""
    if is_placeholder_address(address, own):
        raise InvalidInput(f"This address {NO_ADDRESS}.", field=field)


def _is_unfilled(plain: str) -> bool:
    return bool(UNFILLED.search(plain) or MARKED.fullmatch(plain) or SPREADSHEET.fullmatch(plain))


def _names_nobody(words: list[str]) -> bool:
    """Whether these words name nobody together."""
    if "_".join(words) in PHRASES or (len(words) == 1 and GLUED.fullmatch(words[0])):
        return True
    return not NAMELESS.isdisjoint(words) and NAMELESS.union(BESIDE).issuperset(words)


def _plain(text: str) -> str:
    """As it looks: full-width letters, case, the spaces around it and what is invisible make no other id."""
    return _visible(text).casefold()


def _visible(text: str) -> str:
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()
