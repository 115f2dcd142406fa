"""What Rasa opens to a network as we start it: its greeting and the REST channel, nothing of its own API.

Its API would hand out and change any conversation, and load any model file that it is given.
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from rasa.cli.arguments.run import set_run_arguments
from rasa.core.run import configure_app, create_http_input_channels
from rasa_sdk.endpoint import create_app

BOT = Path(__file__).parents[1]
HARMLESS = {"HEAD", "GET", "OPTIONS"}


def test_rasa_opens_its_rest_channel_only() -> None:
    channels = create_http_input_channels(None, str(BOT / "credentials.yml"))
    app = configure_app(channels, enable_api=False)
    opened = {(f"/{route.path}", frozenset(route.methods)) for route in app.router.routes}
    assert {path for path, _ in opened} == {"/", "/webhooks/rest", "/webhooks/rest/webhook"}
    assert {path for path, methods in opened if methods - HARMLESS} == {"/webhooks/rest/webhook"}


def test_its_own_api_is_off_unless_it_is_asked_for() -> None:
    parser = ArgumentParser()
    set_run_arguments(parser)
    assert parser.parse_args([]).enable_api is False


def test_the_action_server_opens_its_webhook_only() -> None:
    opened = {f"/{route.path}" for route in create_app("actions", cors_origins="").router.routes}
    assert opened == {"/health", "/webhook", "/actions"}
