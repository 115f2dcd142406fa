"""The demo starts the assistant's two processes where the settings say that they are."""

from core.keys import Keys
from core.settings import Settings
from demo.assistant import services


def test_both_processes_listen_where_their_settings_say(settings: Settings, keys: Keys) -> None:
    moved = settings.model_copy(
        update={
            "assistant_url": "http://127.0.0.1:6005",
            "actions_url": "http://127.0.0.1:6055/webhook",
        }
    )
    actions, rasa = services(moved, keys)
    assert "6005" in rasa.command
    assert actions.environment["RAPPORT_ACTIONS_URL"] == "http://127.0.0.1:6055/webhook"  # where it listens
    assert (actions.ready_url, rasa.ready_url) == ("http://127.0.0.1:6055/health", "http://127.0.0.1:6005/")
    assert rasa.environment["RAPPORT_ACTIONS_URL"] == "http://127.0.0.1:6055/webhook"
