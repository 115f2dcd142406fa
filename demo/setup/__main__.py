"""`python -m demo.setup [STEP …]`: run the named steps and what they need, all of them by default."""

import sys
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from demo.setup.plan import LOGS, STAMPS, STEPS
from demo.setup.progress import Progress
from demo.setup.runner import Outcome, log_of, run
from demo.setup.step import SetupStep, with_ancestors


def main(names: list[str]) -> int:
    """Set up; 0 when all is ready, the assistant excepted where no Python 3.10 can be had."""
    console = Console(emoji=False)
    steps = with_ancestors(STEPS, names or [step.name for step in STEPS])
    with Progress(console) as progress:
        outcomes = run(steps, progress, stamps=STAMPS, logs=LOGS)
    for step in steps:
        _explain(console, step, outcomes)
    return 1 if Outcome.FAILED in outcomes.values() else 0


def _explain(console: Console, step: SetupStep, outcomes: Mapping[str, Outcome]) -> None:
    outcome, log = outcomes.get(step.name), log_of(step, LOGS)
    if outcome is Outcome.IMPOSSIBLE:
        console.print(f"\n[yellow]The assistant stays away:[/] {escape(_last_lines(log, 1))}")
        console.print("Everything else works. To have it, install Python 3.10 and run `make setup` again.\n")
    elif outcome is Outcome.FAILED:
        console.print(f"\n[red]{escape(step.title)} failed.[/] The end of {log}:\n")
        console.print(_last_lines(log, 15), highlight=False, markup=False, soft_wrap=True)


def _last_lines(log: Path, count: int) -> str:
    return "\n".join(log.read_text(encoding="utf-8").strip().splitlines()[-count:])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("Interrupted. What was done is kept; `make setup` goes on from there.")
