"""What a message is after, as far as its words alone tell: for the moments in which no assistant reads it.

A few plain patterns, and what none of them knows is a search. Each looks at a text once: letters and digits
in small letters with single spaces.
"""

import re
from enum import StrEnum


class Aim(StrEnum):
    """What a shopper wants with a message."""

    ASSISTANT = "assistant"  # back from the colleague
    PERSON = "person"
    WAITING = "waiting"  # is anybody there?
    ORDER = "order"  # where it is
    SHOP = "shop"  # delivery, payment, what is wrong with an order: what people of the shop know
    SHOWN = "shown"  # a question about something that was shown
    MEMORY = "memory"  # what is remembered
    TALK = "talk"  # no thing is named
    SEARCH = "search"


_ENDS = r"(?= again| please| pls| plz| instead| now| back| bitte|$)"
_BOT = r"(?:chat ?bot|bot|assistant|ai)"
_ASSISTANT = re.compile(
    r"\b(?:back to|(?:talk|speak|chat|write|switch|return|go)(?: back)? (?:to|with)|want|need|get|"
    r"give me|use|"
    r"bring back|have)(?: me)?(?: the| your| that| a| an)? " + _BOT + _ENDS + r"|"
    r"^(?:the |just the )?" + _BOT + r"(?: again| please| pls| plz| instead| bitte)*$"
)
_REFUSED = re.compile(
    r"\b(?:no|not|dont|doesnt|never|without|stop|hate|than|instead of|rather|cant|wont|isnt|kein|keinen)\b"
)

_SOMEBODY = (
    r"(?:humans?|persons?|people|someone|some ?body|anyone|any ?body|agents?|operators?|rep|"
    r"representatives?|"
    r"advis[eo]rs?|colleagues?|managers?|supervisor|(?:member of )?staff|customer (?:services?|"
    r"support|care)|"
    r"support(?: team)?|help ?desk|team)"
)
_KINDS = r"(?: a| an| the| some| your| one of your| any| another)?(?: real| actual| live| proper| human)*"
_PERSON = re.compile(
    r"\b(?:talk|speak|chat)(?:ing)?(?: to| with)" + _KINDS + r" " + _SOMEBODY + r"\b|"
    r"\b(?:connect|transfer|get|give|want|need|fetch|call|contact|put|pass|ask|is there|"
    r"are there)(?: me| us)?"
    r"(?: on| through| over)?(?: to| with)?" + _KINDS + r" " + _SOMEBODY + r"(?: being| there| here)?"
    r"(?= please| pls| plz| instead| now| to talk| to speak| to help| on the phone|$)|"
    r"^(?:a |an |the |your )?(?:real |actual |live |human )*"
    r"(?:humans?|person|people|agent|operator|representative|rep|advis[eo]r|colleague|manager|staff|"
    r"customer (?:services?|support|care))(?: being)?(?: please| pls| plz| now)*$|"
    r"\b(?:menschen?|mitarbeiter|mitarbeiterin|berater|jemandem?) (?:sprechen|reden|schreiben)\b"
)

_WAITING = re.compile(
    r"\b(?:any ?one|any ?body|some ?one|some ?body|u|you|they)(?: still| even| guys)? (?:there|"
    r"here|around|coming)$|"
    r"\b(?:still|been|im|keep|keeps) waiting\b|^(?:hello|helo|hallo|hey|hi)(?: (?:hello|helo|"
    r"hallo|hey|hi)){1,9}$|"
    r"\bhow (?:much )?long(?:er)?(?: (?:will|does|do|must|is|till|until|before|to)"
    r"(?: (?:i|it|this|that|they|you|we|some ?one|some ?body|a colleague|a person))?"
    r"(?: (?:take|wait|have to wait|be|answer|come|reply))?)?$|"
    r"\bwhen (?:will|does|is|are|can) (?:some ?one|some ?body|a colleague|any ?one|a person|they|you)\b|"
    r"\btaking so long\b|\bhurry up\b"
)
_CALLING = re.compile(r"^\W*(?:hello|helo|hallo|hey|hi|oi)\W*\?", re.IGNORECASE)

_HOW_FAR = re.compile(
    r"\b(?:where|wheres|status|track|tracking|when|arrived?|arriving|shipped|sent|dispatched|"
    r"received?|come|came|"
    r"coming|late|delivered|wo|wann|update)\b"
)
_OF_AN_ORDER = re.compile(
    r"\borders?\b|\b(?:my|our) (?:\w{1,20} )?(?:parcel|package|delivery|stuff|things|shipment|"
    r"jacket|items?)\b|"
    r"\b(?:the|a) (?:parcel|package|shipment)\b|\b(?:bestellung|paket|lieferung)\b|"
    r"^(?:has|was|is|did|hasnt|isnt) (?:it|that) .{0,30}\b(?:sent|shipped|dispatched|delivered|"
    r"arrived?|come)\b|"
    r"^when (?:will|does|is) (?:it|that|everything) .{0,20}\b(?:come|coming|arrive|arriving|here|"
    r"delivered)\b|"
    r"^track(?:ing)?(?: it| that)?$"
)
_BOUGHT = re.compile(
    r"\b(?:order(?:ed)?|bought|refunds?|money back|cancel|parcel|package|arrived|received|came|it|its|"
    r"this|my|me)\b"
)
_WRONG = re.compile(
    r"\b(?:cancel|refund|refunds|money back|damaged|broken|faulty|in pieces|a hole|wrong item|"
    r"wrong size|missing|"
    r"never came|never arrived|not arrived|havent received|didnt arrive|change (?:the|my) address|complain|"
    r"complaint|stornieren|beschwerde)\b"
)
_TOPIC = re.compile(
    r"\b(?:deliver(?:y|ies|ing)?|shipping|ship (?:to|it|this|them)|postage|returns?|"
    r"send (?:it |this |something )?back|refunds?|vouchers?|(?:discount|promo) codes?|gift cards?|"
    r"pay|payments?|paypal|klarna|apple pay|credit card|card was declined|invoice|"
    r"opening (?:times|hours)|phone number|email address|warranty|guarantee|my (?:data|account|password)|"
    r"unsubscribe|newsletter|lieferung|liefern|versand|zurückgeben|rückgabe|bezahlen|gutschein)\b"
)
_ABOUT_SHOWN = re.compile(
    r"^(?:is|are|does|do|why|which|how|when|what|whats|will|can)\b.{0,60}\b(?:it|its|this|these|"
    r"those|them)\b|"
    r"^(?:compare|which (?:one|is)|tell me (?:more )?about|whats the difference|how much is)\b"
)
_MEMORY = re.compile(
    r"^(?:forget|delete|remove)\b|\b(?:you|u) (?:\w{1,12} )?(?:remember|know about me)\b|"
    r"\bdid i (?:tell|say)\b"
)
_ASKING = re.compile(
    r"^(?:(?:hi|hello|hey|please|and|so) )?(?:do|does|can|could|is|are|how|hows|what|whats|when|where|wheres|"
    r"which|why|will|would|who|unsubscribe|delete|wie|wann|wo|kann|was)\b"
)

_TALK = """
a about again ai all alright am an and any anything are as at awesome back be been being bloody bot
brilliant but bye can cheers chat come cool could crap cya danke did do does doing doesnt dont dunno else
even ever exactly feeling fine for forget from fuck fucking get god going good goodbye great guess had
hallo happy has have haven havent hello help helpful hey hi how hows i idea idiot idk if im in is isnt it
its joke just keep know later less like listen listening lol look lot love maybe me mean mind morning my
never nice no none nope not nothing now of off oh ok okay on one or other please pls plz question read
real really right rubbish said same say saying see should shut so sorry speak still stop stupid suppose
sure ta talk talking tell terrible thank thanks that thats the then there they thing think this thx to
today told too true tschüss u understand up ur useless very wait was waste we well what whatever whats
when who why will with wow wrong wtf ya yeah yep yes you your youre yours yup
"""
_SMALL_TALK = frozenset(_TALK.split())
"""Where a message has no other words, there is no thing to search for."""

_NOT_SAID = re.compile(r"['’]")
_OTHER = re.compile(r"[^\w£$€]+")
_MARKS = re.compile(r"\W|_")
_NUMBER = re.compile(r"(?:\b[a-z]{1,5}[-_/.]|#)\d{1,15}\b|\b[a-z]{0,5}\d{4,15}\b")


def said(text: str) -> str:
    """A text in small letters and single spaces, without marks: "Where's  my order?" is "wheres my order"."""
    return " ".join(_OTHER.sub(" ", _NOT_SAID.sub("", text.casefold())).split())


def aim_of(text: str) -> Aim:
    """What a text is after; SEARCH where nothing else is recognised."""
    words = said(text)
    if asks_for_assistant(text):
        return Aim.ASSISTANT
    if _PERSON.search(words) and not _REFUSED.match(words):
        return Aim.PERSON
    if asks_who_is_there(text):
        return Aim.WAITING
    if _WRONG.search(words) and _BOUGHT.search(words):
        return Aim.SHOP
    if (_OF_AN_ORDER.search(words) and _HOW_FAR.search(words)) or _NUMBER.fullmatch(text.strip().casefold()):
        return Aim.ORDER
    if _TOPIC.search(words) and (_ASKING.match(words) or _is_talk(_TOPIC.sub(" ", words))):
        return Aim.SHOP
    if _is_talk(words):
        return Aim.TALK
    if _MEMORY.search(words):
        return Aim.MEMORY
    return Aim.SHOWN if _ABOUT_SHOWN.search(words) else Aim.SEARCH


def _is_talk(words: str) -> bool:
    return set(words.split()) <= _SMALL_TALK


def asks_for_assistant(text: str) -> bool:
    """Whether who talks to a colleague wants the assistant back: "bot please", not "no bot please"."""
    words = said(text)
    return _ASSISTANT.search(words) is not None and _REFUSED.search(words) is None


def asks_who_is_there(text: str) -> bool:
    """Whether a shopper asks if anybody comes, or how long it takes."""
    return _CALLING.search(text) is not None or _WAITING.search(said(text)) is not None


def order_numbers(text: str) -> list[str]:
    """What may be an order's number in a text, letters and digits only: "hf20007" of "HF-20007"."""
    return [_MARKS.sub("", match.group()) for match in _NUMBER.finditer(text.casefold())]
