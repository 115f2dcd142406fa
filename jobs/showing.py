"""What `rapport recommend`, `evaluate` and `models` find and how they show it."""

from collections.abc import Mapping, Sequence

from core.catalog import product
from core.database import transaction
from core.errors import Conflict, InvalidInput, NotFound
from core.products import ProductId
from core.settings import Settings
from core.shoppers import shopper_by_external_id
from jobs.context import JobContext
from jobs.printing import say, say_json, table
from jobs.retrain import FEWEST_SHOPPERS, POPULAR, learn, measured
from recommender import registry
from recommender.config import TrainingConfig
from recommender.evaluation import Metrics
from serving.answers import Answer


def recommended(
    context: JobContext, *, shopper: str | None, products: Sequence[str], count: int
) -> list[Answer]:
    """What is recommended to a shopper, beside products, or both."""
    if shopper is None and not products:
        raise InvalidInput("Name a shopper (--shopper ID) or products (--products A,B).", field="shopper")
    if registry.current_version(context.settings.models_folder) is None:
        raise Conflict("There is no model yet. Run `rapport train` first.")
    with transaction(context.engine, writes=False) as session:
        shopper_id = shopper_by_external_id(session, shopper).shopper_id if shopper is not None else None
        named = [product(session, one).product_id for one in products]
        placement = "product" if named else "home"
        return context.answers.recommend(
            session, shopper_id, placement=placement, count=count, products=[ProductId(one) for one in named]
        )


def show_recommended(answers: Sequence[Answer], *, as_json: bool) -> None:
    """The products with their reasons."""
    rows = [
        {
            "product_id": one.product.product_id,
            "title": one.product.title,
            "price": str(one.product.price),
            "currency": one.product.currency,
            "score": one.score,
            "reason": one.reason.text,
        }
        for one in answers
    ]
    if as_json:
        say_json({"products": rows})
        return
    table(
        "Recommended",
        ("product", "title", "price", "why"),
        [
            (row["product_id"], row["title"], f"{row['price']} {row['currency']}", row["reason"])
            for row in rows
        ],
    )


def evaluated(context: JobContext) -> dict[str, Metrics]:
    """The model and the popular products, measured on the newest part of the shop's own history."""
    lesson = learn(context)
    found = {"model": measured(lesson, TrainingConfig()), "popular": measured(lesson, POPULAR)}
    metrics = {name: one for name, one in found.items() if one is not None}
    if len(metrics) < len(found):
        raise Conflict(
            f"There is too little history to measure on: at least {FEWEST_SHOPPERS} shoppers must come back."
        )
    return metrics


def show_evaluated(metrics: Mapping[str, Metrics], *, as_json: bool) -> None:
    """Each figure with its 95 % interval."""
    if as_json:
        say_json({name: {"shoppers": one.shoppers, **one.values()} for name, one in metrics.items()})
        return
    names = list(metrics["model"].estimates)
    rows = [(name, *(_interval(one, name) for one in metrics.values())) for name in names]
    table("On the newest fifth of the history", ("metric", *metrics), rows)
    say(f"{metrics['model'].shoppers:,} shoppers; in brackets the 95 % interval over shoppers.")


def _interval(metrics: Metrics, name: str) -> str:
    estimate = metrics.estimates[name]
    return f"{estimate.value:.4f} ({estimate.low:.4f} to {estimate.high:.4f})"


def show_models(settings: Settings, *, as_json: bool) -> None:
    """Every version in the registry."""
    current = registry.current_version(settings.models_folder)
    found = registry.versions(settings.models_folder)
    if as_json:
        rows = [
            {
                "version": one.version,
                "current": one.version == current,
                "created_at": one.created_at,
                "counts": dict(one.counts),
                "metrics": dict(one.metrics),
            }
            for one in found
        ]
        say_json({"current": current, "models": rows})
    elif not found:
        say("There is no model yet. `rapport train` makes one.")
    else:
        table(
            "Models",
            ("version", "current", "interactions", "recall@10"),
            [
                (one.version, one.version == current, one.counts.get("interactions", 0), _recall(one))
                for one in found
            ],
        )


def _recall(manifest: registry.Manifest) -> str:
    recall = manifest.metrics.get("recall@10")
    return "–" if recall is None else f"{recall:.4f}"


def promoted(settings: Settings, version: str) -> None:
    """Let a version serve."""
    if version not in {one.version for one in registry.versions(settings.models_folder)}:
        raise NotFound(f"There is no model {version!r}; `rapport models` lists them.", field="version")
    try:
        registry.promote(settings.models_folder, version)
    except registry.BrokenModel as broken:
        raise Conflict(f"This model cannot serve: {broken}.") from None
    say(f"{version} serves now.")
