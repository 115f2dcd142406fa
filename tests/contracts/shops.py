"""Small shops whose right answers are obvious."""

from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from core.interactions import Interaction, Kind
from core.products import Product, ProductId

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SQUARES = 8


def square(number: int) -> ProductId:
    """The id of one square of the board."""
    return ProductId(f"square-{number}")


def checkerboard() -> tuple[list[Product], NDArray[np.float32], list[Interaction]]:
    """Shoppers of white squares buy white ones only, those of black squares black ones only.

    Each leaves one square of their colour out: that one, and no other, is the right recommendation.
    """
    colours = ("white", "black")
    products = [
        Product(square(number), f"Square {number}", attributes={"colour": colours[number % 2]})
        for number in range(SQUARES)
    ]
    embeddings = np.zeros((SQUARES, 4), dtype=np.float32)
    for number in range(SQUARES):
        embeddings[number, number % 2] = 1.0
        embeddings[number, 2 + number % 2] = 0.1 * (number + 1)
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    interactions = [interaction for shopper in range(4 * SQUARES) for interaction in bought(shopper)]
    return products, embeddings, interactions


def bought(shopper: int) -> list[Interaction]:
    """What one shopper of the board bought: their colour, without `left_out`, in a turn of their own."""
    own = [number for number in range(shopper % 2, SQUARES, 2) if number != left_out(shopper)]
    turn = (shopper // SQUARES) % len(own)
    ordered = own[turn:] + own[:turn]
    return [
        Interaction(
            f"shopper-{shopper}", square(number), Kind.PURCHASE, NOW - timedelta(hours=len(own) - step)
        )
        for step, number in enumerate(ordered)
    ]


def left_out(shopper: int) -> int:
    """The square of their colour that a shopper has not bought."""
    return shopper % SQUARES
