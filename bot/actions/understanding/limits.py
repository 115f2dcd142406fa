"""The words around an amount that say what it limits, and those beside which it is no money.

A word list, not a grammar: `money` reads by it.
"""

from __future__ import annotations

from collections.abc import Mapping

from actions.understanding.lists import section, words

AT_MOST, AT_LEAST, ABOUT, MORE, LESS, BUDGET, FROM = (
    "at most",
    "at least",
    "about",
    "more",
    "less",
    "budget",
    "from",
)

_BEFORE: Mapping[str, str] = section("limits", "before")
_AFTER: Mapping[str, str] = section("limits", "after")
DASHES = frozenset({"-", "–", "—", "~", "‑", "−"})
TO = frozenset({"to", "and", "bis", "und", "til", "till", "or", "oder", "through", "/", "u", "bzw"}) | DASHES
"""Between the ends of a range."""
VERBS = frozenset({"spend", "pay", "ausgeben", "zahlen", "got", "afford", "leisten"})
"""Of what is spent "about" may be a little more; a budget is one."""
SKIPPED = words("limits", "skipped")
"""Between the words of a limit and its amount: "under, say, 20", "a maximum of just 20"."""
ABBREVIATED = frozenset({"max", "min", "ca", "c", "approx", "mind", "zirka"})
"""With a full stop that ends no sentence."""
NOT_AFTER = frozenset({"nicht", "not", "isnt", "nie"})
"""After a limit they turn it round: "teurer als 65 darf es nicht sein"."""
SIZED = words("limits", "sized")
"""With these a range without a currency may be of sizes."""
NEGATIONS = words("limits", "negations")
BETWEEN_NEGATION = words("limits", "between negation")
"""What may stand between "not" and "more than": "I don't want to spend more than"."""
CORRECTIONS = words("limits", "corrections")

UNITS = words("limits", "units")
FOLLOWING = words("limits", "following")
"""What may follow a number without a currency that is an amount; before any other it is a count."""
COUNTED = words("limits", "counted")
"""Before a number they say what it counts."""
YOUNG = words("limits", "young")
"""Whoever is under, or over, some age."""
BEINGS = words("limits", "beings")
BE = words("limits", "be")
THINGS_THAT_ARE = words("limits", "things that are")
PAID = words("limits", "paid")
"""Before a price they tell of one: what was paid, what the post costs."""
WAS = frozenset({"was", "were"})
"""Right before a price they do, and `PAID_AFTER` right after it."""
PAID_AFTER = frozenset({"bezahlt", "gezahlt", "gekostet", "ausgegeben", "paid"})
OFF = words("limits", "off")
"""After a price they make something else of it: "£5 off", "a £10 voucher"."""
DELIVERY = words("limits", "delivery")


def phrases(table: Mapping[str, str]) -> dict[tuple[str, ...], str]:
    """Each phrase as its words, and the kind of limit that it says."""
    return {
        tuple(phrase.split()): kind
        for kind, listed in table.items()
        for line in listed.splitlines()
        for phrase in line.split("|")
        if phrase.strip()
    }


BEFORE, AFTER = phrases(_BEFORE), phrases(_AFTER)
CONTINUING = FOLLOWING | {phrase[0] for phrase in AFTER}
"""After the cents of an amount, or glued to it: "two pounds fifty for", "£20max"."""
LONGEST = max(map(len, [*BEFORE, *AFTER]))
