"""What the assistant says: every text exists, varies, and keeps to the voice."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.skills import SKILLS
from actions.skills.orders import STATUSES

BOT = Path(__file__).parents[1]


def texts() -> dict[str, list[dict[str, Any]]]:
    files = (yaml.safe_load(path.read_text()) for path in (BOT / "domain").glob("*.yml"))
    return {name: said for file in files for name, said in file.get("responses", {}).items()}


def source() -> str:
    return "\n".join(path.read_text() for path in (BOT / "actions").rglob("*.py"))


def named_in_code() -> set[str]:
    built = {f"utter_order_{status}" for status in STATUSES} | {"utter_liked", "utter_disliked"}
    built |= {f"utter_basket_{step}_{act}" for step in ("ask", "done") for act in ("add", "remove", "set")}
    built |= {f"utter_greet_{kind}" for kind in ("question", "survey", "page", "basket")}
    return (
        set(re.findall(r"\butter_[a-z_]*[a-z]\b", source()))
        - {"utter_message", "utter_order", "utter_reason", "utter_basket_ask", "utter_basket_done"}
        | built
    )


def test_every_text_that_is_uttered_exists() -> None:
    assert named_in_code() <= set(texts())


def test_every_text_is_uttered_somewhere() -> None:
    by_rasa = {"utter_default"}  # uttered by action_default_fallback
    by_code = {name for name in texts() if name.startswith("utter_reason_")}
    assert set(texts()) - named_in_code() - by_rasa - by_code == set()


@pytest.mark.parametrize("name", sorted(texts()))
def test_a_text_varies_and_keeps_to_the_voice(name: str) -> None:
    said = [variation["text"] for variation in texts()[name]]
    assert len(set(said)) >= 2
    assert all(len(text) <= 200 for text in said)
    assert not any(
        re.search(r"!|\b[Oo]ops\b|\n", text) for text in said
    )  # Rasa splits messages at blank lines


def test_variations_take_the_same_values() -> None:
    for said in texts().values():
        values = [frozenset(re.findall(r"{(\w+)}", variation["text"])) for variation in said]
        assert len(set(values)) == 1


def test_every_intent_leads_to_a_skill_and_every_skill_has_an_intent() -> None:
    intents = set(yaml.safe_load((BOT / "domain" / "intents.yml").read_text())["intents"])
    assert set(SKILLS) - {"nlu_fallback"} == intents


def test_no_training_example_has_two_meanings() -> None:
    meanings: dict[str, set[str]] = {}
    for path in (BOT / "data" / "nlu").glob("*.yml"):
        for block in yaml.safe_load(path.read_text())["nlu"]:
            for line in block["examples"].splitlines() if "intent" in block else ():
                plain = re.sub(r"\[([^]]+)\]\(\w+\)", r"\1", line.removeprefix("- ")).lower()
                meanings.setdefault(plain, set()).add(block["intent"])
    assert {text: intents for text, intents in meanings.items() if len(intents) > 1} == {}


def test_no_held_out_message_was_trained_on() -> None:
    def plain(path: Path) -> set[str]:
        lines = re.findall(r"^ {6}- (.+)$", path.read_text(), flags=re.MULTILINE)
        return {re.sub(r"\[([^]]+)\]\(\w+\)", r"\1", line).lower() for line in lines}

    trained = set().union(*(plain(path) for path in (BOT / "data" / "nlu").glob("*.yml")))
    assert plain(BOT / "tests" / "nlu_heldout.yml") & trained == set()
