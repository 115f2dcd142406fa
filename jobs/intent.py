"""Purchase intent at the nightly training: learned from the shop's own sessions, stored with the model."""

from core.database import transaction
from feedback.profiles import shopper_sessions
from jobs.auxiliary_models import AuxiliaryModel
from jobs.context import JobContext
from jobs.training_set import TrainingSet
from recommender.intent import Examples, examples, learned


def fit(context: JobContext, training_set: TrainingSet) -> AuxiliaryModel | None:
    """The model and how well it foretold the newest sessions; None with too little to learn from."""
    moments = recorded(context, training_set)
    outcome = learned(moments)
    if outcome is None:
        return None
    metrics: dict[str, float] = {}
    for name, figure in outcome.figures.items():
        metrics |= {name: figure.value, f"{name} at least": figure.low, f"{name} at most": figure.high}
    counts = {"sessions": moments.sessions, "sessions with a purchase": moments.purchases}
    return AuxiliaryModel(outcome.model.to_arrays(), counts, metrics)


def recorded(context: JobContext, training_set: TrainingSet) -> Examples:
    """Moments of the sessions that have ended by now."""
    catalog = {product.product_id: product for product in training_set.products}
    with transaction(context.engine, writes=False) as session:
        return examples(shopper_sessions.finished(session, now=context.clock.now()), catalog)
