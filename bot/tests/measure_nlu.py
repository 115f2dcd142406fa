"""Intent accuracy and entity F1 of a trained model on messages it was not trained on.

    python -m tests.measure_nlu [MODEL] [--messages tests/nlu_heldout.yml] [--errors]

The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import structlog
from rasa.core.agent import load_agent
from rasa.shared.nlu.training_data.loading import load_data

from actions.preferences import without_overlaps

HERE = Path(__file__).parent
DEFAULT_MODEL = HERE.parent / "models" / "rapport.tar.gz"
OUT_OF_SCOPE = frozenset({"out_of_scope", "nlu_fallback"})
Span = tuple[int, int, str]


@dataclass(frozen=True)
class Reading:
    """One message: what it means, and what the model made of it."""

    text: str
    intent: str
    read: str
    confidence: float
    entities: frozenset[Span]
    predicted: frozenset[Span]
    milliseconds: float

    @property
    def right(self) -> bool:
        """Out of scope is right when it was refused, by the intent or by the gate."""
        return self.read == self.intent or (self.intent in OUT_OF_SCOPE and self.read in OUT_OF_SCOPE)


def model_path() -> Path:
    """RAPPORT_BOT_MODEL, else where `rasa train` puts it."""
    return Path(os.environ.get("RAPPORT_BOT_MODEL", DEFAULT_MODEL))


async def read(model: Path, messages: Path) -> list[Reading]:
    """Parse every message of an NLU file with the model."""
    agent = await load_agent(model_path=str(model))
    return [await _read(agent, example) for example in load_data(str(messages)).intent_examples]


async def _read(agent: Any, example: Any) -> Reading:
    text = example.get("text")
    started = time.perf_counter()
    parsed = await agent.parse_message(text)
    took = 1000 * (time.perf_counter() - started)
    return Reading(
        text=text,
        intent=example.get("intent"),
        read=parsed["intent"]["name"],
        confidence=parsed["intent"]["confidence"],
        entities=_spans(example.get("entities", [])),
        predicted=_spans(without_overlaps(parsed["entities"])),
        milliseconds=took,
    )


def scores(readings: list[Reading]) -> dict[str, float]:
    """Accuracy over all, over what is in scope, recall of what is not, and strict entity F1."""
    inside = [reading for reading in readings if reading.intent not in OUT_OF_SCOPE]
    outside = [reading for reading in readings if reading.intent in OUT_OF_SCOPE]
    shared = sum(len(reading.entities & reading.predicted) for reading in readings)
    total = sum(len(reading.entities) + len(reading.predicted) for reading in readings)
    return {
        "messages": len(readings),
        "accuracy": _share(readings),
        "in_scope_accuracy": _share(inside),
        "out_of_scope_recall": _share(outside),
        "entity_f1": round(2 * shared / total, 4) if total else 0.0,
        "median_ms": round(float(np.median([reading.milliseconds for reading in readings])), 1),
    }


def _share(readings: list[Reading]) -> float:
    return round(sum(reading.right for reading in readings) / len(readings), 4) if readings else 0.0


def _spans(entities: Any) -> frozenset[Span]:
    return frozenset((entity["start"], entity["end"], entity["entity"]) for entity in entities)


def main() -> None:
    """Read the arguments, print the mistakes if asked, then the scores."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", nargs="?", type=Path, default=model_path())
    parser.add_argument("--messages", type=Path, default=HERE / "nlu_heldout.yml")
    parser.add_argument("--errors", action="store_true")
    arguments = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    readings = asyncio.run(read(arguments.model, arguments.messages))
    for reading in readings if arguments.errors else ():
        if not reading.right:
            print(f"{reading.text!r}: {reading.intent}, read as {reading.read} ({reading.confidence:.2f})")
        if reading.entities != reading.predicted:
            print(f"{reading.text!r}: entities {sorted(reading.entities)}, found {sorted(reading.predicted)}")
    print(json.dumps(scores(readings)))


if __name__ == "__main__":
    main()
