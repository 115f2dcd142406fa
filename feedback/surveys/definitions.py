"""What is asked: every version of every survey, a YAML file each in versions/."""

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from core.errors import InvalidInput, NotFound
from feedback.reasons import Reason

VERSIONS = Path(__file__).parent / "versions"


class Option(BaseModel):
    """One answer that can be chosen, and what is said back."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: Reason
    label: str
    answer: str
    asks_text: bool = False


class Definition(BaseModel):
    """One version of one survey."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    survey: str
    version: int
    trigger: str
    question: str
    options: tuple[Option, ...]
    more_options: tuple[Option, ...]
    text_prompt: str

    def option(self, reason: Reason) -> Option:
        """The option of a reason; InvalidInput where this version does not offer it."""
        for option in (*self.options, *self.more_options):
            if option.reason is reason:
                return option
        raise InvalidInput(
            f"{self.survey} version {self.version} does not offer this reason.", field="reason"
        )


@cache
def definitions() -> tuple[Definition, ...]:
    """Every version of every survey, oldest first."""
    loaded = [Definition.model_validate(yaml.safe_load(path.read_text())) for path in VERSIONS.glob("*.yml")]
    return tuple(sorted(loaded, key=lambda definition: (definition.survey, definition.version)))


def definition(survey: str, version: int) -> Definition:
    """One version of a survey; the error names the field that does not exist."""
    versions = {edition.version: edition for edition in definitions() if edition.survey == survey}
    if not versions:
        raise NotFound(f"There is no survey {survey!r}.", field="survey")
    if version not in versions:
        known = ", ".join(map(str, versions))
        raise InvalidInput(f"{survey} has no version {version}; known: {known}.", field="version")
    return versions[version]
