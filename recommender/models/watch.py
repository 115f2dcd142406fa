"""What watching the live model found, kept in a file beside the models: figures of products and of groups."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from math import sqrt
from pathlib import Path

from pydantic import TypeAdapter

from recommender.models import files
from recommender.models.comparison import METRIC
from recommender.models.drift import Shift

WATCH = "drift.json"
_KEPT = 400  # measurements; four a day for three months
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Measurement:
    """How well the serving model foretold what shoppers chose up to `at`, after it was trained."""

    at: datetime
    version: str
    shoppers: int
    metrics: Mapping[str, float]
    spread: float  # standard deviation of nDCG over the shoppers


@dataclass(frozen=True)
class Figures:
    """Measurements taken together: means over shoppers, and the half width of nDCG's 95 % interval."""

    shoppers: int
    metrics: Mapping[str, float]
    margin: float


@dataclass(frozen=True)
class Report:
    """One check: what has shifted, how the live model does now and usually, what follows from it."""

    at: datetime
    version: str
    since: datetime  # the newest interactions begin here
    reference: tuple[datetime, datetime]
    shifts: tuple[Shift, ...] = ()
    now: Figures | None = None
    usual: Figures | None = None
    worse: bool = False  # by more than the setting allows and chance explains
    new_interactions: int = 0
    learned_interactions: int = 0
    grown: bool = False
    answered: tuple[str, ...] = ()  # what a training was already triggered for and still holds
    training: str = ""  # what became of it this time


@dataclass(frozen=True)
class DriftWatch:
    """The newest report and the measurements behind it, oldest first."""

    report: Report | None = None
    measurements: tuple[Measurement, ...] = field(default=())


_READER = TypeAdapter(DriftWatch)


def read(root: Path) -> DriftWatch:
    """What was found so far; nothing where there is no file, or one that cannot be read."""
    try:
        return _READER.validate_json((root / WATCH).read_bytes())
    except FileNotFoundError:
        return DriftWatch()
    except (OSError, ValueError) as error:
        _log.warning("%s cannot be read, so the measurements begin anew: %s", WATCH, type(error).__name__)
        return DriftWatch()


def write(root: Path, watch: DriftWatch) -> None:
    """Replace the file in one step; the oldest measurements go."""
    root.mkdir(parents=True, exist_ok=True)
    kept = DriftWatch(watch.report, watch.measurements[-_KEPT:])
    files.write_text(root / WATCH, json.dumps(asdict(kept), default=datetime.isoformat, indent=1))


def together(measurements: Sequence[Measurement], *, fewest: int) -> Figures | None:
    """Their means over all shoppers; None for fewer than `fewest`."""
    shoppers = sum(measurement.shoppers for measurement in measurements)
    if shoppers < max(fewest, 1):
        return None
    means = {
        name: sum(measurement.metrics.get(name, 0.0) * measurement.shoppers for measurement in measurements)
        / shoppers
        for name in measurements[-1].metrics
    }
    variance = sum(measurement.spread**2 * measurement.shoppers for measurement in measurements)
    return Figures(shoppers, means, 1.96 * sqrt(variance) / shoppers)


def has_fallen(now: Figures | None, usual: Figures | None, *, drop: float) -> bool:
    """Whether nDCG fell by more than a share `drop`, and by more than chance explains."""
    if now is None or usual is None:
        return False
    fall = usual.metrics[METRIC] - now.metrics[METRIC]
    return fall > drop * usual.metrics[METRIC] and fall > sqrt(now.margin**2 + usual.margin**2)
