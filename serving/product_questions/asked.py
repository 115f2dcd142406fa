"""A question about a product as it is understood: about what, by which words, whether yes or no is asked."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extractOne

from search import spelled, split, words

_FRAME_TEXT = """
able actually also any available big come comes contain containing contains don't dont fit get go goes going
good got had has have hello help hi i'm i've im ive kind know like long lot made make makes making many may
might much need needs new ok okay old one please pls possible put question really sort suit suitable take
tell thank thanks there there's they'd too type use used using want what's whats will work works would
"""
_OPENINGS_TEXT = """
am any are aren't arent can can't cant could did do does doesn't doesnt don't dont got had has hasn't hasnt
have is isn't isnt should was will won't wont would
"""
_ASKING_TEXT = "how hows how's or what what's whats when where where's wheres which who who's whos whose why"
_NEGATIVE_TEXT = "aren't arent can't cant doesn't doesnt don't dont isn't isnt never no not without"
_WHOLLY_TEXT = "100 all completely entirely fully genuine only properly pure purely real solid totally"
_FRAME = frozenset(_FRAME_TEXT.split()) | frozenset(words(_FRAME_TEXT))
"""What stands around a question and says nothing of what is asked for."""
_OPENINGS = frozenset(_OPENINGS_TEXT.split())
_ASKING = frozenset(_ASKING_TEXT.split())
_BESIDE = frozenset({"in", "for", "on", "with", "to", "at"})
_NEGATIVE = frozenset(_NEGATIVE_TEXT.split())
_WHOLLY = frozenset(_WHOLLY_TEXT.split())
_OF_IT = re.compile(r"\W*(?:is|are|was|were)\s(?:it|they|this|these|that|those|s?he)\b")
_WORD = re.compile(r"[^\W\d_]{1,40}(?:'[^\W\d_]{1,3})?")
_OF_HAVING = re.compile(r"\b(?:have|has|got|comes? with|includ\w+|is there|are there|any|do i get)\b")
_MENDED, _LONG = 4, 8
"""Letters of a word that may hold a slip, at least, and of one that may hold two."""
_SHORT = 4
"""Words of a question without a verb: "dishwasher safe?"."""


class QuestionForm(StrEnum):
    """What is asked of a product: what it is, what it has, what it does or bears."""

    BEING = "being"
    HAVING = "having"
    DOING = "doing"


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question; `content` are the stems of the words that say what is asked for."""

    text: str
    topics: Mapping[str, float]
    content: tuple[str, ...]
    polar: bool
    """Whether it can be answered by yes or no."""
    wholly: bool
    """Whether more is asked than that something is so: "100 % wool", "fully waterproof"."""
    form: QuestionForm | None
    """None of one without a verb: "dishwasher safe?"."""

    @classmethod
    def of(cls, text: str, topics: Mapping[str, float]) -> "AskedQuestion":
        """Read a question; `topics` is how likely it is about what."""
        said = split(text.lower())
        content = (own for word, own in spelled(text) if _tells(word, own))
        asking = bool(_ASKING.intersection(said)) or bool(_NEGATIVE.intersection(said))
        return cls(
            text=text,
            topics=topics,
            content=tuple(dict.fromkeys(content)),
            polar=not asking and bool(said) and (said[0] in _OPENINGS or "?" in text or len(said) <= _SHORT),
            wholly=bool(_WHOLLY.intersection(said)),
            form=_form(text.lower(), said),
        )

    @property
    def of_itself(self) -> bool:
        """Whether it asks what this very product is: not what it comes in, nor what it is good for."""
        return self.form is QuestionForm.BEING and _BESIDE.isdisjoint(split(self.text.lower()))

    @property
    def topic(self) -> str:
        """The likeliest topic; empty where none is likelier than all others."""
        name = max(self.topics, key=lambda topic: self.topics[topic], default="")
        return name if name and self.topics[name] >= 0.5 else ""


def _tells(word: str, own: str) -> bool:
    return (len(own) > 1 or own.isdigit()) and _FRAME.isdisjoint((word, own)) and word not in _WHOLLY


def _form(text: str, said: list[str]) -> QuestionForm | None:
    if _OF_IT.match(text):
        return QuestionForm.BEING
    if _OF_HAVING.search(text):
        return QuestionForm.HAVING
    return QuestionForm.DOING if _OPENINGS.intersection(said[:1]) else None


def mended(text: str, *, known: Collection[str], lexicon: Collection[str]) -> str:
    """A question whose slips are mended onto words of the product; never a word of the language."""
    if not lexicon:
        return text
    return _WORD.sub(lambda match: _nearest(match[0], known, lexicon), text)


def _nearest(said: str, known: Collection[str], lexicon: Collection[str]) -> str:
    word = said.lower()
    if len(word) < _MENDED or word in known or word in lexicon:
        return said
    most = 1 if len(word) < _LONG else 2
    near = extractOne(word, known, scorer=DamerauLevenshtein.distance, score_cutoff=most)
    return said if near is None else str(near[0])
