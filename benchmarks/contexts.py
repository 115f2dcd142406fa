"""Does the moment or the country help what is popular? Popular by context against popular, on Online Retail.

Both are tuned on the four weeks before the last four, and compared on the last four weeks' orders.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.invoices import MONTH, Invoices
from recommender.evaluation.rankings import Estimate, leading

CUTOFF = 10
HALF_LIVES = (7.0, 15.0, 30.0, 60.0, 120.0, 1e9)
DOUBTS = (10.0, 30.0, 100.0, 300.0, 1_000.0, 3_000.0, 10_000.0)
SEASON_DAYS = 15.0
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Compared:
    """nDCG@10 on the last four weeks, and what a context adds, paired; 95 % intervals over customers."""

    half_life: float
    doubt: float
    validation_gain: float
    popular: Estimate
    in_context: Estimate
    gain: Estimate


@dataclass(frozen=True)
class Orders:
    """Orders of a stretch of time: who, in which context, which products (positions)."""

    customer: NDArray[np.str_]
    context: Mapping[str, NDArray[np.int64]]
    baskets: list[NDArray[np.int64]]


def contexts(invoices: Invoices) -> dict[str, Compared]:
    """The comparison for each context, printed and returned."""
    products = {code: place for place, code in enumerate(np.unique(invoices.product).tolist())}
    test_cut = invoices.end - MONTH
    stretches = ((test_cut - MONTH, test_cut), (test_cut, None))
    told = {}
    pasts = [invoices.between(None, cut) for cut, _ in stretches]
    orders = [_orders(invoices.between(*stretch), products) for stretch in stretches]
    half_life = max(HALF_LIVES, key=lambda days: _popular(pasts[0], products, days, orders[0]).mean())
    for name in orders[0].context:
        told[name] = _compared(name, (pasts[0], pasts[1]), (orders[0], orders[1]), products, half_life)
    _print(told)
    return told


def _compared(
    name: str,
    pasts: tuple[Invoices, Invoices],
    orders: tuple[Orders, Orders],
    products: Mapping[str, int],
    half_life: float,
) -> Compared:
    def tried(which: int, doubt: float) -> Floats:
        past, asked = pasts[which], orders[which]
        return _ndcg(_in_context(name, past, asked, products, (half_life, doubt)), asked)

    plain = [_popular(pasts[which], products, half_life, orders[which]) for which in (0, 1)]
    doubt = max(DOUBTS, key=lambda lines: tried(0, lines).mean())
    in_context = tried(1, doubt)
    customers = orders[1].customer
    return Compared(
        half_life=half_life,
        doubt=doubt,
        validation_gain=float((tried(0, doubt) - plain[0]).mean()),
        popular=Estimate.of(_by_customer(plain[1], customers)),
        in_context=Estimate.of(_by_customer(in_context, customers)),
        gain=Estimate.of(_by_customer(in_context - plain[1], customers)),
    )


def _popular(past: Invoices, products: Mapping[str, int], half_life: float, orders: Orders) -> Floats:
    counts = _counted(past, products, _faded(past, half_life))
    return _ndcg(np.broadcast_to(counts, (len(orders.baskets), len(products))), orders)


def _in_context(
    name: str,
    past: Invoices,
    orders: Orders,
    products: Mapping[str, int],
    hyperparameters: tuple[float, float],
) -> Floats:
    """(orders, products) share of each product in the order's context, with `doubt` lines of everybody's."""
    half_life, doubt = hyperparameters
    weight = _faded(past, half_life)
    everyone = _counted(past, products, weight)
    everyone = everyone / everyone.sum()
    if name == "season":
        return _season(past, orders, products, doubt, everyone)
    own = _contexts(past)[name]
    tables = {}
    for code in np.unique(orders.context[name]).tolist():
        counts = _counted(past, products, weight * (own == code))
        tables[code] = (counts + doubt * everyone) / (counts.sum() + doubt)
    return np.stack([tables[code] for code in orders.context[name].tolist()])


def _season(
    past: Invoices, orders: Orders, products: Mapping[str, int], doubt: float, everyone: Floats
) -> Floats:
    """What was bought around this day of the year a year ago, not in the months just before."""
    day = _day_of_year(past.at)
    old = past.at < past.at[-1] - 200 * 86_400
    tables = {}
    for wanted in np.unique(orders.context["season"]).tolist():
        apart = np.abs(day - wanted)
        near = np.exp(-0.5 * (np.minimum(apart, 365 - apart) / SEASON_DAYS) ** 2)
        counts = _counted(past, products, near * old)
        tables[wanted] = (counts + doubt * everyone) / (counts.sum() + doubt)
    return np.stack([tables[wanted] for wanted in orders.context["season"].tolist()])


def _faded(past: Invoices, half_life: float) -> Floats:
    return np.asarray(np.exp2(-(past.at[-1] - past.at) / 86_400 / half_life))


def _counted(past: Invoices, products: Mapping[str, int], weight: Floats) -> Floats:
    places = np.array([products[code] for code in past.product.tolist()])
    return np.bincount(places, weights=weight, minlength=len(products)).astype(np.float64)


def _orders(invoices: Invoices, products: Mapping[str, int]) -> Orders:
    names, first, inverse = np.unique(invoices.invoice, return_index=True, return_inverse=True)
    places = np.array([products[code] for code in invoices.product.tolist()])
    order = np.argsort(inverse, kind="stable")
    baskets = np.split(places[order], np.cumsum(np.bincount(inverse, minlength=len(names)))[:-1])
    context = {name: own[first] for name, own in _contexts(invoices).items()}
    return Orders(invoices.customer[first], context, [np.unique(basket) for basket in baskets])


def _contexts(invoices: Invoices) -> dict[str, NDArray[np.int64]]:
    moments = [datetime.fromtimestamp(second, UTC) for second in invoices.at.tolist()]
    countries = np.array([crc32(country.encode()) for country in invoices.country.tolist()], dtype=np.int64)
    return {
        "country": countries,
        "part of the day": np.array([moment.hour // 3 for moment in moments], dtype=np.int64),
        "weekday": np.array([moment.weekday() for moment in moments], dtype=np.int64),
        "month": np.array([moment.month for moment in moments], dtype=np.int64),
        "season": _day_of_year(invoices.at),
    }


def _day_of_year(at: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.array([datetime.fromtimestamp(second, UTC).timetuple().tm_yday for second in at.tolist()])


def _ndcg(scores: Floats, orders: Orders) -> Floats:
    """nDCG@10 of each order."""
    discount = 1.0 / np.log2(np.arange(2, CUTOFF + 2))
    ranked = leading(scores.astype(np.float32), CUTOFF)
    ndcg = np.zeros(len(orders.baskets))
    for row, basket in enumerate(orders.baskets):
        hits = np.isin(ranked[row], basket)
        ndcg[row] = discount[: len(hits)][hits].sum() / discount[: len(basket)].sum()
    return ndcg


def _by_customer(values: Floats, customers: NDArray[np.str_]) -> Floats:
    """The mean of each customer's orders, so that the interval is over customers."""
    _, inverse = np.unique(customers, return_inverse=True)
    return np.asarray(np.bincount(inverse, weights=values) / np.bincount(inverse))


def _print(told: Mapping[str, Compared]) -> None:
    table = Table(
        "context",
        "popular",
        "popular in this context",
        "gain",
        "gain on validation",
        "doubt",
        title="nDCG@10 of the last four weeks' orders",
    )
    for name, comparison in told.items():
        cells = (
            f"{estimate.value:.4f} [{estimate.low:.4f}, {estimate.high:.4f}]"
            for estimate in (comparison.popular, comparison.in_context, comparison.gain)
        )
        table.add_row(name, *cells, f"{comparison.validation_gain:+.4f}", f"{comparison.doubt:.0f}")
    Console(width=150).print(table)
