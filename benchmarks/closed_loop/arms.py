"""The arms of each question: does it pay, how many must speak how truly, which part does it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from benchmarks.closed_loop.record import ALL_EFFECTS, ALL_SIGNALS, Arm
from benchmarks.closed_loop.saying import USUAL, Candour
from feedback.reasons import Effect
from jobs.champion_challenger import POPULAR
from recommender.config import TrainingConfig

OFF = Arm("nothing heard")
BOTH = Arm("labels and signals", ALL_EFFECTS, ALL_SIGNALS)
MAIN = (  # the first: how much any personal list is worth here
    Arm("popular, the same for all", config=TrainingConfig(weights=POPULAR)),
    Arm("labels", ALL_EFFECTS),
    Arm("signals", signals=ALL_SIGNALS),
    BOTH,
)
HEARD = (
    replace(BOTH, name="both, 5 % speak", candour=Candour(0.05, 0.05)),
    replace(BOTH, name="both, 30 % speak", candour=Candour(0.30, 0.30)),
    replace(BOTH, name="both, all speak", candour=Candour(1.0, 1.0)),
    replace(BOTH, name="both, 20 % wrong", candour=replace(USUAL, wrong=0.2)),
    replace(BOTH, name="both, all speak, 20 % wrong", candour=Candour(1.0, 1.0, 0.2)),
)
ALOUD = Candour(1.0, 1.0)
"""Everybody speaks: what a part is worth shows best so, and is worth that much nowhere else."""
EFFECTS = (Effect.PRICE_SENSITIVE, Effect.HALVE, Effect.NEGATIVE)
PARTS = (
    *(Arm(f"all answer, only {effect.value}", frozenset({effect}), candour=ALOUD) for effect in EFFECTS),
    *(
        Arm(f"all talk, only {sort}", signals=frozenset({sort}), candour=ALOUD)
        for sort in sorted(ALL_SIGNALS)
    ),
)
SETS: Mapping[str, Sequence[Arm]] = {"main": MAIN, "heard": HEARD, "parts": PARTS}
"""The arms of each question, all beside `OFF`."""
