"""Imports shoppers: addresses, consent and facts, in Rapport's columns; docs/importing.md describes them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from core.consent import ConsentPurpose, decide, decided
from core.database import batched, transaction
from core.shopper_details import FIELDS, checked, describe, nameless
from core.shoppers import ensure_at_address, ensure_shoppers
from jobs.importers import fields
from jobs.importers.fields import RejectedField, reason
from jobs.importers.formats.translation import Shop
from jobs.importers.incoming import Incoming
from jobs.importers.reading import FileLine, Values
from jobs.importers.shoppers import at_addresses, known
from jobs.importers.task import CHUNK, Task
from jobs.importers.totals import Tally, Totals


@dataclass(frozen=True, slots=True)
class DescribedShopper:
    """What one line says: an empty cell says nothing."""

    external_id: str
    """Empty in a file without ids: their address says who they are."""
    details: Mapping[str, str | None]
    decisions: Mapping[ConsentPurpose, bool]
    left_out: Sequence[str] = ()
    """Why what stands in a column is not taken."""
    lines: int = 1
    """How many say so."""
    position: int = 0

    @property
    def name(self) -> str:
        """What tells them from all others of the file."""
        return self.external_id or str(self.details["email"]).lower()

    def then(self, later: "DescribedShopper") -> "DescribedShopper":
        """What both say, and the later where they differ."""
        return DescribedShopper(
            self.external_id,
            {**self.details, **later.details},
            {**self.decisions, **later.decisions},
            lines=self.lines + later.lines,
            position=later.position,
        )


def import_shoppers(task: Task, incoming: Incoming, shop: Shop) -> Totals:
    """Import a file of shoppers; those of whom it says nothing new are counted as known."""
    source = incoming.source
    with task.tally(incoming.form.name) as tally:
        told = (
            _folded(source.lines, tally, shop) if incoming.form.repeats else _once(source.lines, tally, shop)
        )
        for described in batched(told, CHUNK):
            with transaction(task.engine) as session:
                _store(session, task, described, tally.totals)
            task.progress(described[-1].position, source.size)
        return tally.totals


def _once(lines: Iterable[FileLine], tally: Tally, shop: Shop) -> Iterator[DescribedShopper]:
    """A shopper a line."""
    seen: set[str] = set()
    for line in lines:
        described = _parsed(line, tally, shop.placeholders)
        if described is not None and described.name in seen:
            tally.reject(line, "shopper_id: stands on an earlier line already")
        elif described is not None:
            seen.add(described.name)
            yield described


def _folded(lines: Iterable[FileLine], tally: Tally, shop: Shop) -> Iterable[DescribedShopper]:
    """What all lines say of each shopper, a later one before an earlier."""
    shoppers: dict[str, DescribedShopper] = {}
    for line in lines:
        if (described := _parsed(line, tally, shop.placeholders)) is not None:
            before = shoppers.get(described.name)
            shoppers[described.name] = described if before is None else before.then(described)
    return shoppers.values()


def parse(values: Values, placeholders: Collection[str] = ()) -> DescribedShopper:
    """One line, one shopper, whose placeholder of an address or a name is left out."""
    said = {name: text for name in FIELDS if (text := fields.text(values, name))}
    problems = {
        name: problem for name, text in said.items() if (problem := nameless(name, text, placeholders))
    }
    only_email = "shopper_id" not in values and "email" in said and "email" not in problems
    return DescribedShopper(
        external_id="" if only_email else fields.shopper(values, "shopper_id", placeholders),
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


def _parsed(line: FileLine, tally: Tally, placeholders: Collection[str]) -> DescribedShopper | None:
    if line.skipped:
        tally.skip(line)
        return None
    try:
        described = None if line.problem else parse(line.values, placeholders)
        problem = line.problem
    except RejectedField as rejected:
        described, problem = None, reason(rejected, line.values)
    if described is None:
        tally.reject(line, problem)
        return None
    for why in described.left_out:
        tally.leave_out(line, why)
    return replace(described, position=line.position)


def _store(session: Session, task: Task, described: list[DescribedShopper], totals: Totals) -> None:
    external_ids = [line.external_id for line in described if line.external_id]
    nameless = [line.name for line in described if not line.external_id]
    before = {*known(session, external_ids), *at_addresses(session, nameless)}
    shoppers = ensure_shoppers(session, external_ids, now=task.now)
    shoppers |= {address: ensure_at_address(session, address, now=task.now) for address in nameless}
    ids = [shopper.shopper_id for shopper in shoppers.values()]
    decisions = {purpose: decided(session, purpose, ids).newest for purpose in ConsentPurpose}
    imported = 0
    for line in described:
        shopper = shoppers[line.name]
        details = {name: value for name, value in line.details.items() if getattr(shopper, name) != value}
        taken = {
            purpose: granted
            for purpose, granted in line.decisions.items()
            if _is_news(granted, decisions[purpose].get(shopper.shopper_id), readdressed="email" in details)
        }
        describe(session, shopper, details, now=task.now)
        decide(session, shopper.shopper_id, taken, source="import", now=task.now)
        if details or taken or line.name not in before:
            imported += line.lines
    totals.imported += imported
    totals.known += sum(line.lines for line in described) - imported
    totals.new_shoppers += len(shoppers) - len(before)


def _is_news(granted: bool, newest: bool | None, *, readdressed: bool) -> bool:
    """A file is older than what the shopper decided since: its yes lifts no no, its no holds.

    One that comes with another address is said of that one, for which no earlier yes need hold.
    """
    return newest is None or (newest and (readdressed or not granted))
