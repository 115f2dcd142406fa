"""Whether a segment's past should fade faster than everybody's: tried on its examples, kept if it helps."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from recommender.config import Decay, TrainingConfig
from recommender.evaluation.rankings import Estimate
from recommender.hybrid import Hybrid
from recommender.learning.blending import FEWEST, LEARNED, Finding, SegmentOf, pooled
from recommender.learning.examples import Example

FASTER = (0.25, 0.5)
"""Shares of the half-life that are tried: more weight for what was done lately."""


def paced(
    hybrid: Hybrid, examples: Sequence[Example], *, segment_of: SegmentOf
) -> tuple[TrainingConfig, list[Finding]]:
    """The config with a pace for each segment whose newest interactions tell measurably more of the next."""
    config, findings = hybrid.config, []
    placed = [
        replace(example, query=replace(example.query, segment=segment_of(example.query)))
        for example in examples
    ]
    for segment in sorted({example.query.segment for example in placed} - {""}):
        own = [example for example in placed if example.query.segment == segment]
        if len(own) < FEWEST:
            continue
        trials = [_tried(hybrid, own, segment, share) for share in FASTER]
        memory, finding = max(trials, key=lambda trial: trial[1].gain.value)
        findings.append(finding)
        if finding.kept:
            config = replace(config, memories={**config.memories, segment: memory})
    return config, findings


def _tried(hybrid: Hybrid, examples: Sequence[Example], segment: str, share: float) -> tuple[Decay, Finding]:
    memory = replace(hybrid.config.memory, half_life_days=share * hybrid.config.memory.half_life_days)
    faster = replace(hybrid, config=replace(hybrid.config, memories={segment: memory}))
    weights = hybrid.config.blend("home", segment)
    ordered = np.array([weights.get(name, 0.0) for name in LEARNED], dtype=np.float32)
    before, after = (pooled(model, examples, placement="home") for model in (hybrid, faster))
    known = (before.size > 0) & (after.size > 0)
    gain = Estimate.of(after[known].ndcg(ordered) - before[known].ndcg(ordered))
    name = f"half-life {memory.half_life_days:g} days/{segment}"
    return memory, Finding(
        name, int(known.sum()), float(before[known].ndcg(ordered).mean()), gain, gain.low > 0
    )
