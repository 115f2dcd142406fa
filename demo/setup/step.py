"""A step of the set-up: a command, what it depends on, and how to know that it need not run again."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

CANNOT = 3
"""The exit code of an optional step that cannot be done here; its last line says why."""


@dataclass(frozen=True, slots=True)
class SetupStep:
    """One command; it is done while its inputs are what they were and its outputs are still there."""

    name: str
    title: str
    command: tuple[str, ...]
    after: tuple[str, ...] = ()
    inputs: tuple[Path, ...] = ()
    """Files and folders whose content decides whether the step runs again."""
    outputs: tuple[Path, ...] = ()
    folder: Path = Path()
    environment: Mapping[str, str] = field(default_factory=dict)
    optional: bool = False

    def done(self, stamps: Path) -> bool:
        """Whether it was done with these inputs and nothing of it is missing."""
        stamp = self._stamp(stamps)
        return (
            all(output.exists() for output in self.outputs)
            and stamp.is_file()
            and stamp.read_text(encoding="utf-8") == self._fingerprint()
        )

    def remember(self, stamps: Path) -> None:
        """Write down that it was done."""
        stamps.mkdir(parents=True, exist_ok=True)
        self._stamp(stamps).write_text(self._fingerprint(), encoding="utf-8")

    def _stamp(self, stamps: Path) -> Path:
        return stamps / f"{self.name}.sha256"

    def _fingerprint(self) -> str:
        digest = hashlib.sha256("\0".join(self.command).encode())
        for path in _files(self.inputs):
            digest.update(f"\0{path}\0".encode())
            digest.update(path.read_bytes())
        return digest.hexdigest()


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(
                file for file in path.rglob("*") if file.is_file() and "__pycache__" not in file.parts
            )
        elif path.exists():
            yield path


def with_ancestors(steps: Sequence[SetupStep], names: Sequence[str]) -> list[SetupStep]:
    """The named steps and all that they come after, in the order of `steps`; KeyError for an unknown name."""
    known = {step.name: step for step in steps}
    wanted: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted.add(name)
            waiting += known[name].after
    return [step for step in steps if step.name in wanted]
