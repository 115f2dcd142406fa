"""Rasa's logistic regression with its regularisation opened: unit sentence vectors want a weak one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntents(LogisticRegressionClassifier):
    """`LogisticRegressionClassifier` on the dense sentence vector, with `C` in its config.

    `C` is the inverse regularisation strength. With scikit-learn's default of 1 the best of forty intents
    gets a confidence near 0.1, right or wrong.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's own defaults and `C`."""
        return {**LogisticRegressionClassifier.get_default_config(), "max_iter": 500, "C": 30.0}

    def __init__(
        self, config: dict[str, Any], name: str, model_storage: ModelStorage, resource: Resource
    ) -> None:
        super().__init__(config, name, model_storage, resource)
        self.clf.set_params(C=self.config["C"])

    def _create_X(self, messages: list[Message]) -> NDArray[np.float32]:  # noqa: N802 (Rasa's name)
        # Rasa builds a sparse matrix of what is dense here, which makes training many times slower.
        rows = [message.get_dense_features(TEXT)[1] for message in messages]
        width = next((row.features.shape[-1] for row in rows if row is not None), 0)
        empty = np.zeros((1, width), dtype=np.float32)
        return np.vstack([row.features if row is not None else empty for row in rows])
