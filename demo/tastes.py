"""Hidden tastes: circles of shoppers who like similar things, and one shopper's opinion of every product."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.products import Product

Floats = NDArray[np.float64]

_AGES = ("babies", "toddlers", "children")
_COLOURS = (
    "blue",
    "green",
    "red",
    "yellow",
    "pink",
    "grey",
    "black",
    "white",
    "brown",
    "purple",
    "orange",
    "cream",
)
_COLOUR_SHARES = np.array((6, 4, 3, 2.5, 2, 2, 2, 2, 2, 2, 2, 2))
_MATERIALS = (
    "cotton",
    "wool",
    "linen",
    "oak",
    "steel",
    "stoneware",
    "paper",
    "leather",
    "beech",
    "plant oils",
)


@dataclass(frozen=True, slots=True)
class Circle:
    """People in one situation of life: where they shop, for whom, and which styles draw them."""

    share: float
    departments: Mapping[str, float]
    whom: frozenset[str] = frozenset()
    styles: frozenset[str] = frozenset()
    gifts: float = 0.0


CIRCLES: Mapping[str, Circle] = {
    "new parents": Circle(
        1.2,
        {"Kids": 3, "Home": 0.6, "Beauty": 0.5, "Books & Stationery": 0.5},
        frozenset({"babies", "toddlers"}),
        frozenset({"bedtime", "gentle", "toys", "rain", "picture book"}),
    ),
    "school parents": Circle(
        1.1,
        {"Kids": 2, "Outdoors": 1, "Books & Stationery": 1},
        frozenset({"children"}),
        frozenset({"toys", "craft", "school", "rain", "summer", "art"}),
    ),
    "gardeners": Circle(
        1.2,
        {"Garden": 3, "Books & Stationery": 0.5, "Kitchen": 0.5, "Beauty": 0.3},
        frozenset({"gardeners"}),
        frozenset({"traditional", "natural", "gardening", "herbal"}),
    ),
    "cooks": Circle(
        1.2,
        {"Kitchen": 3, "Garden": 0.6, "Books & Stationery": 0.5},
        frozenset({"cooks"}),
        frozenset({"rustic", "retro", "cookery"}),
    ),
    "campers": Circle(
        1.0,
        {"Outdoors": 3, "Clothing": 0.8, "Books & Stationery": 0.3},
        styles=frozenset({"camping", "walking", "rain", "picnic"}),
    ),
    "coast people": Circle(
        1.0,
        {"Outdoors": 1.2, "Home": 1, "Beauty": 1, "Clothing": 0.8, "Kitchen": 0.6},
        styles=frozenset({"coastal", "water", "fresh", "summer", "striped"}),
    ),
    "home makers": Circle(
        1.1,
        {"Home": 3, "Kitchen": 1, "Garden": 0.4},
        styles=frozenset({"natural", "cosy", "modern", "rustic"}),
    ),
    "readers": Circle(
        0.9,
        {"Books & Stationery": 3, "Home": 0.7, "Kitchen": 0.3},
        styles=frozenset({"novel", "crime", "writing", "nature", "art", "cosy"}),
    ),
    "women's wardrobe": Circle(
        1.3,
        {"Clothing": 3, "Beauty": 1.4},
        frozenset({"women"}),
        frozenset({"printed", "everyday", "colour", "floral", "summer"}),
    ),
    "men's wardrobe": Circle(
        0.9,
        {"Clothing": 2.6, "Outdoors": 0.8, "Beauty": 0.5},
        frozenset({"men"}),
        frozenset({"country", "everyday", "checked", "traditional"}),
    ),
    "present buyers": Circle(
        0.8,
        {"Home": 1, "Kitchen": 1, "Kids": 1, "Beauty": 1, "Books & Stationery": 1},
        frozenset({"women", "children"}),
        gifts=1.2,
    ),
}


@dataclass(frozen=True, slots=True)
class Taste:
    """What one shopper likes and nobody is told; `price_level` is in pounds, `strictness` about 1."""

    circles: tuple[tuple[str, float], ...]
    whom: frozenset[str]
    liked_colours: frozenset[str]
    disliked_colours: frozenset[str]
    materials: frozenset[str]
    price_level: float
    strictness: float
    gifts: float = field(default=0.0)

    def department_weight(self, department: str) -> float:
        """How much a department draws the shopper, in any unit."""
        return sum(weight * CIRCLES[name].departments.get(department, 0.0) for name, weight in self.circles)

    def likes_style(self, style: str) -> float:
        """The weight of the shopper's circles that are drawn to a style, 0–1.5."""
        return sum(weight for name, weight in self.circles if style in CIRCLES[name].styles)


def draw_taste(rng: np.random.Generator) -> Taste:
    """Make up one shopper: one circle, half of the time a second one, and likings of their own."""
    names = list(CIRCLES)
    shares = np.array([circle.share for circle in CIRCLES.values()])
    count = 1 + int(rng.random() < 0.5)
    chosen = [names[i] for i in rng.choice(len(names), size=count, replace=False, p=shares / shares.sum())]
    circles = tuple(zip(chosen, (1.0, 0.5), strict=False))
    colours = rng.choice(len(_COLOURS), size=3, replace=False, p=_COLOUR_SHARES / _COLOUR_SHARES.sum())
    own = "women" if rng.random() < 0.58 else "men"
    return Taste(
        circles=circles,
        whom=frozenset({own, "everyone"}).union(*(CIRCLES[name].whom for name in chosen)),
        liked_colours=frozenset(_COLOURS[i] for i in colours[:2]),
        disliked_colours=frozenset(_COLOURS[i] for i in colours[2:] if rng.random() < 0.45),
        materials=frozenset(_MATERIALS[i] for i in rng.choice(len(_MATERIALS), size=2, replace=False)),
        price_level=float(np.exp(rng.normal(np.log(19), 0.5))),
        strictness=float(rng.uniform(0.5, 1.3)),
        gifts=sum(weight * CIRCLES[name].gifts for name, weight in circles),
    )


def _opinion(taste: Taste, product: Product) -> float:
    wanted = product.attributes
    whom, colour = wanted.get("for", "everyone"), wanted.get("colour", "")
    score = 1.1 * np.log(0.05 + taste.department_weight(product.category.split(" > ")[0]))
    if whom != "everyone":
        stranger = -2.2 if whom in _AGES or whom in {"men", "women"} else -0.6
        score += 1.0 if whom in taste.whom else stranger
    score += 0.8 * taste.likes_style(wanted.get("style", ""))
    score += 1.0 * (colour in taste.liked_colours) - 1.8 * (colour in taste.disliked_colours)
    score += 0.5 * any(material in wanted.get("material", "") for material in taste.materials)
    score += taste.gifts * (wanted.get("occasion") == "gift")
    distance = np.log(float(product.price) / taste.price_level)
    return float(score - 0.6 * taste.strictness * distance**2)


def opinions(taste: Taste, products: Sequence[Product]) -> Floats:
    """Return how much each product is liked (log-odds up to a constant), before any noise of the day."""
    return np.array([_opinion(taste, product) for product in products])


def kinship(products: Sequence[Product]) -> Floats:
    """Return how strongly one product leads to another, products × products: shelf, style, colour, brand."""

    def same(values: list[str]) -> Floats:
        column = np.array(values)
        equal: Floats = ((column[:, None] == column[None, :]) & (column[:, None] != "")).astype(np.float64)
        return equal

    shelf = same([product.category for product in products])
    department = same([product.category.split(" > ")[0] for product in products])
    style = same([product.attributes.get("style", "") for product in products])
    colour = same([product.attributes.get("colour", "") for product in products])
    brand = same([product.brand for product in products])
    return 1.5 * shelf + 0.7 * department + 0.5 * style + 0.4 * colour + 0.2 * brand
