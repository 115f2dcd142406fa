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


def finding_of(arm: Arm, off: Arm, outcomes: Sequence[Mapping[str, Outcome]]) -> Finding:
    """`arm` beside `off`, shopper by shopper, over all seeds."""
    own, other = _pooled(arm, outcomes), _pooled(off, outcomes)
    speaks = np.concatenate([by_arm[arm.name].speaks for by_arm in outcomes])
    seeds = [compared(by_arm[arm.name].sums, by_arm[off.name].sums) for by_arm in outcomes]
    return Finding(
        arm=arm.name,
        everybody=compared(own, other),
        speakers=compared(own[speaks], other[speaks]) if speaks.any() else {},
        by_seed={name: [seed[name].difference for seed in seeds] for name in RATIOS},
        shoppers=len(speaks),
        speaking=int(speaks.sum()),
        labels=sum(by_arm[arm.name].said["labels"] for by_arm in outcomes),
        signals=sum(by_arm[arm.name].said["signals"] for by_arm in outcomes),
    )


def _pooled(arm: Arm, outcomes: Sequence[Mapping[str, Outcome]]) -> Floats:
    return np.concatenate([by_arm[arm.name].sums for by_arm in outcomes])


def show(findings: Sequence[Finding], title: str) -> None:
    """Each arm's figures and differences from the first; a star where the interval leaves zero out."""
    console = Console(width=190)
    everybody = Table("", *RATIOS, "labels", "signals", title=f"{title}; everybody")
    speakers = Table("", *RATIOS, "speak", title="the same, of the shoppers alone who speak")
    for finding in findings:
        counts = (str(finding.labels), str(finding.signals))
        everybody.add_row(finding.arm, *map(_cell, finding.everybody.values()), *counts)
        if finding.speakers:
            share = f"{finding.speaking} of {finding.shoppers}"
            speakers.add_row(finding.arm, *map(_cell, finding.speakers.values()), share)
    console.print(everybody)
    console.print(speakers)


def _cell(delta: Difference) -> str:
    star = "*" if delta.clear else ""
    return f"{delta.value:.4f} {delta.difference:+.4f} [{delta.low:+.4f}, {delta.high:+.4f}]{star}"
