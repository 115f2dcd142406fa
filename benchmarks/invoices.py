"""Online Retail as the segment and context studies read it: the known customers' purchases, in time order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow.parquet as parquet
from numpy.typing import NDArray

from core.interactions import Interaction, Kind
from core.products import ProductId
from jobs.importers.online_retail import NOT_PRODUCTS
from recommender.segments.behaviour import Offer

MONTH = timedelta(days=28)


@dataclass(frozen=True)
class Invoices:
    """Invoice lines as columns of equal length, oldest first; `at` is the shop's clock, read as UTC."""

    customer: NDArray[np.str_]
    invoice: NDArray[np.str_]
    product: NDArray[np.str_]
    country: NDArray[np.str_]
    at: NDArray[np.int64]  # seconds since 1970
    amount: NDArray[np.float64]  # of the whole line
    titles: dict[str, str] = field(repr=False)

    def __len__(self) -> int:
        return len(self.at)

    def between(self, start: datetime | None, end: datetime | None) -> "Invoices":
        """The lines from `start` up to, but without, `end`."""
        kept = np.ones(len(self), dtype=bool)
        if start is not None:
            kept &= self.at >= start.timestamp()
        if end is not None:
            kept &= self.at < end.timestamp()
        return Invoices(
            customer=self.customer[kept],
            invoice=self.invoice[kept],
            product=self.product[kept],
            country=self.country[kept],
            at=self.at[kept],
            amount=self.amount[kept],
            titles=self.titles,
        )

    @property
    def end(self) -> datetime:
        """The day after the newest line."""
        newest = datetime.fromtimestamp(int(self.at[-1]), UTC)
        return newest.replace(hour=0, minute=0, second=0) + timedelta(days=1)

    def moments(self) -> list[datetime]:
        """When each line was written."""
        return [datetime.fromtimestamp(second, UTC) for second in self.at.tolist()]

    def lines(self) -> list[Interaction]:
        """Every line as an interaction."""
        rows = zip(self.customer.tolist(), self.product.tolist(), self.moments(), strict=True)
        return [Interaction(who, ProductId(what), Kind.PURCHASE, at) for who, what, at in rows]

    def orders(self) -> tuple[list[Interaction], dict[str, Offer]]:
        """Every invoice as one interaction with a product of its own, and what each cost."""
        first = np.unique(self.invoice, return_index=True)[1]
        order = np.sort(first)
        totals = dict.fromkeys(self.invoice[order].tolist(), 0.0)
        for invoice, amount in zip(self.invoice.tolist(), self.amount.tolist(), strict=True):
            totals[invoice] += amount
        moments = [datetime.fromtimestamp(second, UTC) for second in self.at[order].tolist()]
        rows = zip(self.customer[order].tolist(), totals, moments, strict=True)
        interactions = [Interaction(who, ProductId(invoice), Kind.PURCHASE, at) for who, invoice, at in rows]
        return interactions, {invoice: Offer(total, 0.0, "") for invoice, total in totals.items()}


def read(file: Path) -> Invoices:
    """Purchases of known customers: no cancellations, fees, corrections or free samples."""
    columns = parquet.read_table(file).to_pydict()
    kept = [row for row in _rows(columns) if row is not None]
    kept.sort(key=lambda row: row[4])
    customer, invoice, product, country, at, amount = zip(*kept, strict=True)
    titles = dict(zip(columns["StockCode"], columns["Description"], strict=True))
    return Invoices(
        np.array(customer),
        np.array(invoice),
        np.array(product),
        np.array(country),
        np.array(at, dtype=np.int64),
        np.array(amount),
        {code.upper(): " ".join((title or "").split()).capitalize() for code, title in titles.items()},
    )


def _rows(columns: dict[str, Sequence[object]]) -> list[tuple[str, str, str, str, int, float] | None]:
    names = ("CustomerID", "InvoiceNo", "StockCode", "Country", "InvoiceDate", "Quantity", "UnitPrice")
    return [_row(*values) for values in zip(*(columns[name] for name in names), strict=True)]


def _row(*values: object) -> tuple[str, str, str, str, int, float] | None:
    customer, invoice, product, country, date, quantity, price = values
    code, amount = str(product).upper(), float(str(quantity)) * float(str(price))
    nobody = customer is None or customer != customer  # a missing number is NaN
    if nobody or str(invoice).startswith("C") or code in NOT_PRODUCTS or amount <= 0:
        return None
    at = datetime.fromisoformat(str(date)).replace(tzinfo=UTC)
    return str(int(float(str(customer)))), str(invoice), code, str(country), int(at.timestamp()), amount
