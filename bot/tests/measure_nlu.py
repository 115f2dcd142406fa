"""How a trained model reads messages that it was not trained on: intents, reasons for leaving, CPU time.

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
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import structlog
from rasa.core.agent import load_agent
from rasa.shared.nlu.training_data.loading import load_data

HERE = Path(__file__).parent
DEFAULT_MODEL = HERE.parent / "models" / "rapport.tar.gz"
OUT_OF_SCOPE = frozenset({"out_of_scope", "nlu_fallback"})
LEAVING = "leave_"


@dataclass(frozen=True)
class Reading:
    """One message: what it means, and what the model made of it."""

    text: str
    intent: str
    read: str
    confidence: float
    parts: tuple[str, ...]
    cpu_ms: float

    @property
    def right(self) -> bool:
        """Out of scope is right when it was refused, by the intent or by the threshold."""
        return self.read == self.intent or (self.intent in OUT_OF_SCOPE and self.read in OUT_OF_SCOPE)

    @property
    def reasons(self) -> list[str]:
        """The reasons for leaving that would be stored."""
        return [part for part in self.parts if part.startswith(LEAVING)]


def model_path() -> Path:
    """RAPPORT_BOT_MODEL, else where `rasa train` puts it."""
    return Path(os.environ.get("RAPPORT_BOT_MODEL", DEFAULT_MODEL))


async def read(model: Path, messages: Path) -> list[Reading]:
    """Parse every message of an NLU file with the model."""
    agent = await load_agent(model_path=str(model))
    return [await _read(agent, example) for example in load_data(str(messages)).intent_examples]


async def _read(agent: Any, example: Any) -> Reading:
    text = example.get("text")
    started = time.process_time()
    parsed = await agent.parse_message(text)
    return Reading(
        text=text,
        intent=example.get("intent"),
        read=parsed["intent"]["name"],
        confidence=parsed["intent"]["confidence"],
        parts=tuple(clause["intent"]["name"] for clause in parsed["clauses"]),
        cpu_ms=1000 * (time.process_time() - started),
    )


def scores(readings: Sequence[Reading]) -> dict[str, float]:
    """Accuracy over all, over what is in scope, recall of what is not; how true the reasons are."""
    stored = [(reason, reading.intent) for reading in readings for reason in reading.reasons]
    leaving = [reading for reading in readings if reading.intent.startswith(LEAVING)]
    return {
        "messages": len(readings),
        "accuracy": _share([reading.right for reading in readings]),
        "in_scope_accuracy": _share([r.right for r in readings if r.intent not in OUT_OF_SCOPE]),
        "out_of_scope_recall": _share([r.right for r in readings if r.intent in OUT_OF_SCOPE]),
        "reasons_stored": len(stored),
        "reason_precision": _share([reason == intent for reason, intent in stored]),
        "leaving_precision": _share([intent.startswith(LEAVING) for _, intent in stored]),
        "reason_recall": _share([reading.intent in reading.reasons for reading in leaving]),
        "median_cpu_ms": round(float(np.median([reading.cpu_ms for reading in readings])), 1),
    }


def _share(right: Sequence[bool]) -> float:
    return round(sum(right) / len(right), 4) if right else 0.0


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
    print(json.dumps(scores(readings)))


if __name__ == "__main__":
    main()
