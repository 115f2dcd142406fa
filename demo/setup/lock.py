"""`make lock`: write both `requirements.lock` files from what pip installed, exact versions and nothing else.

A resolver that reads an index's metadata would also pin, and later download, the CUDA libraries of a torch
build that is not installed here; pip's own list does not. No public index has a local version such as `+cpu`.
"""

import subprocess
import sys
from pathlib import Path

HEADER = "# Made by `make lock` from what is installed; do not edit by hand.\n"
ENVIRONMENTS = {Path("requirements.lock"): Path(".venv"), Path("bot/requirements.lock"): Path("bot/.venv")}


def frozen(environment: Path) -> list[str]:
    """Every package of an environment as name==version, but for the project itself and pip."""
    command = [str(environment / "bin/pip"), "freeze", "--all", "--exclude-editable"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    pins = [
        line.partition("+")[0]
        for line in listed.splitlines()
        if "==" in line and not line.startswith("pip==")
    ]
    return sorted(pins, key=str.lower)


def main() -> int:
    """Write the lock of each environment that exists."""
    for lock, environment in ENVIRONMENTS.items():
        if not (environment / "bin/pip").exists():
            print(f"{lock} stays as it is: there is no {environment}.")
            continue
        pins = frozen(environment)
        lock.write_text(HEADER + "\n".join(pins) + "\n", encoding="utf-8")
        print(f"{lock}: {len(pins)} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
