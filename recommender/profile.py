"""Queries as matrices: what every scorer multiplies with; one shopper is a batch of one row."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from core.interactions import Kind, Statement
from recommender.catalogue import Catalogue
from recommender.config import Memory, TrainingConfig
from recommender.dataset import KINDS, SECONDS_PER_DAY, Dataset
from recommender.embeddings import Encoder
from recommender.query import Query

_HISTORY_LIMIT = 500  # acts of one shopper that are read at request time


@dataclass(frozen=True)
class Wish:
    """One thing that she said she wants or not; `vector` is its embedding where an encoder is at hand."""

    source: str
    statement: Statement | None
    vector: NDArray[np.float32] | None
    wanted: bool = True


@dataclass(frozen=True)
class Profiles:
    """Shoppers as rows: their past by product, and what they said."""

    history: csr_array  # (n, P) weights that fade slowly
    recent: csr_array  # (n, P) weights that fade within a few products
    wishes: tuple[tuple[Wish, ...], ...] = ()  # one tuple a row, or none at all
    price_sensitivity: NDArray[np.float32] | None = None  # (n,)
    acts: tuple[Kind | None, ...] = ()  # for a single row: what was done to each product of `history`
    days_since_training: float = 0.0

    def __len__(self) -> int:
        return int(self.history.shape[0])

    def __getitem__(self, rows: slice) -> "Profiles":
        """Some of the rows."""
        return replace(
            self,
            history=self.history[rows],
            recent=self.recent[rows],
            wishes=self.wishes[rows],
            price_sensitivity=None if self.price_sensitivity is None else self.price_sensitivity[rows],
        )

    def chosen(self, rows: NDArray[np.int64]) -> "Profiles":
        """The pasts of some of the rows, in the given order."""
        return Profiles(self.history[rows], self.recent[rows])

    @cached_property
    def sensitivity(self) -> NDArray[np.float32]:
        """Price sensitivity of each row, 0 where nothing is known."""
        if self.price_sensitivity is None:
            return np.zeros(len(self), dtype=np.float32)
        return self.price_sensitivity

    @classmethod
    def from_dataset(cls, dataset: Dataset, memory: Memory, *, day: float | None = None) -> "Profiles":
        """Every shopper of a dataset as she stands on `day`, by default that of the newest act."""
        today = dataset.last_day if day is None else day
        age = np.maximum(today - dataset.day, 0.0)
        faded = dataset.weight * np.exp2(-age / memory.half_life_days)
        steps = dataset.steps_back
        shape = (dataset.shoppers, dataset.products)
        places = (dataset.shopper, dataset.product)
        history = csr_array(((faded * memory.history_step**steps).astype(np.float32), places), shape=shape)
        recent = csr_array(((faded * memory.recent_step**steps).astype(np.float32), places), shape=shape)
        return cls(history, recent)


def profile(
    query: Query,
    catalogue: Catalogue,
    config: TrainingConfig,
    *,
    encoder: Encoder | None = None,
    until: float = 0.0,
) -> Profiles:
    """One query as a batch of one row, ready for every scorer; `until` is the day the model learned up to."""
    today = query.now.timestamp() / SECONDS_PER_DAY
    acts = sorted(query.history, key=lambda act: act.at)[-_HISTORY_LIMIT:]
    one = [replace(act, shopper_id="") for act in acts]
    dataset = Dataset.from_interactions(one, catalogue.columns, kinds=config.kinds, shoppers=("",))
    past = Profiles.from_dataset(dataset, config.memory, day=today)
    context = _context(query, catalogue, config.memory)
    history, recent = csr_array(past.history + context), csr_array(past.recent + context)
    kinds = dict(zip(dataset.product.tolist(), dataset.kind.tolist(), strict=True))
    kinds |= dict.fromkeys(context.indices.tolist(), -1)
    return Profiles(
        history=history,
        recent=recent,
        wishes=(wishes(query, encoder),),
        price_sensitivity=np.array([query.price_sensitivity], dtype=np.float32),
        acts=tuple(_act(kinds[column]) for column in history.indices.tolist()),
        days_since_training=today - until,
    )


def wishes(query: Query, encoder: Encoder | None) -> tuple[Wish, ...]:
    """What she said, each with its embedding; a refusal needs none, it is checked word by word."""
    said = [Wish(text, None, None) for text in query.said_texts if text.strip()]
    stated = [Wish(source(each), each, None, wanted=each.wanted) for each in query.statements]
    found = [*stated, *said]
    asked = [wish for wish in found if wish.wanted]
    if encoder is None or not asked:
        return tuple(found)
    vectors = iter(encoder.encode([wish.source for wish in asked]))
    return tuple(replace(wish, vector=next(vectors)) if wish.wanted else wish for wish in found)


def source(statement: Statement) -> str:
    """The name of a statement as a source of a score, and what the encoder reads of it."""
    return f"{statement.attribute}: {statement.value}"


def _act(kind: int) -> Kind | None:
    return KINDS[kind] if kind >= 0 else None


def _context(query: Query, catalogue: Catalogue, memory: Memory) -> csr_array:
    positions = [
        catalogue.columns[each] for each in dict.fromkeys(query.context_products) if each in catalogue.columns
    ]
    weights = np.full(len(positions), memory.context_weight / max(1, len(positions)) ** 0.5, dtype=np.float32)
    return csr_array(
        (weights, (np.zeros(len(positions), dtype=np.int64), positions)), shape=(1, len(catalogue))
    )
