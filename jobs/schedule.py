"""The schedule: every job, when it runs (a crontab line, UTC), what it calls, and what it is for."""

from core.errors import NotFound
from jobs import work
from jobs.addresses import confirm_addresses
from jobs.drift import check_drift
from jobs.retrain import retrain
from jobs.running import Job

FIVE_MINUTES = "*/5 * * * *"

JOBS = (
    Job("label-responses", FIVE_MINUTES, work.label_responses, "Says what each new survey answer means."),
    Job("detect-abandoned-carts", FIVE_MINUTES, work.detect_abandoned_carts, "Finds carts that were left."),
    Job(
        "send-recovery-emails",
        FIVE_MINUTES,
        work.send_recovery_emails,
        "Writes to shoppers who allow it about the carts they left.",
    ),
    Job(
        "confirm-addresses",
        "* * * * *",
        confirm_addresses,
        "Asks typed addresses, once each, whether they are their readers'.",
    ),
    Job(
        "mark-crawlers",
        "15 2 * * *",
        work.mark_crawlers,
        "Marks crawlers, monitors and scripts by what they did, of all that is stored.",
    ),
    Job(
        "check-drift",
        "30 2,8,14,20 * * *",
        check_drift,
        "Looks whether shoppers do other things than before, and trains a new model if so.",
    ),
    Job("retrain", "0 3 * * *", retrain, "Trains a new model, which serves unless it is worse."),
    Job(
        "clear-erased",
        FIVE_MINUTES,
        work.clear_erased,
        "Clears the databases' files of what was erased, where a reader was in the way.",
    ),
    Job("purge", "0 4 * * *", work.purge, "Deletes what is older than the shop keeps it."),
)


def job_named(name: str) -> Job:
    """A job by its name; NotFound names those there are."""
    for job in JOBS:
        if job.name == name:
            return job
    known = ", ".join(job.name for job in JOBS)
    raise NotFound(f"There is no job {name!r}; there are: {known}.", field="job")
