"""What an arm came to beside the arm that hears nothing, and the table that says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.closed_loop.figures import RATIOS, Difference, compared
from benchmarks.closed_loop.loop import Outcome
from benchmarks.closed_loop.record import Arm
from demo.tastes import Floats


@dataclass(frozen=True)
class Finding:
    """An arm over all shoppers and over those who speak, seed by seed, and what it learned from."""

    arm: str
    everybody: Mapping[str, Difference]
    speakers: Mapping[str, Difference]
    by_seed: Mapping[str, Sequence[float]]
    shoppers: int
    speaking: int
    labels: int
    signals: int


def found(arm: Arm, off: Arm, outcomes: Sequence[Mapping[str, Outcome]]) -> Finding:
    """`arm` beside `off`, shopper by shopper, over all seeds."""
    own, other = (_pooled(each, outcomes) for each in (arm, off))
    speaks = np.concatenate([one[arm.name].speaks for one in outcomes])
    seeds = [compared(one[arm.name].sums, one[off.name].sums) for one in outcomes]
    return Finding(
        arm=arm.name,
        everybody=compared(own, other),
        speakers=compared(own[speaks], other[speaks]) if speaks.any() else {},
        by_seed={name: [seed[name].difference for seed in seeds] for name in RATIOS},
        shoppers=len(speaks),
        speaking=int(speaks.sum()),
        labels=sum(one[arm.name].said["labels"] for one in outcomes),
        signals=sum(one[arm.name].said["signals"] for one in outcomes),
    )


def _pooled(arm: Arm, outcomes: Sequence[Mapping[str, Outcome]]) -> Floats:
    return np.concatenate([one[arm.name].sums for one in outcomes])


def show(findings: Sequence[Finding], title: str) -> None:
    """Each arm's figures and differences from the first; a star where the interval leaves zero out."""
    console = Console(width=190)
    everybody = Table("", *RATIOS, "labels", "signals", title=f"{title}; everybody")
    speakers = Table("", *RATIOS, "speak", title="the same, of the shoppers alone who speak")
    for each in findings:
        counts = (str(each.labels), str(each.signals))
        everybody.add_row(each.arm, *map(_cell, each.everybody.values()), *counts)
        if each.speakers:
            share = f"{each.speaking} of {each.shoppers}"
            speakers.add_row(each.arm, *map(_cell, each.speakers.values()), share)
    console.print(everybody)
    console.print(speakers)


def _cell(one: Difference) -> str:
    star = "*" if one.clear else ""
    return f"{one.value:.4f} {one.difference:+.4f} [{one.low:+.4f}, {one.high:+.4f}]{star}"
