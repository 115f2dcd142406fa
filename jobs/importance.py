"""What the current model goes by in general: each scorer's share of what shoppers would be shown."""

from collections.abc import Mapping, Sequence

import numpy as np

from core.catalog import products
from core.database import transaction
from core.errors import Conflict
from feedback.interactions import training_data
from jobs.context import JobContext
from jobs.printing import say_json, table
from recommender.dataset import Dataset
from recommender.profile import Profiles
from recommender.scorers.shares import importance

SHOPPERS = 500
"""So many are asked for, drawn evenly; more change the figures by less than a percentage point."""
PLACEMENTS = ("home", "product", "cart", "checkout", "email")


def importances(context: JobContext, placements: Sequence[str] = PLACEMENTS) -> dict[str, dict[str, float]]:
    """Shares by scorer for each placement; Conflict before the first training or without any history."""
    snapshot = context.answers.snapshot
    if snapshot.model is None:
        raise Conflict("There is no model yet. Run `rapport train` first.")
    hybrid = snapshot.hybrid
    with transaction(context.engine, writes=False) as session:
        acts = training_data(session, products(session)).interactions
    dataset = Dataset.from_interactions(acts, hybrid.catalogue.columns, kinds=hybrid.config.kinds)
    if not len(dataset.product):
        raise Conflict("Nobody has done anything yet. Import events: `rapport import --help`.")
    drawn = np.sort(np.random.default_rng(0).permutation(dataset.shoppers)[:SHOPPERS])
    profiles = Profiles.from_dataset(dataset, hybrid.config.memory).chosen(drawn)
    return {placement: importance(hybrid, profiles, placement=placement) for placement in placements}


def show(found: Mapping[str, Mapping[str, float]], *, as_json: bool) -> None:
    """A row for each scorer, a column for each placement."""
    if as_json:
        say_json({"importance": found})
        return
    names = sorted({name for each in found.values() for name in each}, key=lambda name: -_mean(found, name))
    rows = [(name, *(f"{each.get(name, 0.0):.1%}" for each in found.values())) for name in names]
    table("What each scorer contributes to what is shown", ("scorer", *found), rows)


def _mean(found: Mapping[str, Mapping[str, float]], name: str) -> float:
    return sum(each.get(name, 0.0) for each in found.values()) / len(found)
