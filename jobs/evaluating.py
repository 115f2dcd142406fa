"""What `rapport evaluate` measures on the shop's own history, and how it shows it."""

from collections.abc import Mapping

from core.errors import Conflict, InvalidInput
from jobs.context import JobContext
from jobs.printing import say, say_json, table
from jobs.retrain import configure
from jobs.training_set import learn
from recommender import Catalog
from recommender.evaluation import SPLITS, Metrics, compared
from recommender.models import FEWEST_SHOPPERS

TITLES: Mapping[str, str] = {
    "temporal": "On the newest fifth of the history",
    "leave-one-out": "On each shopper's last choice",
    "random": "On a fifth of each shopper's choices, drawn by lot",
}
GLOSSARY = (
    "coverage, diversity and novelty: more is bolder, not always better; "
    "popularity: .5 is without bias; gini: 0 shows all products equally often; "
    "calibration: 0 is a list in the proportions of the shopper's past."
)


def evaluated(context: JobContext, *, split: str, cutoff: int) -> dict[str, Metrics]:
    """A model of the shop's own settings and the popular products, measured on a part of the history."""
    if split not in SPLITS:
        raise InvalidInput(f"There is no split {split!r}; choose one of: {', '.join(SPLITS)}.", field="split")
    training_set = learn(context)
    parted = SPLITS[split](training_set.interactions)
    catalog = Catalog.of(training_set.products, training_set.vectors)
    known = {interaction.shopper_id for interaction in parted.before} & {
        interaction.shopper_id for interaction in parted.after
    }
    if len(known) < FEWEST_SHOPPERS:
        raise _too_little()
    config = configure(parted.before, training_set)
    metrics = compared(parted, catalog, config, cutoffs=(cutoff,), fewest=FEWEST_SHOPPERS)
    if metrics["model"].shoppers < FEWEST_SHOPPERS:
        raise _too_little()
    return metrics


def show_evaluated(metrics: Mapping[str, Metrics], *, split: str, as_json: bool) -> None:
    """Each figure with its 95 % interval."""
    if as_json:
        say_json(
            {"split": split, **{name: _figures(model_metrics) for name, model_metrics in metrics.items()}}
        )
        return
    names = list(metrics["model"].estimates)
    rows = [(name, *(_interval(model_metrics, name) for model_metrics in metrics.values())) for name in names]
    table(TITLES[split], ("metric", *metrics), rows)
    say(f"{metrics['model'].shoppers:,} shoppers; in brackets the 95 % interval over shoppers.")
    say(GLOSSARY)


def _too_little() -> Conflict:
    return Conflict(
        f"There is too little history to measure on: at least {FEWEST_SHOPPERS} shoppers must come back and "
        "choose what they had not touched before. Another --split may find more of them."
    )


def _figures(metrics: Metrics) -> dict[str, object]:
    intervals = {name: (estimate.low, estimate.high) for name, estimate in metrics.estimates.items()}
    return {"shoppers": metrics.shoppers, **metrics.values(), "intervals": intervals}


def _interval(metrics: Metrics, name: str) -> str:
    estimate = metrics.estimates[name]
    return f"{estimate.value:.4f} ({estimate.low:.4f} to {estimate.high:.4f})"
