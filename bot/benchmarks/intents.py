"""Intents with much out of scope: the pipeline's own component, and Rasa's default pipeline in the same run.

    python -m benchmarks.intents --train CSV --test CSV --out-of-scope LABEL [--json] [--without-rasa]

Both files have the columns `sentence` and `label`. Whoever is measured is trained on the first alone. The
component learns its threshold there too; Rasa's pipeline has that of its own default configuration, and is
also told at the best threshold of the published tables, which was chosen on the test set. HINT3 (Arora et
al., EMNLP Insights 2020) counts likewise: accuracy and Matthews' correlation over all messages, those out of
scope among them.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import csv
import json
import logging
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import structlog
import yaml
from sklearn.metrics import matthews_corrcoef

from benchmarks.costs import measured, peak_megabytes

PUBLISHED = {"Haptik": (0.748, 0.603), "Dialogflow": (0.732, 0.578), "Rasa": (0.641, 0.511)}
LEVELS = [step / 10 for step in range(1, 10)]
FALLBACK = "nlu_fallback"
DEFAULT_PIPELINE = """
recipe: default.v1
assistant_id: benchmark
language: en
pipeline:
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 1
    max_ngram: 4
  - name: DIETClassifier
    epochs: 100
    constrain_similarities: true
    random_seed: 1
  - name: EntitySynonymMapper
  - name: ResponseSelector
    epochs: 100
    constrain_similarities: true
    random_seed: 1
  - name: FallbackClassifier
    threshold: 0.3
    ambiguity_threshold: 0.1
"""
"""What `rasa init` writes, with seeds."""


@dataclass(frozen=True)
class Labelled:
    """Messages and what they mean."""

    texts: list[str]
    labels: list[str]

    @classmethod
    def read(cls, path: Path) -> Labelled:
        """A CSV file with the columns `sentence` and `label`."""
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        if not rows or not {"sentence", "label"} <= set(rows[0]):
            raise SystemExit(f"{path}: it needs the columns sentence and label.")
        return cls([row["sentence"] for row in rows], [row["label"] for row in rows])


def scores(labels: Sequence[str], read: Sequence[str], outside: str) -> dict[str, float]:
    """Accuracy and MCC over all; accuracy of what is in scope, recall of what is not."""
    truth, answers = np.array(labels), np.array(read)
    inside = truth != outside
    return {
        "accuracy": _rounded((truth == answers).mean()),
        "mcc": _rounded(matthews_corrcoef(truth, answers)),
        "in_scope_accuracy": _rounded((truth == answers)[inside].mean()) if inside.any() else 0.0,
        "out_of_scope_recall": _rounded((truth == answers)[~inside].mean()) if (~inside).any() else 0.0,
    }


def _rounded(value: float) -> float:
    return round(float(value), 4)


def component(train: Labelled, test: Labelled, outside: str) -> dict[str, Any]:
    """The classifier of the shipped pipeline, with the threshold that it learns in training."""
    from components import thresholds
    from components.classifier import Classifier, Messages
    from components.encoder import Encoder, encoder_folder

    encoder = Encoder(encoder_folder())
    with measured() as training:
        messages = Messages.of(train.texts, encoder.encode_all(train.texts))
        classifier = Classifier.fit(messages, train.labels)
        level = thresholds.known(messages, train.labels)
    read = []
    with measured() as reading:
        for text in test.texts:
            confidences = classifier.confidences(Messages.of([text], encoder.encode([text])))[0]
            best = int(confidences.argmax())
            read.append(classifier.intents[best] if confidences[best] >= level else outside)
    return {
        **scores(test.labels, read, outside),
        "threshold": _rounded(level),
        "training_cpu_seconds": round(training.cpu_seconds, 1),
        "cpu_ms_a_message": round(1000 * reading.cpu_seconds / len(test.texts), 2),
        "peak_megabytes": round(peak_megabytes()),
    }


def default_pipeline(train: Labelled, test: Labelled, outside: str) -> dict[str, Any]:
    """Rasa's default pipeline (DIET), trained by Rasa itself."""
    from rasa.core.agent import load_agent
    from rasa.model_training import train_nlu

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "config.yml").write_text(DEFAULT_PIPELINE, encoding="utf-8")
        (folder / "nlu.yml").write_text(_as_rasa(train), encoding="utf-8")
        with measured() as training:
            model = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder))
        agent = asyncio.run(load_agent(model_path=model))
        with measured() as reading:
            parsed = [asyncio.run(agent.parse_message(text)) for text in test.texts]
    read = [
        outside if answer["intent"]["name"] in (FALLBACK, None) else answer["intent"]["name"]
        for answer in parsed
    ]
    return {
        **scores(test.labels, read, outside),
        "threshold": 0.3,
        "training_cpu_seconds": round(training.cpu_seconds, 1),
        "cpu_ms_a_message": round(1000 * reading.cpu_seconds / len(test.texts), 2),
        "peak_megabytes": round(peak_megabytes()),
        "best_on_the_test_set": _best(test, parsed, outside),
    }


def _best(test: Labelled, parsed: Sequence[dict[str, Any]], outside: str) -> dict[str, float]:
    """At the best threshold of the published tables, which nobody could know."""
    tops = [
        next((entry for entry in answer["intent_ranking"] if entry["name"] != FALLBACK), None)
        for answer in parsed
    ]
    tried = []
    for level in LEVELS:
        read = [top["name"] if top and top["confidence"] >= level else outside for top in tops]
        tried.append({"threshold": level, **scores(test.labels, read, outside)})
    return max(tried, key=lambda row: row["accuracy"])


def _as_rasa(train: Labelled) -> str:
    examples: dict[str, list[str]] = {}
    for text, label in zip(train.texts, train.labels, strict=True):
        plain = " ".join(text.translate(str.maketrans("[]{}", "()()")).split())
        examples.setdefault(label, []).append(f"- {plain}")
    blocks = [{"intent": label, "examples": "\n".join(lines)} for label, lines in examples.items()]
    return str(yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True))


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and print a table or one JSON object."""
    arguments = _parser().parse_args(argv)
    train, test = Labelled.read(arguments.train), Labelled.read(arguments.test)
    with contextlib.redirect_stdout(sys.stderr):  # Rasa tells of its training where the result belongs
        rows = {"rapport": component(train, test, arguments.out_of_scope)}
        if not arguments.without_rasa:
            rows["rasa_default"] = default_pipeline(train, test, arguments.out_of_scope)
    if arguments.json:
        print(json.dumps({"messages": len(test.texts), **rows}))
        return 0
    for name, row in rows.items():
        print(name, *(f"{column} {value}" for column, value in row.items()), sep="\n  ")
    for name, (accuracy, mcc) in PUBLISHED.items():
        print(f"{name} (published, on hint3-curekart): accuracy {accuracy}, mcc {mcc}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--test", type=Path, required=True)
    parser.add_argument("--out-of-scope", required=True, help="the label of what no intent fits")
    parser.add_argument("--json", action="store_true", help="one JSON object, nothing else, on stdout")
    parser.add_argument("--without-rasa", action="store_true", help="leave Rasa's default pipeline out")
    return parser


if __name__ == "__main__":
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    sys.exit(main())
