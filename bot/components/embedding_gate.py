"""Lowers an intent's confidence when nothing like the message was among the training examples.

A closed-set classifier is sure of nonsense too; the nearest example's cosine is not.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

Floats = NDArray[np.float32]
EXAMPLES_FILE = "examples.npy"


def sentence_vector(message: Message) -> Floats | None:
    """The dense sentence vector of a message at unit length, or None where there is none."""
    _, sentence = message.get_dense_features(TEXT)
    if sentence is None:
        return None
    vector = np.asarray(sentence.features, dtype=np.float32).reshape(-1)
    length = float(np.linalg.norm(vector))
    return vector / length if length else None


def nearness(vector: Floats, examples: Floats, *, neighbours: int) -> float:
    """Mean cosine to the closest `neighbours` examples, in 0..1; examples are unit rows."""
    cosines = np.sort(examples @ vector)[-neighbours:]
    return float(np.clip(cosines.mean(), 0.0, 1.0))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class EmbeddingGate(GraphComponent, IntentClassifier):
    """Multiplies every confidence of the ranking by the message's nearness to the training examples."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Sentence vectors; the classifier before it is checked by eye, as Rasa trains the two apart."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`neighbours`: how many examples are averaged; more is calmer, 1 reacts to single examples."""
        return {"neighbours": 1}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 (Rasa's signature)
    ) -> EmbeddingGate:
        """A gate that knows no example yet, and so changes nothing."""
        return cls(config, model_storage, resource, examples=None)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003
        **_: Any,
    ) -> EmbeddingGate:
        """The trained gate from the model archive."""
        with model_storage.read_from(resource) as folder:
            examples = np.load(folder / EXAMPLES_FILE, allow_pickle=False)
        return cls(config, model_storage, resource, examples=examples)

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        *,
        examples: Floats | None,
    ) -> None:
        self._neighbours = config["neighbours"]
        self._model_storage = model_storage
        self._resource = resource
        self._examples = examples

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the unit sentence vectors of all intent examples: (examples, dimensions), float32."""
        vectors = [sentence_vector(example) for example in training_data.intent_examples]
        known = [vector for vector in vectors if vector is not None]
        if known:
            self._examples = np.stack(known)
            with self._model_storage.write_to(self._resource) as folder:
                np.save(folder / EXAMPLES_FILE, self._examples)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Lower the confidences in place; a message without a vector stays as it is."""
        for message in messages:
            vector = sentence_vector(message)
            if vector is not None and self._examples is not None:
                self._lower(message, nearness(vector, self._examples, neighbours=self._neighbours))
        return messages

    @staticmethod
    def _lower(message: Message, factor: float) -> None:
        ranking = [_scaled(entry, factor) for entry in message.get(INTENT_RANKING_KEY, [])]
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        if message.get(INTENT):
            message.set(INTENT, _scaled(message.get(INTENT), factor), add_to_output=True)


def _scaled(entry: dict[str, Any], factor: float) -> dict[str, Any]:
    # A copy: the classifier puts the same dictionary into the intent and into its ranking.
    return {**entry, PREDICTED_CONFIDENCE_KEY: float(entry[PREDICTED_CONFIDENCE_KEY]) * factor}
