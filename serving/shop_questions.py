"""Answers what shoppers ask of the shop's terms: with its own sentence that answers just that, or not at all.

A question is taken for one topic (`serving/question_topics.py`); where the shop's facts leave that topic out,
it stays without an answer, however near another topic's sentence is.
"""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import InvalidInput, Unavailable
from core.facts import Fact, facts_of, stated
from core.settings import Settings
from recommender import Encoder, RememberingEncoder
from serving.listed_things import COUNTRIES, Verdict, named, verdicts, without_countries
from serving.question_topics import OTHER, ExampleQuestion, ExampleQuestions, QuestionTopics, usual

log = logging.getLogger(__name__)

SURE = 0.35
"""How sure of its topic a question must be to be answered; `benchmarks.shop_questions` measures it."""
AS_WELL = 0.3
"""How sure of a second topic of the same section."""
WEIGHT = 8
"""A question of the shop's own counts as so many examples: of it there are few."""
ALIKE = 0.75
"""The cosine from which a question of the shop's own is one whose topic is known."""
LIKELY = 0.15
"""How sure of what else is asked of a country, where it is clear that more is."""
FIRST_SECONDS = 1.0
"""So long a question waits for what it is told apart by, before it is told to come again."""
OF_A_COUNTRY = ("delivery.cost", "delivery.time")
"""What else is asked of a country, and answered once it is known that things go there."""


@dataclass(frozen=True, slots=True)
class ShopAnswer:
    """The shop's words, and where they stand."""

    topic: str
    title: str
    text: str
    url: str | None
    verdict: Verdict | None
    """Whether there is what was asked for, where the shop lists what there is."""


class ShopQuestions:
    """The answering side of one process; the file is read anew when it changes."""

    def __init__(self, settings: Settings, encoder: Encoder) -> None:
        """InvalidInput where the file cannot be used: nothing starts without what the shop means to say."""
        self._settings, self._encoder = settings, encoder
        # ExampleQuestions are not asked for again: what shoppers said must not be forgotten for them.
        self._learning = encoder.behind if isinstance(encoder, RememberingEncoder) else encoder
        self._lock = threading.Lock()
        self._stamp, self._facts = _stamp(settings.shop_facts), facts_of(settings)
        self._usual: ExampleQuestions | None = None
        self._topics: QuestionTopics | None = None

    def prepare(self) -> None:
        """Learn to tell questions apart, some seconds of one core, where the shop states any facts."""
        with self._lock:
            self._prepare()

    def _prepare(self) -> None:
        self._read_anew()
        if self._topics is None and self._settings.shop_facts:
            self._usual = self._usual or ExampleQuestions.of(list(usual()), self._learning)
            self._topics = _learned(stated(self._facts, self._settings), self._usual, self._learning)

    def _known(self) -> QuestionTopics | None:
        """What questions are told apart by; Unavailable while it is learned, None where nothing is stated."""
        if not self._lock.acquire(timeout=FIRST_SECONDS):
            raise Unavailable("Questions about the shop are being learned; ask again in a few seconds.")
        try:
            self._prepare()
            return self._topics
        finally:
            self._lock.release()

    def answers(self, question: str, *, language: str | None = None) -> list[ShopAnswer]:
        """At most two, the best first; none where the facts do not answer the question.

        In the language (ISO 639-1) where there is a text in it, else in the shop's.
        """
        known = self._known()
        if known is None:
            return []
        said = {own.topic: own for own in stated(self._facts, self._settings, language=language)}
        topics = self._asked(known, question)
        if not topics or topics[0] not in said or not _names_the_same(said[topics[0]], question):
            return []
        if topics[0].startswith("delivery.") and COUNTRIES in said:
            topics = self._with_countries(known, topics, question, said[COUNTRIES])
        return [_answer(said[topic], question) for topic in topics if topic in said]

    def _asked(self, known: QuestionTopics, question: str) -> list[str]:
        """The topic of a question, and another of its section that it is as much about."""
        (first, sure), (second, as_well) = known.ranked(question, encoder=self._encoder)[:2]
        if sure < SURE:
            return []
        same_section = first.partition(".")[0] == second.partition(".")[0]
        return [first, second] if same_section and as_well >= AS_WELL else [first]

    def _with_countries(
        self, known: QuestionTopics, topics: list[str], question: str, countries: Fact
    ) -> list[str]:
        """First whether things go to the country that is named: what is not sent there has no cost."""
        goes = _verdicts(countries, question) - {None}
        if not goes:
            return topics
        ranked = known.ranked(without_countries(question), encoder=self._encoder) if "yes" in goes else []
        likely = [topic for topic, sure in ranked if topic in OF_A_COUNTRY and sure >= LIKELY]
        return [COUNTRIES, *likely[:1]]

    def _read_anew(self) -> None:
        stamp = _stamp(self._settings.shop_facts)
        if stamp == self._stamp:
            return
        self._stamp, before = stamp, self._facts
        try:
            self._facts = facts_of(self._settings)
        except InvalidInput as error:
            log.warning("The shop's facts stay as they were: %s", error.detail)
        else:
            if self._facts.questions or before.questions:
                self._topics = None  # it goes by them; all else is told apart alike, whatever is stated


def _learned(facts: Sequence[Fact], known: ExampleQuestions, encoder: Encoder) -> QuestionTopics:
    """A question of the shop's own is of a known topic where that is what it asks; else a topic itself."""
    stated_topics = {fact.topic for fact in facts}
    examples = known
    for fact in facts:
        if fact.questions:
            own = ExampleQuestions.of([ExampleQuestion(fact.topic, text) for text in fact.questions], encoder)
            meant, cosine = known.nearest(own.vectors[0])
            if cosine >= ALIKE and meant not in stated_topics | {OTHER}:
                examples = examples.renamed(meant, fact.topic)
            examples = examples.joined(own, times=WEIGHT)
    return QuestionTopics(examples)


def _answer(fact: Fact, question: str) -> ShopAnswer:
    decided = _verdicts(fact, question)
    text = fact.text_not_offered if "no" in decided else ""
    verdict = decided.pop() if len(decided) == 1 else None
    return ShopAnswer(fact.topic, fact.title, text or fact.text, fact.url, verdict)


def _verdicts(fact: Fact, question: str) -> set[Verdict | None]:
    """One where all that the question names is offered, or nothing of it is."""
    return verdicts(fact.listing, fact.topic, question) if fact.listing else set()


def _names_the_same(fact: Fact, question: str) -> bool:
    """Whether an answer to a question of the shop's own is about the country or way to pay that is named."""
    return not fact.questions or any(named(question) == named(own) for own in fact.questions)


def _stamp(file: Path | None) -> tuple[int, int] | None:
    try:
        stat = file.stat() if file else None
    except OSError:
        return None
    return (stat.st_mtime_ns, stat.st_size) if stat else None
