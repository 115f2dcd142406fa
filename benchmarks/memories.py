"""Does the past of a high-value shopper fade faster? One pace for all against one for each segment.

On Online Retail: paces are chosen on the four weeks before the last four, and compared on the last four.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from scipy.sparse import csr_array

from benchmarks.invoices import MONTH, Invoices, read
from benchmarks.report import print_json
from benchmarks.segments import stand
from core.products import Product, ProductId
from recommender.config import Decay, TrainingConfig
from recommender.dataset import Dataset
from recommender.evaluation.rankings import Estimate, hits_of, ndcg, ranks
from recommender.hybrid import Hybrid
from recommender.products.catalog import Catalog
from recommender.profile import Profiles
from recommender.segments.segmentation import SegmentationConfig
from recommender.training import fit

CUTOFF = 10
MEMORIES = tuple(
    Decay(half_life_days=half_life, history_step=step)
    for half_life, step in product((15.0, 30.0, 60.0, 120.0, 240.0), (0.95, 0.98, 0.99, 1.0))
)
"""An invoice has dozens of lines, so the steps are finer here than where a product is bought at a time."""


@dataclass(frozen=True)
class Exam:
    """A model of what came before a moment, and what the same customers bought in the four weeks after."""

    hybrid: Hybrid
    dataset: Dataset
    relevant: csr_array
    segment: NDArray[np.str_]
    day: float

    def marks(self, memory: Decay) -> NDArray[np.float64]:
        """nDCG@10 of each customer who bought something that they had not bought before."""
        profiles = Profiles.from_dataset(self.dataset, memory, day=self.day)
        ranked = ranks(self.hybrid, profiles, self.dataset.matrix, count=CUTOFF)
        counts = np.diff(self.relevant.indptr)
        asked = counts > 0
        return np.asarray(ndcg(hits_of(ranked, self.relevant)[asked], counts[asked], CUTOFF))

    @property
    def asked(self) -> NDArray[np.str_]:
        """The segments of those who are marked."""
        return np.asarray(self.segment[np.diff(self.relevant.indptr) > 0])


@dataclass(frozen=True)
class Pace:
    """The pace that validation chose for a segment, and what it adds on test over the one for all."""

    half_life_days: float
    history_step: float
    customers: int
    one_for_all: Estimate
    own: Estimate
    gain: Estimate


def main(
    file: Annotated[Path, typer.Option(help="online_retail.parquet")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on the last line.")] = False,
) -> None:
    """Choose on validation, compare on test."""
    invoices = read(file)
    cut = invoices.end - MONTH
    validation = exam(invoices.between(None, cut), cut - MONTH)
    tried = np.stack([validation.marks(memory) for memory in MEMORIES])
    general = int(tried.mean(axis=1).argmax())
    choice = {
        code: int(tried[:, validation.asked == code].mean(axis=1).argmax())
        for code in np.unique(validation.asked).tolist()
    }
    paces = compared(exam(invoices, cut), general, choice)
    _print(MEMORIES[general], paces)
    if as_json:
        print_json(benchmark="memories", general=asdict(MEMORIES[general]), **_plain(paces))


def exam(invoices: Invoices, cut: datetime) -> Exam:
    """Train on what lies before `cut`, ask for what was new in the rest."""
    before, after = invoices.between(None, cut), invoices.between(cut, None)
    interactions, shelf = before.orders()
    standing = stand(interactions, shelf, now=cut, config=SegmentationConfig(method="kmeans"))
    codes = [ProductId(code) for code in np.unique(before.product).tolist()]
    products = [Product(code, title=before.titles.get(code) or code) for code in codes]
    catalog = Catalog.of(products, np.zeros((len(products), 1), dtype=np.float32))
    dataset = Dataset.from_interactions(before.lines(), catalog.columns, shoppers=standing.customers)
    known = set(standing.customers)
    wanted = [line for line in after.lines() if line.shopper_id in known]
    later = Dataset.from_interactions(wanted, catalog.columns, shoppers=standing.customers).matrix
    relevant = csr_array(later - later.multiply(dataset.matrix != 0))
    relevant.eliminate_zeros()
    segment = np.array(standing.segments.codes)[standing.own]
    hybrid = fit(dataset, catalog, TrainingConfig())
    return Exam(hybrid, dataset, relevant, segment, cut.timestamp() / 86_400)


def compared(test: Exam, general: int, choice: Mapping[str, int]) -> dict[str, Pace]:
    """Each segment's own pace against the one for all, on the same customers."""
    marks = {place: test.marks(MEMORIES[place]) for place in {general, *choice.values()}}
    rows = {}
    for code in sorted(set(test.asked.tolist())):
        own, members = choice.get(code, general), test.asked == code
        rows[code] = _pace(MEMORIES[own], marks[general][members], marks[own][members])
    mine = np.array([choice.get(code, general) for code in test.asked.tolist()])
    mixed = np.select([mine == place for place in marks], list(marks.values()))
    rows["all"] = _pace(MEMORIES[general], marks[general], mixed)
    return rows


def _pace(memory: Decay, general: NDArray[np.float64], own: NDArray[np.float64]) -> Pace:
    return Pace(
        half_life_days=memory.half_life_days,
        history_step=memory.history_step,
        customers=len(own),
        one_for_all=Estimate.of(general),
        own=Estimate.of(own),
        gain=Estimate.of(own - general),
    )


def _print(general: Decay, paces: Mapping[str, Pace]) -> None:
    table = Table("segment", "customers", "own pace", "one for all", "own", "gain")
    table.title = f"nDCG@10 of new products; one for all: {_said(general)}"
    for code, pace in paces.items():
        cells = (
            f"{estimate.value:.4f} [{estimate.low:.4f}, {estimate.high:.4f}]"
            for estimate in (pace.one_for_all, pace.own, pace.gain)
        )
        own = _said(Decay(half_life_days=pace.half_life_days, history_step=pace.history_step))
        table.add_row(code, str(pace.customers), own if code != "all" else "its segment's", *cells)
    Console(width=150).print(table)


def _said(memory: Decay) -> str:
    return f"{memory.half_life_days:.0f} days, step {memory.history_step}"


def _plain(paces: Mapping[str, Pace]) -> dict[str, object]:
    return {"paces": {code: asdict(pace) for code, pace in paces.items()}}


if __name__ == "__main__":
    typer.run(main)
