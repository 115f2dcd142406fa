"""Purchase intent at the nightly training: learned from the shop's own visits, stored with the model."""

from core.database import transaction
from feedback.profiles import visits
from jobs.companions import Companion
from jobs.context import JobContext
from jobs.lesson import Lesson
from recommender.intent import Examples, examples, learned


def fit(context: JobContext, lesson: Lesson) -> Companion | None:
    """The model and how well it foretold the newest visits; None where there is too little to learn from."""
    moments = recorded(context, lesson)
    found = learned(moments)
    if found is None:
        return None
    metrics: dict[str, float] = {}
    for name, figure in found.figures.items():
        metrics |= {name: figure.value, f"{name} at least": figure.low, f"{name} at most": figure.high}
    counts = {"visits": moments.visits, "visits with a purchase": moments.purchases}
    return Companion(found.model.to_arrays(), counts, metrics)


def recorded(context: JobContext, lesson: Lesson) -> Examples:
    """Moments of the visits that have ended by now."""
    catalogue = {product.product_id: product for product in lesson.products}
    with transaction(context.engine, writes=False) as session:
        return examples(visits.finished(session, now=context.clock.now()), catalogue)
