"""Every hyperparameter of the recommender in one place, with the data each default was chosen on."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from core.interactions import Kind

KIND_WEIGHTS: Mapping[Kind, float] = {
    Kind.VIEW: 0.3,
    Kind.CLICK: 0.3,
    Kind.CART: 0.6,
    Kind.REMOVE: -0.2,
    Kind.PURCHASE: 1.0,
    Kind.LIKE: 1.0,
    Kind.DISLIKE: -1.0,
}

HOME = {
    "collaborative": 1.0,
    "sequence": 0.8,
    "covisitation": 0.3,
    "factors": 0.6,
    "content": 0.3,
    "attribute_match": 0.5,  # "blue" is not blue things of every kind (benchmarks.closed_loop)
    "semantic_match": 0.35,
    "personalised_match": 0.4,  # among what suits the shopper, what they asked for gains so much of its score
    "popular": 0.1,
    "trending": 0.1,
    "price": 1.5,
}

EVERYBODYS = ("popular", "trending")
"""The scorers that speak of everybody's choices, and so for somebody new."""


def _placements() -> dict[str, dict[str, float]]:
    """Fixed blend weights: product pages lean on likeness, the cart on what is bought next."""
    return {
        "home": dict(HOME),
        "product": HOME | {"content": 0.8},
        "cart": HOME | {"sequence": 1.2, "covisitation": 0.8, "content": 0.1},
        "checkout": HOME | {"sequence": 1.2, "covisitation": 0.8, "content": 0.1},
        "email": dict(HOME),
        # a question counts for more than all that was looked at before
        "chat": {name: weight / 3 for name, weight in HOME.items()}
        | {
            "attribute_match": 1.5,
            "semantic_match": 2.0,
            "personalised_match": HOME["personalised_match"],
            "query_match": 10.0,
        },
    }


@dataclass(frozen=True)
class Decay:
    """How fast a shopper's past fades: by age in days, and by how many products came after it."""

    half_life_days: float = 120.0
    history_step: float = 0.8
    recent_step: float = 0.6
    context_weight: float = 1.5  # the product on the page or in the cart, against a purchase's 1.0


@dataclass(frozen=True)
class Ridge:
    """Item-item ridge regression; `neighbours` counts for the local solve only."""

    half_life_days: float = 36500.0  # how fast what others did is forgotten in learning
    regularisation: float = 60.0
    neighbours: int = 50
    form: str = "auto"  # "dense", "local", or the rule below
    dense_regularisation: float = 500.0
    attributes: float = 20.0  # what a shared attribute counts for in the dense solve, in shoppers
    text: float = 3.0  # what texts that mean the same count for, in shoppers
    dense_products: int = 5000  # a dense inverse costs products³ time and products² memory
    dense_density: float = 0.005  # below this share of known cells the local solve is also the better one


@dataclass(frozen=True)
class Sequence:
    """Directed ridge on decayed prefixes (SLIT) and distance-weighted co-visitation."""

    regularisation: float = 80.0
    neighbours: int = 50
    source_decay: float = 0.4
    target_decay: float = 0.5
    reach: int = 20  # steps of a sequence that are looked at, in either direction
    backwards: float = 0.5
    text: float = 3.0
    source_power: float = 0.5  # co-sessions are divided by the products' counts to these powers
    target_power: float = 0.35


@dataclass(frozen=True)
class Factors:
    """Implicit matrix factorisation; `background` is the weight of what the shopper has not touched."""

    dimensions: int = 16
    regularisation: float = 0.01
    background: float = 0.3
    rounds: int = 8
    solutions: int = 8  # from different starts, added up
    several_products: int = 5000  # beyond, one has to do: each is a pass over all products at every request


@dataclass(frozen=True)
class Content:
    """Neighbours by text: how many, and how much nearer ones count for more."""

    neighbours: int = 50
    sharpness: float = 4.0


@dataclass(frozen=True)
class Demand:
    """To which power the demand of now against the months before multiplies what a history says."""

    power: float = 0.5
    repurchase: float = 0.3  # the same where a product is bought again


@dataclass(frozen=True)
class Repurchase:
    """Products bought before: how much the share of buyers who came back for one says."""

    rate_power: float = 0.5


@dataclass(frozen=True)
class TrainingConfig:
    """All hyperparameters; `weights` maps a placement, or "placement/segment", to the weight of each scorer.

    `memories` maps a segment whose past fades at its own pace to that pace.
    """

    kinds: Mapping[Kind, float] = field(default_factory=lambda: dict(KIND_WEIGHTS))
    memory: Decay = field(default_factory=Decay)
    collaborative: Ridge = field(default_factory=Ridge)
    sequence: Sequence = field(default_factory=Sequence)
    factors: Factors = field(default_factory=Factors)
    content: Content = field(default_factory=Content)
    demand: Demand = field(default_factory=Demand)
    repurchase: Repurchase = field(default_factory=Repurchase)
    weights: Mapping[str, Mapping[str, float]] = field(default_factory=_placements)
    memories: Mapping[str, Decay] = field(default_factory=dict)

    def blend(self, placement: str, segment: str = "") -> Mapping[str, float]:
        """The weights of a segment at `placement`, else of the placement, else those of "home"."""
        general = self.weights.get(placement, self.weights["home"])
        return self.weights.get(f"{placement}/{segment}", general) if segment else general

    def fading(self, segment: str) -> Decay:
        """How fast the past of a shopper in `segment` fades."""
        return self.memories.get(segment, self.memory)

    def to_json(self) -> str:
        """As a JSON object, as the manifest and the model file keep it."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "TrainingConfig":
        """The inverse of `to_json`."""
        values: dict[str, Any] = json.loads(text)
        return cls(
            kinds={Kind(kind): float(weight) for kind, weight in values["kinds"].items()},
            memory=Decay(**values["memory"]),
            collaborative=Ridge(**values["collaborative"]),
            sequence=Sequence(**values["sequence"]),
            factors=Factors(**values["factors"]),
            content=Content(**values["content"]),
            demand=Demand(**values.get("demand", {})),
            repurchase=Repurchase(**values.get("repurchase", {})),
            weights=values["weights"],
            memories={segment: Decay(**decay) for segment, decay in values.get("memories", {}).items()},
        )
