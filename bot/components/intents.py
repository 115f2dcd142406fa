"""The pipeline: what a message asks for, as a whole and in each of its parts, or in which language it is.

It puts into the parsed message `intent` and `intent_ranking`, as every classifier does, and beside them
`clauses` (`text`, `start`, `end`, `intent`, `intent_ranking`, `reason`) and `language`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from actions.understanding.leaving import may_be_a_reason
from components import clauses, thresholds
from components.classifier import Classifier, Messages, Ranking
from components.clauses import LEAVING, UNCLEAR, Part, Span
from components.encoder import Encoder, encoder_fingerprint, encoder_folder
from components.languages import ENGLISH, WORD, Languages

OTHER_LANGUAGE = "other_language"
THRESHOLDS_FILE, WORDS_FILE = "thresholds.json", "words.txt"
RANKED = 5  # intents that are told, the best first


@dataclass(frozen=True)
class Thresholds:
    """The confidences that suffice; both are learned."""

    known: float = 0.0  # below, a message is unclear
    reason: float = 0.0  # below, nobody said why they leave


@dataclass(frozen=True)
class Reading:
    """What a text asks for."""

    intent: str
    confidence: float
    ranking: Ranking
    reason: str  # the reason for leaving that it would be, if it were one

    def as_intent(self) -> dict[str, Any]:
        """In Rasa's form."""
        return {"name": self.intent, "confidence": self.confidence}


class Reader:
    """A trained classifier with its thresholds: all of the understanding but for Rasa's messages."""

    def __init__(self, encoder: Encoder, classifier: Classifier, limits: Thresholds) -> None:
        self._encoder = encoder
        self._classifier = classifier
        self._limits = limits

    def read(self, texts: list[str]) -> list[Reading]:
        """What each text asks for, read together."""
        confidences = self._classifier.confidences(Messages.of(texts, self._encoder.encode(texts)))
        names = self._classifier.intents
        return [
            self._reading(text, [(names[at], float(row[at])) for at in (-row).argsort()])
            for text, row in zip(texts, confidences, strict=True)
        ]

    def _reading(self, text: str, ranking: Ranking) -> Reading:
        reasons = [entry for entry in ranking if _is_reason(entry)]
        name, confidence = ranking[0]
        if reasons and _is_reason(ranking[0]):
            if confidence >= self._limits.reason and may_be_a_reason(text):
                return Reading(name, confidence, ranking[:RANKED], name)
            ranking = _without(ranking, reasons)
            name, confidence = ranking[0] if ranking else (UNCLEAR, 0.0)
        if confidence < self._limits.known:
            name = UNCLEAR
        return Reading(name, confidence, ranking[:RANKED], reasons[0][0] if reasons else "")

    def parts(self, text: str) -> tuple[Reading, list[tuple[Span, Reading]]]:
        """What the whole text asks for, and each of its parts that is to be answered."""
        spans = clauses.split(text)
        whole, *readings = self.read([text, *(text[start:end] for start, end in spans if len(spans) > 1)])
        if not readings:
            return whole, [(spans[0], whole)]
        by_intent = {reading.intent: reading for reading in reversed(readings)}
        parts = [Part(*span, reading.intent) for span, reading in zip(spans, readings, strict=True)]
        joined = clauses.joined(text, parts)
        if len(joined) > clauses.ANSWERED:
            return whole, [((spans[0][0], spans[-1][1]), whole)]
        answered = [((part.start, part.end), by_intent[part.intent]) for part in joined]
        if len(joined) == 1:
            if whole.intent in {part.intent for part in parts}:
                answered = [(answered[0][0], whole)]
            whole = answered[0][1]
        return whole, answered


def _is_reason(entry: tuple[str, float]) -> bool:
    return entry[0].startswith(LEAVING)


def _without(ranking: Ranking, reasons: Ranking) -> Ranking:
    """The others of a ranking, as sure as they would be if the reasons were none."""
    total, said = sum(value for _, value in ranking), sum(value for _, value in reasons)
    share = total / (total - said) if total > said else 0.0
    return [(name, value * share) for name, value in ranking if not _is_reason((name, value))]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class Intents(GraphComponent, IntentClassifier):
    """Rasa's component: trains the classifier with its thresholds, keeps it in the model, reads messages."""

    @staticmethod
    def required_packages() -> list[str]:
        """Packages that must be importable."""
        return ["onnxruntime", "py3langid", "skops", "tokenizers"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`C`: inverse regularisation; `unknown`: the share of messages that no intent fits, as far as known;
        `precision`: of stored reasons; `threads`: of onnxruntime.
        """
        return {"C": 5.0, "unknown": 0.5, "precision": 0.95, "threads": 1}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:  # noqa: ARG003 (Rasa's signature)
        """Part of Rasa's cache key, so that another encoder is another training."""
        return encoder_fingerprint(encoder_folder())

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> Intents:
        """One that is not trained yet."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003
        **_: Any,
    ) -> Intents:
        """The trained one from the model archive."""
        intents = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            limits = Thresholds(**json.loads((folder / THRESHOLDS_FILE).read_text(encoding="utf-8")))
            intents.reader = Reader(intents.encoder, Classifier.load(folder), limits)
            known = (folder / WORDS_FILE).read_text(encoding="utf-8").split("\n")
        intents.languages = Languages(frozenset(known))
        return intents

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self.encoder = Encoder(encoder_folder(), threads=config["threads"])
        self.reader: Reader | None = None
        self.languages: Languages | None = None

    def train(self, training_data: TrainingData) -> Resource:
        """Train on the examples of all intents and keep what was learned."""
        labelled = [(example.get(TEXT), example.get(INTENT)) for example in training_data.intent_examples]
        labelled = [(text, intent) for text, intent in labelled if text]
        if labelled:
            texts, intents = [text for text, _ in labelled], [intent for _, intent in labelled]
            messages = Messages.of(texts, self.encoder.encode_all(texts))
            limits = learned_thresholds(
                messages, intents, share=self._config["unknown"], precision=self._config["precision"]
            )
            with self._model_storage.write_to(self._resource) as folder:
                Classifier.fit(messages, intents, c=self._config["C"]).save(folder)
                (folder / THRESHOLDS_FILE).write_text(json.dumps(vars(limits)), encoding="utf-8")
                words = sorted({word for text in texts for word in WORD.findall(text.lower())})
                (folder / WORDS_FILE).write_text("\n".join(words), encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Read messages in place."""
        for message in messages:
            text = message.get(TEXT)
            if text and self.reader is not None and self.languages is not None:
                self._read(message, text, self.reader, self.languages)
        return messages

    @staticmethod
    def _read(message: Message, text: str, reader: Reader, languages: Languages) -> None:
        language = languages.foreign(text)
        whole, parts = reader.parts(text)
        if language:
            whole, parts = replace(whole, intent=OTHER_LANGUAGE, confidence=1.0), []
        message.set("language", language or ENGLISH, add_to_output=True)
        message.set("clauses", [_clause(text, *part) for part in parts], add_to_output=True)
        message.set(INTENT, whole.as_intent(), add_to_output=True)
        message.set(INTENT_RANKING_KEY, _ranking(whole.ranking), add_to_output=True)


def learned_thresholds(
    messages: Messages, intents: list[str], *, share: float, precision: float
) -> Thresholds:
    """The thresholds that cross-validation on the training examples finds."""

    def is_reason(intent: str) -> bool:
        return intent.startswith(LEAVING)

    reason = (
        thresholds.precise(messages, intents, of=is_reason, admits=may_be_a_reason, precision=precision)
        if any(map(is_reason, intents))
        else thresholds.NEVER
    )
    return Thresholds(known=thresholds.known(messages, intents, unknown=share), reason=reason)


def _clause(text: str, span: Span, reading: Reading) -> dict[str, Any]:
    start, end = span
    return {
        "text": text[start:end],
        "start": start,
        "end": end,
        "intent": reading.as_intent(),
        "intent_ranking": _ranking(reading.ranking),
        "reason": reading.reason,
    }


def _ranking(ranking: Ranking) -> list[dict[str, Any]]:
    return [{"name": name, "confidence": confidence} for name, confidence in ranking]
