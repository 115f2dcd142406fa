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
    assert not rasa.is_needed
    assert not actions.is_needed
    assert rasa.environment["RAPPORT_ACTIONS_URL"] == "http://127.0.0.1:6055/webhook"


def test_an_address_without_a_port_is_that_of_http_for_who_listens_and_who_asks(
    settings: Settings, keys: Keys
) -> None:
    moved = settings.model_copy(
        update={"assistant_url": "http://rasa.localhost", "actions_url": "http://actions.localhost/webhook"}
    )
    actions, rasa = services(moved, keys)
    assert actions.ready_url == "http://actions.localhost:80/health"
    assert rasa.command[-1] == "80"
