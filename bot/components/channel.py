"""The REST channel with a door: whoever calls Rasa, what comes in are words or one of our buttons."""

from __future__ import annotations

from rasa.core.channels.rest import RestInput
from sanic.request import Request

from actions.buttons import as_said


class Door(RestInput):
    """Rasa's REST channel under its own address, `/webhooks/rest/webhook`."""

    def _extract_message(self, req: Request) -> str:
        message = super()._extract_message(req)
        return as_said(message if isinstance(message, str) else "")
