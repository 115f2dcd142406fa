"""Rasa featurizer on the exported encoder: one sentence vector and one vector a token, both dense."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.encoder import Encoder, Encoding, encoder_fingerprint, encoder_folder, pool_tokens

BATCH = 64


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class OnnxFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds the encoder's vectors to each message; word pieces are averaged into Rasa's tokens."""

    @classmethod
    def required_components(cls) -> list[type]:
        """A tokenizer comes first: its tokens are what the sequence features describe."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Packages that must be importable."""
        return ["onnxruntime", "tokenizers"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`threads`: of onnxruntime within one message."""
        return {**DenseFeaturizer.get_default_config(), "threads": 1}

    @staticmethod
    def validate_config(config: dict[str, Any]) -> None:
        """Nothing beyond what the base class checks."""

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:  # noqa: ARG003 (Rasa's signature)
        """Part of Rasa's cache key, so that another encoder is another training."""
        return encoder_fingerprint(encoder_folder())

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,  # noqa: ARG003 (nothing is trained, so nothing is stored)
        resource: Resource,  # noqa: ARG003
        execution_context: ExecutionContext,
    ) -> OnnxFeaturizer:
        """Open the encoder of this machine; Rasa calls this for training and for serving."""
        encoder = Encoder(encoder_folder(), threads=config["threads"])
        return cls(execution_context.node_name, config, encoder)

    def __init__(self, name: str, config: dict[str, Any], encoder: Encoder) -> None:
        super().__init__(name, config)
        self._encoder = encoder

    def process(self, messages: list[Message]) -> list[Message]:
        """Featurize messages in place (Rasa finds this node's input by the parameter's name)."""
        written = [message for message in messages if message.get(TEXT)]
        by_length = sorted(written, key=lambda message: len(message.get(TEXT)))  # less padding a batch
        for start in range(0, len(by_length), BATCH):
            batch = by_length[start : start + BATCH]
            for message, encoding in zip(
                batch, self._encoder.encode([entry.get(TEXT) for entry in batch]), strict=True
            ):
                self._add(message, encoding)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Featurize the training examples in place."""
        self.process(training_data.training_examples)
        return training_data

    def _add(self, message: Message, encoding: Encoding) -> None:
        spans = [(token.start, token.end) for token in message.get(TOKENS_NAMES[TEXT], [])]
        if spans:
            sequence = pool_tokens(encoding, spans)
            self.add_features_to_message(
                sequence=sequence, sentence=encoding.sentence[None, :], attribute=TEXT, message=message
            )
