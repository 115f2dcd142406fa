"""Whether a message may be a reason for leaving at all, and whether it says outright that somebody leaves.

What is recorded is repeated to the shopper in an email, so what is not said must not be. The classifier
reads which reason it would be; here a question, a limit, a wish, a taste, a comparison, a matter of others
or of an order that was placed is turned away, whatever the classifier thinks.
"""

from __future__ import annotations

import re

_QUESTION = re.compile(
    r"^(?:(?:and|but|so|ok|hi|hello|hey|sorry|well|oh|um+|also),? )*"
    r"(?:(?:do|does|did|is|are|was|were|can|could|will|would|should|have|has|may|must|am)(?:n'?t)? "
    r"(?:you|u|ya|i|it|its|they|there|this|that|these|those|we|he|she|the|my|your|any|anyone|people)\b"
    r"|(?:how|what|whats|what's|when|whens|where|wheres|where's|why|who|whos|whose|which|wat|wen)\b"
    r"|(?:any|anything|anyone|got any)\b|(?:is|are) (?!too |so |very |not |just )|tell me\b|explain\b)"
)
_LEAVES = re.compile(
    r"\b(?:(?:i|we)(?:'m| am|'ll| will|'d| would|'ve| have| had|m|ll)? (?:\w+ )?(?:leav(?:e|ing)"
    r"|left|quit|gave up|give up"
    r"|giving up|stopp?ed|bailed|went elsewhere|walked away|closed (?:it|the))"
    r"|(?:did ?n[o']?t|did not|wo ?n[o']?t|will not|could ?n[o']?t|could not|ca ?n[o']?t|cannot"
    r"|can not|not|never)"
    r"(?: \w+){0,2} (?:buy|buying|bought|order|ordering|ordered|purchas\w*|pay|paying"
    r"|check(?:ing)? ?out|finish\w*|complete)"
    r"|(?:i'?m|im|i am|we're) (?:out|off|leaving|going (?:elsewhere|somewhere else|to leave))"
    r"|no (?:sale|deal|order|thanks)"
    r"|not (?:today|yet|worth it|risking)|(?:elsewhere|somewhere else|another (?:shop|site"
    r"|store))|i(?:'ll| will)? pass"
    r"|(?:forget|leave|skip(?:ped)?|dropp?(?:ed)?|left) it|never ?mind|changed my mind|gave up"
    r"|put me off|scared me (?:off|away)"
    r"|maybe later|another time|come back (?:later|at|another|tomorrow|next|when)|think about it"
    r"|can'?t (?:justify|afford)"
    r"|sleep on it)\b"
)
_SAYS_NOTHING = re.compile(
    r"^\W*(?:too (?:long|slow|late)|checkout|delivery|returns?|payment|account|sizes?|stock|price)\W*$"
    r"|^(?:please )?repeat\b|\bnot too (?:expensive|dear|pricey|steep)\b"
    r"|\bleaving (?:on|for|home|work|tomorrow|today|soon|next)\b"
)
_OUTRIGHT = re.compile(
    r"\b(?:(?:i'?m|im|i am|we're) (?:off|out|leaving|going elsewhere)|i'?ll (?:leave it|pass|go elsewhere)"
    r"|not (?:paying|buying) (?:that|it|this)"
    r"|no (?:sale|deal)|i give up|gave up on (?:it|this))\b"
)
_WANTS = re.compile(
    r"\b(?:show me|find me|recommend|suggest|looking for (?!now\b)|searching for|do you (?:have|sell|do"
    r"|stock)|got any(?:thing)?"
    r"|(?<!\w )(?:i|we) (?:want|need|prefer|would like|like|love|wear|always|usually|never (?:buy"
    r"|wear|spend|pay))"
    r"(?! to (?:compare|look|check|see|think|ask|sleep|shop|wait))"
    r"|(?:i|we)(?:'d|d) (?:like|love|prefer)|i(?:'m| am|m)? allergic|instead|(?:anything|something|one|ones)"
    r" (?:cheaper|else|smaller|bigger|larger|warmer|similar|less))\b"
)
_LIMIT = re.compile(
    r"\b(?:under|below|less than|up to|at most|max(?:imum)?|no more than|within|budget|around"
    r"|between|not over|spend)\b"
    r"(?=.{0,40}(?:\d|tenner|fiver|ten|twenty|thirty|forty|fifty|hundred|quid|pounds?|budget))"
)
_COMPARES = re.compile(
    r"\b(?:than (?:the|this|that|these) (?:first|second|third|last|other|one|\w+ one)"
    r"|difference between|compared? (?:the|these|them)"
    r"|(?:which|what)(?:'s| is| one)|better than|(?:first|second|third) (?:one )?(?:is|looks|seems))\b"
)
_OTHERS = re.compile(
    r"^(?:(?:and|but|so|well|oh),? )*(?:my (?:mum|mom|dad|mother|father|wife|husband|partner"
    r"|girlfriend|boyfriend|friend"
    r"|sister|brother|son|daughter|nan|gran\w*|aunt\w*|uncle|boss|colleague|neighbou?r|cousin|mate|kids?|boss|parents?)"
    r"|he|she|they|people|some(?:one|body)|everyone)(?:'s|s)?\b"
)
_SELF = re.compile(r"\b(?:i|i'm|im|i'd|i'll|i've|we)\b")
_NO_MATTER = re.compile(
    r"\b(?:(?:no|not|isn'?t|aint|is not|never) (?:a |an |any |the |really |much of )*(?:problem"
    r"|issue|worry|bother|object|concern)"
    r"|(?:does ?n[o']?t|does not|do ?n[o']?t|don'?t) (?:\w+ )?(?:matter|mind|care|bother)|(?:is"
    r"|was|are|were|seems?|looks?|all)"
    r" (?:fine|ok|okay|good|great|alright|reasonable|fair|perfect)"
    r"|happy (?:to|with)|(?:fair|good|great) price|already have|account already|no rush"
    r"|no hurry|can wait)\b"
)
_ORDERED = re.compile(
    r"\b(?:my (?:order|parcel|package|delivery|refund|return)|(?:i|we)(?:'ve| have)? (?:ordered"
    r"|received|bought)(?! it)"
    r"|(?:hasn'?t|has not|have ?n[o']?t|never|not) (?:come|came|arrived|turned up"
    r"|been (?:delivered|refunded))"
    r"|arrived|refund(?:ed)?|faulty|damaged|missing (?:from|parts?|items?)|(?:parts?|items?"
    r"|something|pieces?) (?:is|are|was|were) missing|(?:still|been) waiting|money back|[a-z]{2}-?\d{4,})\b"
)


def may_be_a_reason(text: str) -> bool:
    """Whether a part of a message may say why somebody leaves; what asks or wishes does not."""
    said = _plain(text)
    if _NO_MATTER.search(said) or _about_others(said) or _SAYS_NOTHING.search(said):
        return False
    if said.endswith("?") or _QUESTION.search(said):
        return False
    return says_they_leave(said) or not any(
        pattern.search(said) for pattern in (_WANTS, _LIMIT, _COMPARES, _ORDERED)
    )


def says_they_leave(text: str) -> bool:
    """Whether it says outright that they leave, did not buy or will not."""
    return _LEAVES.search(_plain(text)) is not None


def says_so_outright(text: str) -> bool:
    """Whether it says in the first person that they go without buying, whatever else it speaks of."""
    said = _plain(text)
    return _OUTRIGHT.search(said) is not None and may_be_a_reason(text)


def _about_others(said: str) -> bool:
    return _OTHERS.search(said) is not None and _SELF.search(said) is None


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())
