"""How much looks and carts say against purchases: tried on the newest part of the past, as the rest is."""

from collections.abc import Callable, Mapping, Set
from dataclasses import replace

from core.interactions import Kind
from recommender.config import TrainingConfig
from recommender.learning.tuning import Trial

LOOKS = frozenset({Kind.VIEW, Kind.CLICK})
CARTS = frozenset({Kind.CART})
TRIED: Mapping[Set[Kind], tuple[float, ...]] = {LOOKS: (0.1, 0.6, 1.0), CARTS: (0.3, 1.0)}
"""What an interaction may be worth against a purchase's 1, besides what it is worth already."""


def weighed(
    trial_of: Callable[[TrainingConfig], Trial],
    config: TrainingConfig,
    *,
    present: Set[Kind],
) -> TrainingConfig:
    """The config with the weights of looks, then of carts, that rank best by what is bought together.

    `trial_of` weighs the same past by a config's kinds. Where one kind is `present` its weight says nothing.
    """

    def quality(option: TrainingConfig) -> float:
        return trial_of(option).quality("collaborative", option)

    for kinds, values in TRIED.items():
        if present & kinds and present - kinds:
            config = max((config, *(_with(config, kinds, value) for value in values)), key=quality)
    return config


def _with(config: TrainingConfig, kinds: Set[Kind], value: float) -> TrainingConfig:
    return replace(config, kinds={**config.kinds, **dict.fromkeys(kinds, value)})
