"""What may be said of the facts: texts in one language, with the amounts that the settings know."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.facts.shop import ShopFacts
from core.facts.texts import AMOUNTS, OWN, Listing, Section, filled
from core.locales import money
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Fact:
    """What answers one question, ready to be said."""

    topic: str
    title: str
    url: str | None
    text: str
    text_not_offered: str = ""
    """For who asks for what there is not; empty where nothing of its own is said to them."""
    listing: Listing | None = None
    questions: tuple[str, ...] = ()
    """The shop's own, that it answers."""


def stated(facts: ShopFacts, settings: Settings, *, language: str | None = None) -> list[Fact]:
    """All that may be said in a language (ISO 639-1), the shop's where none is given or nothing is in it.

    A text with a placeholder for what is not known is left out.
    """
    return list(_Teller(settings, language or settings.language).told(facts))


@dataclass(frozen=True)
class _Teller:
    settings: Settings
    language: str

    def told(self, facts: ShopFacts) -> Iterator[Fact]:
        for name, section in facts.sections():
            title = section.title or name.replace("_", " ").capitalize()
            for field, value in section.stated():
                listing = value if isinstance(value, Listing) else None
                text = self._said(value.text if isinstance(value, Listing) else value, section)
                if text:
                    refusal = listing.text_not_offered if listing else None
                    yield Fact(
                        topic=f"{name}.{field}",
                        title=title,
                        url=section.url,
                        text=text,
                        text_not_offered=(refusal and self._said(refusal, section)) or "",
                        listing=listing,
                    )
        for number, entry in enumerate(facts.questions):
            if text := self._said(entry.answer, entry):
                title = entry.title or entry.questions[0]
                yield Fact(f"questions.{number}", title, entry.url, text, questions=entry.questions)

    def _said(self, text: dict[str, str], section: Section) -> str | None:
        own = text.get(OWN, text.get(self.settings.language))
        sentence = text.get(self.language, own)
        return filled(sentence, {**amounts_of(self.settings), **section.values()}) if sentence else None


def amounts_of(settings: Settings) -> dict[str, str | None]:
    """What delivery costs and from when it does not, as texts say it; None where the settings do not."""
    amounts = {name: getattr(settings, name) for name in AMOUNTS}
    return {
        name: None if amount is None else money(amount, settings.currency) for name, amount in amounts.items()
    }
