"""What became of it: events lost or stored twice, emails sent twice, jobs run twice, wrong answers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlmodel import col, func, select

from benchmarks.faults.conductor import Happened
from benchmarks.faults.journal import overlaps
from benchmarks.faults.system import System
from benchmarks.faults.traffic import Traffic
from core.database import connect, transaction
from core.tables import JobRun
from feedback.tables import Event
from recovery.tables import RecoveryEmail


@dataclass(frozen=True, slots=True)
class Verdict:
    """Figures; all of `broken` should be nothing."""

    events: Mapping[str, int]
    emails: Mapping[str, int]
    jobs: Mapping[str, int]
    statuses: Mapping[str, Mapping[str, int]]
    slowest: Mapping[str, float]
    processes: Mapping[str, Mapping[str, int]]
    broken: Mapping[str, object]


def judge(
    system: System, traffic: Traffic, happened: Sequence[Happened], *, codes: Mapping[str, int]
) -> Verdict:
    """Read everything once all processes have ended."""
    events, emails, jobs = _events(system, traffic), _emails(system, traffic), _jobs(system)
    record = system.record
    processes = {
        process.name: {
            "killed": process.kills,
            "ended by itself": len(process.deaths) - process.kills,
            "exit code": code,
        }
        for process, code in zip(system.processes, codes.values(), strict=True)
    }
    broken = {
        "events missing": events["missing"],
        "events twice": events["twice"],
        "emails twice": emails["twice"],
        "jobs twice at once": jobs["twice at once"],
        "server errors but 503": record.wrong(),
        "processes that ended by themselves": {
            name: counts["ended by itself"] for name, counts in processes.items() if counts["ended by itself"]
        },
        "not recovered": [fault.name for fault in happened if None in fault.recovered.values()],
    }
    statuses = record.statuses()
    return Verdict(
        events=events,
        emails=emails,
        jobs=jobs,
        statuses=statuses,
        slowest={phase: round(seconds, 2) for phase, seconds in record.slowest.items()},
        processes=processes,
        broken={what: cases for what, cases in broken.items() if cases},
    )


def _events(system: System, traffic: Traffic) -> dict[str, int]:
    stored: list[str] = []
    engine = connect(system.settings.database)
    with transaction(engine, writes=False) as session:
        stored = [
            event_id for event_id in session.exec(select(Event.event_id)) if event_id in traffic.written
        ]
    engine.dispose()
    acknowledged = system.record.acknowledged
    return {
        "sent": len(traffic.written),
        "acknowledged": len(acknowledged),
        "missing": len(acknowledged - set(stored)),
        "twice": len(stored) - len(set(stored)),
    }


def _emails(system: System, traffic: Traffic) -> dict[str, int]:
    """By state in the database, and what the mail server saw."""
    received = system.mail.received
    engine = connect(system.settings.database)
    with transaction(engine, writes=False) as session:
        query = select(RecoveryEmail.state, func.count()).group_by(col(RecoveryEmail.state))
        states = {f"stored as {state}": number for state, number in session.exec(query)}
    engine.dispose()
    return {
        "carts left": len(traffic.left),
        "received": received.total(),
        "twice": sum(number > 1 for number in received.values()),
        "not received": len(traffic.left - received.keys()),
        **states,
    }


def _jobs(system: System) -> dict[str, int]:
    deaths = {pid: moment for process in system.processes for pid, moment in process.deaths}
    runs = system.journal.runs(deaths)
    engine = connect(system.settings.database)
    with transaction(engine, writes=False) as session:
        query = select(JobRun.outcome, JobRun.error, func.count()).group_by(JobRun.outcome, JobRun.error)
        recorded: Counter[str] = Counter()
        for outcome, error, number in session.exec(query):
            recorded[f"recorded as {outcome} {error}".strip()] += number
    engine.dispose()
    return {
        "begun": len(runs),
        "ended well": sum(run.well for run in runs),
        "trainings": sum(run.well for run in runs if run.job == "retrain"),
        "twice at once": len(overlaps(runs)),
        **recorded,
    }


def as_json(verdict: Verdict, happened: Sequence[Happened], **options: object) -> dict[str, object]:
    """One object with everything."""
    return {"options": options, "faults": [asdict(fault) for fault in happened], **asdict(verdict)}
