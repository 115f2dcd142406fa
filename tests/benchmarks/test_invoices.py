"""Online Retail as the studies read it: known customers, sales only, nothing of what comes after."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from benchmarks.contexts import contexts
from benchmarks.invoices import MONTH, Invoices, read

FILE = (
    Path(os.environ.get("RAPPORT_DATA", Path(__file__).parents[3] / "shared" / "data"))
    / "online-retail"
    / "online_retail.parquet"
)


def made(count: int = 400) -> Invoices:
    """Two countries that buy different things, a line an hour."""
    start = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
    country = np.array(["GB", "FR"] * (count // 2))
    numbers = np.random.default_rng(0).integers(14, size=count)
    product = np.array([f"{where}-{number}" for where, number in zip(country, numbers, strict=True)])
    return Invoices(
        customer=np.array([f"c{number % 40}" for number in range(count)]),
        invoice=np.array([f"i{number}" for number in range(count)]),
        product=product,
        country=country,
        at=start + 6 * 3_600 * np.arange(count),
        amount=np.ones(count),
        titles={},
    )


def test_known_customers_sales_only() -> None:
    if not FILE.is_file():
        pytest.skip(f"Online Retail is not at {FILE}")
    invoices = read(FILE)
    assert len(set(invoices.customer.tolist())) == 4_334
    assert invoices.amount.min() > 0
    assert (np.diff(invoices.at) >= 0).all()
    cut = invoices.end - MONTH
    past, after = invoices.between(None, cut), invoices.between(cut, None)
    assert len(past) + len(after) == len(invoices)
    assert past.moments()[-1] < cut <= after.moments()[0]


def test_an_order_is_one_interaction_that_costs_what_it_cost() -> None:
    invoices = made(10)
    twice = replace(
        invoices,
        customer=np.repeat(invoices.customer, 2),
        invoice=np.repeat(invoices.invoice, 2),
        at=np.repeat(invoices.at, 2),
        amount=np.repeat(invoices.amount, 2),
    )
    interactions, shelf = twice.orders()
    assert len(interactions) == len(shelf) == 10
    assert {offer.price for offer in shelf.values()} == {2.0}


def test_a_context_that_decides_is_seen_to_help() -> None:
    told = contexts(made())
    assert told["country"].gain.low > 0
    assert told["weekday"].gain.low <= 0
