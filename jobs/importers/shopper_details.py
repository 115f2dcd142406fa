"""Rapport's own format of shoppers, CSV, JSONL or Parquet; docs/importing.md describes its columns."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from core.consent import ConsentPurpose, decide, decided
from core.database import batched, transaction
from core.shopper_details import FIELDS, checked, describe, nameless
from core.shoppers import ensure_shoppers
from jobs.importers import fields
from jobs.importers.fields import RejectedField
from jobs.importers.reading import FileLine, Values, read
from jobs.importers.shoppers import known
from jobs.importers.task import CHUNK, Task
from jobs.importers.totals import Tally, Totals

COLUMNS = ("shopper_id",)


@dataclass(frozen=True, slots=True)
class DescribedShopper:
    """What one line says: an empty cell says nothing."""

    external_id: str
    details: Mapping[str, str | None]
    decisions: Mapping[ConsentPurpose, bool]
    left_out: Sequence[str] = ()
    """Why what stands in a column is not taken."""


def import_shoppers(task: Task, placeholders: Collection[str] = ()) -> Totals:
    """Import a file of shoppers; those of whom it says nothing new are counted as known."""
    source = read(task.path, columns=COLUMNS)
    seen: set[str] = set()
    with task.tally("shoppers") as tally:
        for lines in batched(source.lines, CHUNK):
            described = [
                shopper for line in lines if (shopper := _parsed(line, tally, placeholders, seen)) is not None
            ]
            with transaction(task.engine) as session:
                _store(session, task, described, tally.totals)
            task.progress(lines[-1].position, source.size)
        return tally.totals


def parse(values: Values, placeholders: Collection[str] = ()) -> DescribedShopper:
    """One line, one shopper, whose placeholder of an address or a name is left out."""
    said = {name: text for name in FIELDS if (text := fields.text(values, name))}
    problems = {
        name: problem for name, text in said.items() if (problem := nameless(name, text, placeholders))
    }
    return DescribedShopper(
        external_id=fields.shopper(values, "shopper_id", placeholders),
        details={name: _detail(name, text) for name, text in said.items() if name not in problems},
        left_out=[f"{name}: {problem}; the shopper is kept without it" for name, problem in problems.items()],
        decisions={
            purpose: fields.truth(values, purpose)
            for purpose in ConsentPurpose
            if fields.text(values, purpose)
        },
    )


def _detail(name: str, text: str) -> str:
    try:
        return checked(name, text)
    except ValueError as error:
        raise RejectedField(name, str(error)) from None


def _parsed(
    line: FileLine, tally: Tally, placeholders: Collection[str], seen: set[str]
) -> DescribedShopper | None:
    try:
        described = None if line.problem else parse(line.values, placeholders)
        problem = line.problem
    except RejectedField as rejected:
        described, problem = None, str(rejected)
    if described is not None and described.external_id in seen:
        described, problem = None, "shopper_id: stands on an earlier line already"
    if described is None:
        tally.reject(line, problem)
        return None
    seen.add(described.external_id)
    for reason in described.left_out:
        tally.leave_out(line, reason)
    return described


def _store(session: Session, task: Task, described: list[DescribedShopper], totals: Totals) -> None:
    external_ids = [line.external_id for line in described]
    before = known(session, external_ids)
    shoppers = ensure_shoppers(session, external_ids, now=task.now)
    ids = [shopper.shopper_id for shopper in shoppers.values()]
    decisions = {purpose: decided(session, purpose, ids).newest for purpose in ConsentPurpose}
    imported = 0
    for line in described:
        shopper = shoppers[line.external_id]
        details = {name: value for name, value in line.details.items() if getattr(shopper, name) != value}
        taken = {
            purpose: granted
            for purpose, granted in line.decisions.items()
            if _is_news(granted, decisions[purpose].get(shopper.shopper_id), readdressed="email" in details)
        }
        describe(session, shopper, details, now=task.now)
        decide(session, shopper.shopper_id, taken, source="import", now=task.now)
        imported += bool(details or taken) or line.external_id not in before
    totals.imported += imported
    totals.known += len(described) - imported
    totals.new_shoppers += len(shoppers) - len(before)


def _is_news(granted: bool, newest: bool | None, *, readdressed: bool) -> bool:
    """A file is older than what the shopper decided since: its yes lifts no no, its no holds.

    One that comes with another address is said of that one, for which no earlier yes need hold.
    """
    return newest is None or (newest and (readdressed or not granted))
