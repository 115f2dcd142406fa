"""What the assistant can do: a module for each kind of thing, and which intent leads to which skill."""

from __future__ import annotations

from collections.abc import Mapping

from actions.skills import (
    basket,
    comparing,
    explaining,
    finding,
    languages,
    leaving,
    memory,
    opinions,
    orders,
    people,
    products,
    shop,
    talk,
)
from actions.skills.skill import Skill

SKILLS: Mapping[str, Skill] = {
    **talk.SKILLS,
    **finding.SKILLS,
    **products.SKILLS,  # "do you have it in red?" is a question, before it is a search
    **memory.SKILLS,
    **shop.SKILLS,  # what neither product nor search answers, the shop's terms may
    **explaining.SKILLS,
    **comparing.SKILLS,
    **basket.SKILLS,
    **opinions.SKILLS,
    **orders.SKILLS,
    **leaving.SKILLS,
    **people.SKILLS,
    **languages.SKILLS,
}
"""By intent; what has none is searched for."""
