"""Where a message may be parted: into what it asks for one after the other ("… and when would it arrive?").

Careful rather than thorough: a part begins a sentence, or follows "and", "but", "also" or a comma and opens
like a question or a request of its own. Lists of things ("hats and gloves", "salt and pepper mill") are never
parted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

Span = tuple[int, int]
"""Start and end in characters."""

MOST = 6
"""Parts; a message with more of them is a story, and read as a whole."""

_QUESTION = (
    r"(?:(?:do|does|did|is|are|was|were|can|could|will|would|should|have|has|may|shall)(?:n'?t)?"
    r" (?:you|u|ya|i|it|they|there|this|that|these|those|we|he|she|the|my|your|any|anyone|somebody|someone)"
    r"|how|what|whats|what's|when|where|wheres|where's|why|who|whose"
    r"|which (?:one|ones|of|is|are|do|would|colou?rs?|sizes?))"
)
_REQUEST = (
    r"(?:(?:show|find|tell|give|send|recommend|suggest|remind) (?:me|us|my|him|her)"
    r"|(?:i|we)(?: also| still| really)? (?:want|need|would like|wanna|wish)\b|(?:i|we)(?:'d|d) (?:like|love)"
    r"|(?:i'm|im|i am|we're|we are)(?: also)? (?:looking|after|searching|trying)|looking for|let me"
    r"|(?:add|remove|delete|cancel|track|compare|change|forget|return|refund|order|book|swap|replace)"
    r" (?:it|this|that|these|those|them|the|my|me|a|an|one|two|both|all|everything)"
    r"|(?:put|take|chuck|stick|pop|get rid of) (?:it|this|that|these|them|the|one|two|both|me|my)"
    r"|(?:can|could) (?:i|you|we)|(?:speak|talk) to|please (?:show|find|add|remove|tell|cancel|send))"
)
_OPENS = rf"(?:(?:and|also|then|please|pls|oh|ok|now) ){{0,2}}(?:{_QUESTION}|{_REQUEST})\b"
_LINK = r"(?:,|;|\s-|\s–)?\s(?:and|but|also|then|plus|oh|&|n)(?:\s(?:also|then|please|pls|btw|while))?\s"
_COURTESY = (
    r"(?:hi|hiya|hello|hey|heya|good (?:morning|afternoon|evening|day)|thanks?(?: you)?(?: (?:so|very) much)?"
    r"|thats great|that's great|great|perfect|lovely|cheers|ta|brilliant|ok|okay)(?: (?:there"
    r"|again|all|mate))?"
)

SENTENCE_END = re.compile(r"(?<![\s.!?…])[.!?…;]{1,6}(\s)(?=\S)")
LINKED = re.compile(rf"{_LINK}(?={_OPENS})", re.IGNORECASE)
COMMA = re.compile(rf",\s(?={_OPENS})", re.IGNORECASE)
GREETED = re.compile(rf"{_COURTESY}(?: {_COURTESY})?(\s?[,.!:-]{{1,3}}\s)(?=\S)", re.IGNORECASE)
OPENING = re.compile(rf"\s*{_OPENS}", re.IGNORECASE)
SHORTENED = re.compile(
    r"(?:\b(?:e\.g|i\.e|approx|max|min|no|nr|st|mr|mrs|ms|dr|vs|etc|size|incl)|\b\w)$", re.IGNORECASE
)
WORD = re.compile(r"\w")


def split(text: str) -> list[Span]:
    """The parts of a message, in order, without the spaces and the link words between them."""
    cuts = _cuts(text)
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(text)]
    parts = [_trimmed(text, start, end) for start, end in zip(starts, ends, strict=True) if start < end]
    spans = [(start, end) for start, end in parts if WORD.search(text[start:end])]
    return spans if 1 < len(spans) <= MOST else [_trimmed(text, 0, len(text))]


def _cuts(text: str) -> list[Span]:
    """Where one part ends and the next begins, in order; overlapping ones are one."""
    greeted = GREETED.match(text)
    always = [greeted.span(1)] if greeted else []
    always += [match.span(1) for match in SENTENCE_END.finditer(text) if not _abbreviated(text, match)]
    always += [match.span() for match in LINKED.finditer(text)]
    commas = {match.span() for match in COMMA.finditer(text)} - set(always)
    cuts: list[Span] = []
    for start, end in sorted({*always, *commas}):
        begun = cuts[-1][1] if cuts else 0
        if start < begun:
            cuts[-1] = (cuts[-1][0], max(begun, end))
        # "My back is bad, I need a firm one" gives a reason; a question before the comma stands alone.
        elif (start, end) not in commas or OPENING.match(text, begun):
            cuts.append((start, end))
    return cuts


def _abbreviated(text: str, end: re.Match[str]) -> bool:
    return (
        end.group().startswith(".")
        and SHORTENED.search(text[max(0, end.start() - 8) : end.start()]) is not None
    )


def _trimmed(text: str, start: int, end: int) -> Span:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), max(start, end - len(part) + len(part.rstrip()))


UNCLEAR = "nlu_fallback"
FILLER = frozenset({UNCLEAR, "chat", "out_of_scope"})
"""What only goes with what is asked before or after it."""
COURTESY = frozenset({"greet", "thanks", "goodbye"})
"""Not answered where something is asked as well."""
SEARCH = ("find_product", "ask_recommendation", "refine_search", "state_preference")
"""One search as far as they follow each other; the first of them says what is to be done."""
LEAVING, FAREWELL = "leave_", frozenset({"stop", "deny", "goodbye", "thanks"})
ANSWERED = 4
"""Things in one message; more are a story."""


@dataclass(frozen=True)
class Part:
    """A part of a message and what it asks for."""

    start: int
    end: int
    intent: str

    def with_next(self, part: Part) -> Part:
        """The two as one, which asks for what the weightier asks for."""
        both = {self.intent, part.intent}
        weighty = [intent for intent in SEARCH if intent in both] if both <= {*SEARCH} else []
        kept = weighty[0] if weighty else part.intent if self.intent in FILLER else self.intent
        return Part(self.start, part.end, kept)


def joined(text: str, parts: Sequence[Part]) -> list[Part]:
    """The parts that are to be answered: a limit or a wish goes with the search that it belongs to."""
    asking = [part for part in parts if part.intent not in COURTESY] or list(parts)[:1]
    groups: list[Part] = []
    for part in asking:
        if groups and _belongs(text, groups[-1], part):
            groups[-1] = groups[-1].with_next(part)
        else:
            groups.append(part)
    return groups


def _belongs(text: str, before: Part, part: Part) -> bool:
    asks_anew = OPENING.match(text, part.start) is not None
    if part.intent in FILLER or before.intent in FILLER:
        return not (part.intent == UNCLEAR and asks_anew)  # an unclear question is still one of its own
    if before.intent.startswith(LEAVING) and part.intent in FAREWELL:
        return True
    if before.intent in SEARCH and part.intent in SEARCH:
        return not (before.intent == part.intent == SEARCH[0] and asks_anew)
    return before.intent == part.intent and not asks_anew
