"""What is publicly known against the packages of both locks; `make check` fails on what nobody has accepted.

Where the advisories cannot be reached it says so, and that is no failure. What a lock has to live with is
accepted, with a reason, in `accepted-advisories.toml` beside it.
"""

import json
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LOCKS = (Path("requirements.lock"), Path("bot/requirements.lock"))
ACCEPTED = "accepted-advisories.toml"
ANSWER_SECONDS, ALL_SECONDS = 5, 90
"""How long one answer may take, and all of them together."""
AWAY = ("ConnectionError", "ServiceError", "Timeout", "SSLError", "ProxyError", "HTTPError")
"""How the last line of pip-audit begins, behind its module, when nobody answers it."""


class OutOfReach(RuntimeError):
    """The advisories do not answer; the message says how that showed."""


class NotAudited(RuntimeError):
    """pip-audit failed for another reason, which is the message."""


@dataclass(frozen=True, slots=True)
class Advisory:
    """One thing that is known against one pinned package; `names` are all that it goes by."""

    package: str
    version: str
    names: frozenset[str]
    fixed_in: tuple[str, ...]

    @property
    def pairs(self) -> set[tuple[str, str]]:
        """The package with each of the names."""
        return {(self.package, name) for name in self.names}

    def __str__(self) -> str:
        remedy = f"fixed in {', '.join(self.fixed_in)}" if self.fixed_in else "not fixed yet"
        return f"{self.package} {self.version}: {' '.join(sorted(self.names))}, {remedy}"


def known(lock: Path, *options: str) -> list[Advisory]:
    """What pip-audit finds for a lock; OutOfReach or NotAudited where it finds out nothing."""
    # OSV has the advisories of all who publish some; it is asked about versions, and nothing is installed.
    command = [str(Path(sys.executable).with_name("pip-audit")), "--requirement", str(lock)]
    command += ["--no-deps", "--disable-pip", "--vulnerability-service", "osv", "--aliases", "on"]
    command += ["--format", "json", "--progress-spinner", "off", "--timeout", str(ANSWER_SECONDS), *options]
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=ALL_SECONDS)
    except subprocess.TimeoutExpired:
        raise OutOfReach(f"not done within {ALL_SECONDS} seconds") from None
    if said.stdout.startswith("{"):
        return [
            _advisory(package, vulnerability)
            for package in _packages(said.stdout)
            for vulnerability in package.get("vulns", ())
        ]
    last = (said.stderr.strip().splitlines() or ["it said nothing"])[-1]
    if last.partition(":")[0].rpartition(".")[2].endswith(AWAY):
        raise OutOfReach(last.partition(":")[0])
    raise NotAudited(last)


def _packages(report: str) -> list[dict[str, Any]]:
    return list(json.loads(report)["dependencies"])


def _advisory(package: dict[str, Any], vulnerability: dict[str, Any]) -> Advisory:
    names = frozenset((vulnerability["id"], *vulnerability["aliases"]))
    return Advisory(package["name"], package["version"], names, tuple(vulnerability["fix_versions"]))


def accepted(lock: Path) -> set[tuple[str, str]]:
    """What the lock has to live with: package and advisory."""
    file = lock.with_name(ACCEPTED)
    packages = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return {(package, name) for package, entry in packages.items() for name in entry["advisories"]}


def report(lock: Path, advisories: Sequence[Advisory]) -> bool:
    """Say what nobody has accepted, and what need not be accepted any more; whether all is well."""
    allowed, file = accepted(lock), lock.with_name(ACCEPTED)
    news = [advisory for advisory in advisories if not advisory.pairs & allowed]
    for advisory in news:
        print(f"{lock}: {advisory}. Update it, or accept it with a reason in {file}.")
    stale = allowed - {pair for advisory in advisories for pair in advisory.pairs}
    if stale:
        print(f"{file}: not known against this lock: {' '.join(sorted(name for _, name in stale))}.")
    if not news:
        print(f"{lock}: nothing is known that is not accepted ({len(advisories)} are).")
    return not news


def main(locks: Sequence[Path], *options: str) -> int:
    """Look both locks up side by side; 1 for what nobody has accepted, 0 also where nobody answers."""
    with ThreadPoolExecutor() as pool:
        asked = [(lock, pool.submit(known, lock, *options)) for lock in locks]
    try:
        well = [report(lock, answer.result()) for lock, answer in asked]
    except OutOfReach as error:
        print(f"The advisories cannot be reached from here ({error}): the locks were not looked up.")
        return 0
    except NotAudited as error:
        print(f"pip-audit failed: {error}", file=sys.stderr)
        return 1
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main(LOCKS))
