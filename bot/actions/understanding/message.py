"""A part of a message taken apart: its wishes, its price range, and the words that are left."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from actions.understanding import money, polarity, wishes
from actions.understanding.tokens import tokens
from actions.understanding.vocabulary import Vocabulary
from actions.understanding.wishes import Wish

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# Function words, and the verbs of asking: they say that something is looked for, not what.
_ASKING = frozenset(Path(__file__).with_name("asking.txt").read_text(encoding="utf-8").split())
_ASPECT = r"(colou?r|size|material|fabric|brand|make|style|farbe|größe|marke)s?"
# All of these read small letters without apostrophes, with single spaces.
_CHEAPER = re.compile(
    r"\b(?:cheap(?:er|o)|less (?:expensive|pricey|dear|money)|lower (?:in )?price[ds]?|costs? less"
    r"|more affordable|(?:too|a bit|bit|so|quite|rather) (?:expensive|pricey|dear|steep|much money)"
    r"|(?:billiger|günstiger|preiswerter)(?! als)|zu teuer)\b"
)
_CHEAPEST = re.compile(r"\b(?:cheapest|least expensive|lowest price|most affordable|billigste[nrs]?)\b")
_DEARER = re.compile(
    r"\b(?:dearer|more expensive|pricier|posher|fancier|more (?:luxury|luxurious|special)|higher end"
    r"|better quality|higher quality|more upmarket|teurer)\b"
)
_BIGGER = re.compile(
    r"\b(?:(?:bigger|larger|wider|taller|roomier|longer) ?(?:ones?)?|too (?:small|little|tiny|short|narrow)"
    r"|(?:a )?size up|größer)\b"
)
_SMALLER = re.compile(
    r"\b(?:(?:smaller|shorter|narrower|tinier) ?(?:one|ones)?|too (?:big|large|wide|long|bulky|huge)"
    r"|(?:a )?size down|kleiner)\b"
)
_MONEY = r"(?:price|prices|cost|costs|money|budget|expense)"
_NO_LIMIT = re.compile(
    rf"\b{_MONEY} (?:(?:is|are|was) )?(?:not|no|isnt|arent|aint|never) (?:really )?(?:a |an |any |the )?"
    r"(?:problem|issue|object|matter|concern|limit|bother|worry|obstacle)\w*"
    rf"|\b{_MONEY} (?:really )?(?:doesnt|does not|dont|do not) (?:really )?(?:matter|bother)"
    rf"|\bno (?:more )?(?:budget|price|spending|upper)? ?limits? (?:any ?more|now|at all|on)"
    r"|\bno (?:budget|(?:price |budget |spending )?limit)(?: any ?more| now|$|[.,!])"
    rf"|\b(?:any|whatever) (?:price|budget|cost|amount)(?: is| will| would)?"
    r"|\b(?:forget|ignore|scrap|drop|remove|lift) (?:about )?(?:the|my) (?:price )?(?:budget|limit|price)"
    rf"|\bdont (?:care|mind|worry) (?:about )?(?:the |what (?:it|they) |how much it )?(?:{_MONEY}|costs?)"
    r"|\b(?:the )?sky is the limit|\bregardless of (?:the )?(?:price|cost)|\bgeld spielt keine rolle"
    r"|\bpreis ist egal|\begal was es kostet|\bi can spend (?:what|as much as) i (?:like|want)\b"
)
_ANOTHER_BRAND = re.compile(
    r"\b(?:not|another|different|other|any other|hate|no|anderer?|andere) (?:that |this |the |of that )?"
    r"(?:brand|make|maker|label|marke)s?\b"
)
_ANOTHER = re.compile(
    r"\b(?:else|different|differently|others?|another|less|nicer|better|not (?:that|those|these|this|them))\b"
)
_IN_STOCK = re.compile(
    r"\b(?:in stock|available (?:now|today|immediately)|ready to (?:ship|go)|auf lager|sofort lieferbar)\b"
)
_ANY = re.compile(
    rf"\b(?:any|whatever|whichever|no particular|no preferred|all|every|egal welche) (?:other )?{_ASPECT}"
    rf"(?! but| except| other| apart)\b"
    rf"|\b(?:dont|doesnt|not|no) (?:really )?(?:care|mind|matter|bothered|fussed|fussy|preference)"
    rf"(?: about| on| for)?(?: the| which| what)? {_ASPECT}\b"
    rf"|\b{_ASPECT} (?:really )?(?:doesnt|does not|dont|isnt|is not|ist) (?:really )?"
    rf"(?:matter|bother|important|an issue|a problem|egal)"
    rf"|\b(?:forget|ignore|drop|never mind) (?:about )?the {_ASPECT}\b"
)
_ASPECTS = {"colo": "colour", "farb": "colour", "size": "size", "größ": "size", "mate": "material",
            "fabr": "material",
            "bran": "brand", "make": "brand", "mark": "brand", "styl": "style"}  # fmt: skip
_NOT_TOO = re.compile(r"\b(?:not|nothing|isnt|arent) (?:too|very|so|overly|that) \w+")
_PATTERNS = (
    _NOT_TOO,
    _CHEAPER,
    _CHEAPEST,
    _DEARER,
    _BIGGER,
    _SMALLER,
    _NO_LIMIT,
    _ANOTHER_BRAND,
    _IN_STOCK,
    _ANY,
)
_NO_APOSTROPHES = str.maketrans("", "", "'’")


@dataclass(frozen=True)
class Message:
    """What a part of a message says, read by grammar and by the catalog's words."""

    text: str
    wishes: tuple[Wish, ...]
    budget: money.Budget
    vocabulary: Vocabulary
    open: tuple[Wish, ...] = ()  # what need not be so: "it doesn't have to be blue"

    @classmethod
    def read(
        cls, text: str, vocabulary: Vocabulary, *, beside: str = "", for_somebody: bool = False
    ) -> Message:
        """Take it apart. `beside`: the words of the search that is on, `for_somebody` else or not."""
        reading = wishes.reading(text, vocabulary, beside=beside, for_somebody=for_somebody)
        stated = money.parse(text)  # one that cannot be read is a budget, too, and false
        budget = money.Budget() if stated is None else stated
        sizes_only = [wish for wish in reading.wishes if not _is_an_amount(wish, budget)]
        return cls(text, tuple(sizes_only), budget, vocabulary, reading.relaxed)

    @cached_property
    def lower(self) -> str:
        """In small letters, without apostrophes, with single spaces."""
        return " ".join(self.text.lower().translate(_NO_APOSTROPHES).split())

    @cached_property
    def rest(self) -> str:
        """The text without its wishes, amounts and refusals: what is looked for, in its own words."""
        spans = [wish.said for wish in (*self.wishes, *self.open)]
        kept = wishes.without(self.text, [*spans, *self.budget.spans, *self._refusals()])
        return " ".join(kept.split()).strip(" ,.;")

    @cached_property
    def added(self) -> tuple[str, ...]:
        """The words that say what is looked for, beside the wishes."""
        plain = self.rest.lower().translate(_NO_APOSTROPHES)
        for pattern in _PATTERNS:
            plain = pattern.sub(" ", plain)
        words = (match[0] for match in _WORD.finditer(plain))
        return tuple(word for word in words if word not in _ASKING and not word.isdecimal())

    @property
    def things(self) -> tuple[str, ...]:
        """Those of the added words by which the shop has something."""
        return tuple(word for word in self.added if self.vocabulary.thing(word))

    @property
    def cheaper(self) -> bool:
        """Whether it should cost less."""
        return bool(_CHEAPER.search(self.lower))

    @property
    def cheapest(self) -> bool:
        """Whether it should be what costs least."""
        return bool(_CHEAPEST.search(self.lower))

    @property
    def dearer(self) -> bool:
        """Whether it may cost more."""
        return bool(_DEARER.search(self.lower))

    @property
    def bigger(self) -> bool:
        """Whether it should be larger."""
        return bool(_BIGGER.search(self.lower))

    @property
    def smaller(self) -> bool:
        """Whether it should be less large."""
        return bool(_SMALLER.search(self.lower))

    @property
    def lifts_the_limit(self) -> bool:
        """Whether it says that the price is no matter."""
        return bool(_NO_LIMIT.search(self.lower))

    @property
    def another_brand(self) -> bool:
        """Whether it should be of another maker."""
        return bool(_ANOTHER_BRAND.search(self.lower))

    @property
    def another(self) -> bool:
        """Whether it should be something else than what was shown."""
        return bool(_ANOTHER.search(self.lower))

    @property
    def in_stock(self) -> bool:
        """Whether it must be there now."""
        return bool(_IN_STOCK.search(self.lower))

    @cached_property
    def relaxed(self) -> frozenset[str]:
        """The attributes of which anything will do: "any colour is fine"."""
        named = (next(group for group in match.groups() if group) for match in _ANY.finditer(self.lower))
        return frozenset(_ASPECTS[name[:4]] for name in named)

    def keeps(self, wish: Wish) -> bool:
        """Whether a wish of the search that is on still holds after this message."""
        left_open = any((wish.attribute, wish.value) == (other.attribute, other.value) for other in self.open)
        return not (left_open or (wish.wanted and wish.attribute in self.relaxed))

    @property
    def changes_nothing(self) -> bool:
        """Whether it neither says nor lifts anything of a search."""
        lifts = self.lifts_the_limit or self.another_brand or self.in_stock or self.relaxed or self.open
        return self.says_nothing and not lifts

    @property
    def says_nothing(self) -> bool:
        """Whether there is nothing in it to search by."""
        compared = self.cheaper or self.cheapest or self.dearer or self.bigger or self.smaller
        return not (self.wishes or self.added or self.budget or compared)

    def _refusals(self) -> Iterable[tuple[int, int]]:
        """Where it says that something is disliked: "it gives me a headache" names nothing to look for."""
        words = tokens(self.text)
        mentioned = {wish.said[0] for wish in self.wishes if wish.wanted}
        mentions = {at: at + 1 for at, word in enumerate(words) if word.start in mentioned}
        places = [*polarity.refusals(words), *polarity.denied(words, mentions)]
        return [(words[first].start, words[last - 1].end) for first, last in places]


def _is_an_amount(wish: Wish, budget: money.Budget) -> bool:
    """Whether the words of a wish are those of an amount: "under 14 pounds" names no size."""
    return any(start < wish.said[1] and wish.said[0] < end for start, end in budget.spans)


def in_short(words: str) -> str:
    """Words without those of asking at their ends: "do you have any rain coats for" -> "rain coats"."""
    named = words.split()
    names = [at for at, word in enumerate(named) if _plain(word) not in _ASKING]
    return " ".join(named[names[0] : names[-1] + 1]) if names else words


def _plain(word: str) -> str:
    return word.lower().translate(_NO_APOSTROPHES).strip(".,;:!?")
